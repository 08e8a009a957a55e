// SPDX-License-Identifier: Apache-2.0
//
// The registry as files, at IANA's addresses and beside them.
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

#include "formats/html.h"
#include "keeping/proving.h"
#include "net/compose.h"
#include "server/conditional.h"
#include "server/context.h"
#include "server/publication.h"
#include "server/site.h"

namespace portolan::server {
namespace {

constexpr std::string_view kFolder = "/assignments/service-names-port-numbers";

std::string date_text(std::int64_t seconds) {
  return net::http_date(std::chrono::system_clock::time_point(std::chrono::seconds(seconds)));
}

// A client that fetches several files must not see two states: each file says where the same state can be had for as
// long as it likes (RFC 5829; "memento" is RFC 7089's word for a state that stays).
void add_links(Context& context, std::string_view file) {
  std::string link;
  if (context.past)
    link = fmt::format("<{}/{}>; rel=\"original latest-version\"", kFolder, file);
  else if (context.view->position() != 0)
    link = fmt::format("<{}/{}?as_of=@{}>; rel=\"memento\"; datetime=\"{}\"", kFolder, file, context.view->position(),
                       date_text(context.view->modified()));
  if (!link.empty()) context.response.add("Link", link);
}

// The page has its style inside of it, and nothing else that could be loaded or run.
void allow_own_style(net::Response& response) {
  constexpr std::string_view kName = "Content-Security-Policy: ";
  const std::size_t begin = response.headers.find(kName);
  if (begin == std::string::npos) return;
  const std::size_t end = response.headers.find("\r\n", begin);
  response.headers.replace(begin + kName.size(), end - begin - kName.size(),
                           fmt::format("{}; frame-ancestors 'none'", formats::kHtmlPolicy));
}

Reply refuse_part(Context& context, std::size_t size) {
  context.response.add("Content-Range", fmt::format("bytes */{}", size));
  return send_status(context, 416, "There is no such part", fmt::format("The file has {} bytes", size), "Range");
}

// Parts are cut out of the file itself, never out of a compressed form of it: that one is not the same for ever.
Reply send_part(Context& context, std::shared_ptr<const Body> body, Part part) {
  net::Response& response = context.response;
  const std::string_view whole = body->in(Coding::kIdentity);
  response.status = 206;
  response.add("Content-Range", fmt::format("bytes {}-{}/{}", part.begin, part.end - 1, whole.size()));
  lend(std::move(body), Coding::kIdentity, response);
  response.shared = whole.substr(part.begin, part.end - part.begin);
  return Reply::kDone;
}

Reply send_whole(Context& context, std::shared_ptr<const Body> body, Coding coding) {
  net::Response& response = context.response;
  if (coding != Coding::kIdentity) response.add("Content-Encoding", to_string(coding));
  lend(std::move(body), coding, response);
  return Reply::kDone;
}

Reply send_file(Context& context, std::string_view file, std::shared_ptr<const Body> body) {
  net::Response& response = context.response;
  const bool asks_for_part = !context.request.header("Range").empty();
  Coding coding = asks_for_part ? Coding::kIdentity : choose_coding(context.request.header("Accept-Encoding"));
  if (body->in(coding).empty()) coding = Coding::kIdentity;
  const std::string tag = quoted_tag(body->tag, coding);
  const Representation there{.tag = tag, .modified = context.view->modified()};
  response.add("ETag", tag);
  response.add("Last-Modified", date_text(there.modified));
  response.add("Vary", "Accept-Encoding");
  add_links(context, file);
  // Also without content: a client takes what a 304 says for what it has (RFC 9111, section 3.2).
  if (body->media_type.starts_with("text/html")) allow_own_style(response);
  const Verdict verdict = judge(context.request, there);
  if (verdict == Verdict::kFailed)
    return send_status(context, 412, "It is another one by now", "The file is not the one that the request is about");
  const std::size_t size = body->in(Coding::kIdentity).size();
  const Wanted wanted = wanted_part(context.request, there, size);
  if (verdict == Verdict::kSend && wanted.kind == Wanted::Kind::kNone) return refuse_part(context, size);
  response.add("Cache-Control", "no-cache");
  if (verdict == Verdict::kNotModified) {
    response.status = 304;
    return Reply::kDone;
  }
  response.add("Accept-Ranges", "bytes");
  response.add("Content-Type", body->media_type);
  if (wanted.kind == Wanted::Kind::kPart) return send_part(context, std::move(body), wanted.part);
  return send_whole(context, std::move(body), coding);
}

Reply file(Context& context) {
  const std::string& name = context.parts[0];
  const auto found = published_file(name);
  if (!found) return send_status(context, 404, "Not found", "There is no such file", "file");
  const bool latest = context.view == context.site.views().current();
  const auto use = latest ? Publication::Use::kLatest : Publication::Use::kPast;
  const auto set = context.site.publications().of(context.view, use);
  auto body = set->find(*found);
  if (!body && !context.may_wait) return Reply::kWait;
  if (body) return send_file(context, name, std::move(body));
  auto made = set->get(*found);
  return made ? send_file(context, name, std::move(*made)) : send_error(context, made.error());
}

// --- the checkpoint

Result<std::string> signed_checkpoint(keeping::Views& views) {
  std::string note;
  auto done = views.with_ledger([&](ledger::Ledger& ledger, std::string_view) -> Result<void> {
    const auto key = keeping::signing_key(views.place().key_file(), ledger.origin(), false);
    if (!key) return std::unexpected(key.error());
    auto made = keeping::signed_checkpoint(ledger, *key);
    if (!made) return std::unexpected(std::move(made.error()));
    note = std::move(*made);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return note;
}

// Why there is none; empty if there is one.
std::string_view no_checkpoint(Context& context) {
  const keeping::Views& views = context.site.views();
  if (!views.has_ledger()) return "This server has no ledger, so there is nothing to sign";
  if (context.past) return "A checkpoint is of the ledger as it is, never of a state of the past";
  std::error_code ignored;
  if (!views.place().is_folder() || !std::filesystem::exists(views.place().key_file(), ignored))
    return "This server has no key to sign with";
  return {};
}

Reply checkpoint(Context& context) {
  if (const auto why = no_checkpoint(context); !why.empty()) return send_status(context, 404, "Not found", why);
  // Signing reads all events, so each state is signed once.
  return send_kept(context, "checkpoint", "text/plain; charset=utf-8",
                   [&] { return signed_checkpoint(context.site.views()); });
}

Reply folder(Context& context) { return redirect(context, fmt::format("{}/{}", kFolder, kPublishedFiles[5]), 302); }

constexpr std::array kRoutes = {
    Route{.pattern = "/assignments/service-names-port-numbers", .answer = folder, .programs = true},
    Route{.pattern = "/assignments/service-names-port-numbers/checkpoint", .answer = checkpoint, .programs = true},
    Route{.pattern = "/assignments/service-names-port-numbers/{file}", .answer = file, .programs = true},
};

}  // namespace

std::span<const Route> download_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
