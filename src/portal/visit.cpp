// SPDX-License-Identifier: Apache-2.0
#include "portal/visit.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "accounts/secrets.h"

namespace portolan::portal {
namespace {

constexpr std::chrono::hours kFormLasts{12};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// What follows the scheme.
std::string_view host_of(std::string_view origin) {
  const std::size_t slashes = origin.find("://");
  return slashes == origin.npos ? origin : origin.substr(slashes + 3);
}

std::string_view bearer(const net::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view value = request.header("Authorization");
  const bool fits = value.size() > kScheme.size() && net::same_word(value.substr(0, kScheme.size() - 1), "Bearer");
  return fits ? value.substr(kScheme.size()) : std::string_view();
}

}  // namespace

std::string_view cookie(const net::Request& request, std::string_view name) noexcept {
  for (const net::Header& header : request.headers) {
    if (!net::same_word(header.name, "Cookie")) continue;
    for (std::string_view left = header.value; !left.empty();) {
      const std::size_t end = left.find(';');
      const std::string_view pair = trimmed(left.substr(0, end));
      if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return pair.substr(name.size() + 1);
      left = end == left.npos ? std::string_view() : left.substr(end + 1);
    }
  }
  return {};
}

Portal& portal_of(Context& context) { return static_cast<Portal&>(*context.site.settings().area); }

Visit::Visit(Context& context, registrar::Registrar::Lease counter, std::shared_ptr<const desk::Ground> ground,
             std::uint64_t now)
    : context_(&context), counter_(std::move(counter)), ground_(std::move(ground)), now_(now) {}

Result<Visit> Visit::begin(Context& context, By by) {
  Portal& portal = portal_of(context);
  auto counter = portal.registrar().counter();
  if (!counter) return std::unexpected(std::move(counter.error()));
  auto ground = (*counter)->desk().ground();
  if (!ground) return std::unexpected(std::move(ground.error()));
  Visit visit(context, std::move(*counter), std::move(*ground), portal.now());
  const std::string_view secret = by == By::kToken ? bearer(context.request) : visit.session_token();
  if (secret.empty()) return visit;
  const auto find = by == By::kToken ? registrar::visitor_of_token : registrar::visitor_of_session;
  auto visitor = find(visit.counter(), secret, visit.act().now);
  if (!visitor) return std::unexpected(std::move(visitor.error()));
  visit.visitor_ = std::move(*visitor);
  return visit;
}

accounts::Act Visit::act() const noexcept {
  return {.by = visitor_ ? visitor_->account.id : 0,
          .now = accounts::Time(std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(now_))),
          .address = context_->request.peer};
}

desk::Order Visit::order(std::string_view key, std::string said, bool dry_run) const {
  desk::Order order{.actor = visitor_->person, .now = now_, .dry_run = dry_run};
  if (!key.empty()) {
    order.key = key;
    order.said = std::move(said);
  }
  return order;
}

Markup Visit::form_field() {
  if (form_token_.empty()) {
    form_token_ = visitor_ ? session_token() : cookie(context_->request, kFormCookie);
    if (form_token_.empty()) {
      form_token_ = accounts::random_secret(accounts::system_random).view();
      set_cookie(*context_, kFormCookie, form_token_, kFormLasts);
    }
  }
  return tag("input", {{"type", "hidden"}, {"name", "csrf"}, {"value", accounts::csrf_of(form_token_)}});
}

Markup Visit::key_field() {
  const auto key = accounts::random_secret(accounts::system_random, "form-");
  return tag("input", {{"type", "hidden"}, {"name", "key"}, {"value", std::string(key.view())}});
}

std::optional<std::string> Visit::forged() const {
  const net::Request& request = context_->request;
  const std::string_view type = request.header("Content-Type");
  if (!net::same_word(trimmed(type.substr(0, type.find(';'))), "application/x-www-form-urlencoded"))
    return "It was not sent by a form.";
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return "It was sent by a page of another site.";
  const std::string_view origin = request.header("Origin");
  const std::string_view own = context_->site.settings().public_url;
  if (!origin.empty() && host_of(origin) != request.header("Host") && origin != own)
    return "It was sent by a page of another site.";
  const std::string_view token = visitor_ ? session_token() : cookie(request, kFormCookie);
  const auto given = net::Parameters::parse(request.body);
  if (token.empty() || !given || !accounts::csrf_fits(token, given->value("csrf")))
    return "The page was too old, or the browser keeps no cookies of this site: they need TLS, but on this machine "
           "itself. Go back, load the page again and try once more.";
  return std::nullopt;
}

std::string said_by(const Form& form) {
  std::string out;
  for (const net::Parameters::Parameter& one : form.parameters())
    if (one.name != "csrf" && one.name != "key") out.append(one.name).append("=").append(one.value).append("\0", 1);
  return out;
}

Reply failed(Context& context, const Error& error) {
  if (context.programs) context.response.add("Cache-Control", "no-store");
  return server::send_error(context, error);
}

Reply refuse_form(Context& context, std::string_view why) {
  return server::send_status(context, 403, "This form is not taken", why);
}

Reply send_private(Visit& visit, server::Page page, unsigned status) {
  Context& context = visit.context();
  page.dated = false;
  context.response.status = status;
  context.response.add("Cache-Control", "no-store");
  return server::send_page(context, page);
}

Reply see_other(Context& context, std::string_view location) {
  context.response.add("Cache-Control", "no-store");
  context.response.status = 303;
  context.response.add("Location", location);
  return Reply::kDone;
}

Reply ask_to_sign_in(Visit& visit) {
  const net::Request& request = visit.context().request;
  std::string back(request.path);
  if (!request.query.empty()) back.append("?").append(request.query);
  return see_other(visit.context(), "/sign-in?to=" + net::encode_uri(back));
}

void set_cookie(Context& context, std::string_view name, std::string_view value, std::chrono::seconds lasts) {
  context.response.add("Set-Cookie", fmt::format("{}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax", name,
                                                 value, lasts.count()));
}

}  // namespace portolan::portal
