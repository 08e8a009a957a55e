// SPDX-License-Identifier: Apache-2.0
//
// One request to the portal: the counter at which it is served, who it is, what a page or a form needs of both.
//
// Thread-safety: belongs to the request's thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/office.h"
#include "accounts/sessions.h"
#include "desk/desk.h"
#include "net/uri.h"
#include "policies/charter.h"
#include "portal/portal.h"
#include "registrar/registrar.h"
#include "registrar/visitor.h"
#include "server/context.h"
#include "server/html.h"
#include "server/page_layout.h"

namespace portolan::portal {

using server::Context;
using server::Markup;
using server::Reply;
using server::tag;

// The names of cookies. Browsers keep those that begin so only over TLS (or on the machine itself), for this host
// alone, and give them to no script (RFC 6265bis, section 4.1.3).
inline constexpr std::string_view kSessionCookie = "__Host-portolan";
inline constexpr std::string_view kFormCookie = "__Host-portolan-form";  // of who has no session yet

// The value of a cookie of the request; empty if there is none.
std::string_view cookie(const net::Request& request, std::string_view name) noexcept;

class Visit {
 public:
  enum class By : std::uint8_t { kSession, kToken };  // the session of the cookie, or Authorization: Bearer
  // REQUIRES: the request may wait.
  static Result<Visit> begin(Context& context, By by = By::kSession);

  Context& context() const noexcept { return *context_; }
  registrar::Counter& counter() const noexcept { return *counter_; }
  const accounts::Office& office() const noexcept { return counter_->office(); }
  const desk::Ground& ground() const noexcept { return *ground_; }
  const policies::Charter& charter() const noexcept { return ground_->charter(); }
  // Null: nobody who is signed in.
  const registrar::Visitor* visitor() const noexcept { return visitor_ ? &*visitor_ : nullptr; }
  std::string_view session_token() const noexcept { return cookie(context_->request, kSessionCookie); }

  std::uint64_t now() const noexcept { return now_; }
  accounts::Act act() const noexcept;
  // An order of the visitor; `said` is what must be the same under the key. REQUIRES: visitor() != nullptr.
  desk::Order order(std::string_view key, std::string said, bool dry_run = false) const;

  // --- forms
  // What a form of this page must hold, so that it is taken; the answer sets the cookie that belongs to it.
  Markup form_field();
  // A key of its own for each page, so that a form that is sent twice is done once.
  static Markup key_field();
  // Whether a form was sent by a page of this site. Nothing where it was; else what is wrong.
  std::optional<std::string> forged() const;

 private:
  Visit(Context& context, registrar::Registrar::Lease counter, std::shared_ptr<const desk::Ground> ground,
        std::uint64_t now);

  Context* context_;
  registrar::Registrar::Lease counter_;
  std::shared_ptr<const desk::Ground> ground_;
  std::optional<registrar::Visitor> visitor_;
  std::uint64_t now_;
  std::string form_token_;  // of this page
};

Portal& portal_of(Context& context);

// --- routes

Reply failed(Context& context, const Error& error);
Reply refuse_form(Context& context, std::string_view why);

// A page that reads.
template <Reply (*kPage)(Visit&)>
Reply page(Context& context) {
  if (!context.may_wait) return Reply::kWait;
  auto visit = Visit::begin(context);
  return visit ? kPage(*visit) : failed(context, visit.error());
}

// A page that does something, by a form.
using Form = net::Parameters;
// Its fields, but for what only shows that it is this site's.
std::string said_by(const Form& form);
template <Reply (*kPage)(Visit&, const Form&)>
Reply form(Context& context) {
  if (!context.may_wait) return Reply::kWait;
  auto visit = Visit::begin(context);
  if (!visit) return failed(context, visit.error());
  if (const auto why = visit->forged()) return refuse_form(context, *why);
  const auto form = net::Parameters::parse(context.request.body);
  return form ? kPage(*visit, *form) : refuse_form(context, "Its encoding is broken.");
}

// --- answers

// A page that nobody keeps.
Reply send_private(Visit& visit, server::Page page, unsigned status = 200);
// After a form: the page that shows what came of it (RFC 9110, section 15.4.4).
Reply see_other(Context& context, std::string_view location);
// To the sign-in page, and back to this address from there.
Reply ask_to_sign_in(Visit& visit);
void set_cookie(Context& context, std::string_view name, std::string_view value, std::chrono::seconds lasts);

}  // namespace portolan::portal
