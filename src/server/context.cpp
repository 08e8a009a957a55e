// SPDX-License-Identifier: Apache-2.0
#include "server/context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "formats/json.h"
#include "server/conditional.h"
#include "server/error_page.h"
#include "server/site.h"

namespace portolan::server {
namespace {

// The headers that a body has however much of it is sent; true if the client has it already.
bool add_validators(Context& context, std::string_view tag, Coding coding) {
  net::Response& response = context.response;
  const std::string quoted = quoted_tag(tag, coding);
  response.add("ETag", quoted);
  response.add("Vary", "Accept-Encoding");
  if (response.headers.find("Cache-Control:") == std::string::npos) response.add("Cache-Control", "no-cache");
  if (response.status != 200 || !client_has(context.request.header("If-None-Match"), quoted)) return false;
  response.status = 304;
  return true;
}

void add_coding(net::Response& response, Coding coding) {
  if (coding != Coding::kIdentity) response.add("Content-Encoding", to_string(coding));
}

std::string problem(unsigned status, std::string_view title, std::string_view detail, std::string_view field) {
  std::string out = fmt::format(R"({{"type":"about:blank","status":{},"title":)", status);
  formats::write_json_string(title, out);
  out += ",\"detail\":";
  formats::write_json_string(detail, out);
  if (!field.empty()) {
    out += ",\"field\":";
    formats::write_json_string(field, out);
  }
  return out += "}\n";
}

struct Named {
  ErrorCode code;
  unsigned status;
  std::string_view title;
};
constexpr std::array kStatuses = {
    Named{ErrorCode::kInvalidArgument, 400, "The request makes no sense"},
    Named{ErrorCode::kSyntax, 400, "The request cannot be read"},
    Named{ErrorCode::kInvalidValue, 422, "A value breaks a rule"},
    Named{ErrorCode::kLimit, 413, "Too much"},
    Named{ErrorCode::kDamaged, 500, "The data is damaged"},
    Named{ErrorCode::kNotFound, 404, "Not found"},
    Named{ErrorCode::kIo, 500, "The system failed"},
    Named{ErrorCode::kUnsupported, 501, "Not supported"},
    Named{ErrorCode::kConflict, 409, "Somebody was faster"},
    Named{ErrorCode::kUnavailable, 503, "Not available now"},
};

}  // namespace

unsigned status_of(ErrorCode code) noexcept {
  const auto* found = std::ranges::find(kStatuses, code, &Named::code);
  return found == kStatuses.end() ? 500 : found->status;
}

std::string source_words(const app::View& view) {
  if (view.origin() == app::Source::Origin::kBundled) return view.description();
  const std::string_view title = view.lookup().title();
  const std::string date = to_string(view.updated());
  return fmt::format("{}, {}", title.empty() ? "registry" : title, date.empty() ? "without a date" : "of " + date);
}

std::string_view public_words(const Error& error) noexcept {
  if (error.code == ErrorCode::kUnavailable) return "The ledger cannot be reached now; try again later";
  if (error.code == ErrorCode::kIo || error.code == ErrorCode::kDamaged) return "The ledger cannot be read";
  return error.message;
}

Reply send(Context& context, std::string_view media_type, std::string bytes) {
  context.response.body = std::move(bytes);
  return send_written(context, media_type);
}

Reply send_written(Context& context, std::string_view media_type) {
  constexpr std::size_t kWorthIt = 4096;
  net::Response& response = context.response;
  Coding coding = Coding::kIdentity;
  if (response.body.size() >= kWorthIt) coding = choose_coding(context.request.header("Accept-Encoding"));
  response.add("Content-Type", media_type);
  if (add_validators(context, tag_of(response.body), coding)) {
    response.body.clear();
    return Reply::kDone;
  }
  if (coding != Coding::kIdentity) {
    std::string packed = compress(response.body, coding, Effort::kNow);
    if (packed.empty()) return Reply::kDone;
    response.body = std::move(packed);
    add_coding(response, coding);
  }
  return Reply::kDone;
}

Reply send(Context& context, std::shared_ptr<const Body> body) {
  net::Response& response = context.response;
  Coding coding = choose_coding(context.request.header("Accept-Encoding"));
  if (body->in(coding).empty()) coding = Coding::kIdentity;
  response.add("Content-Type", body->media_type);
  if (add_validators(context, body->tag, coding)) return Reply::kDone;
  add_coding(response, coding);
  lend(std::move(body), coding, response);
  return Reply::kDone;
}

std::string Context::state_key() const {
  return fmt::format("{}@{} {}", view->identity(), view->position(), site.views().generation());
}

Reply send_kept(Context& context, std::string_view key, std::string_view media_type,
                const std::function<Result<std::string>()>& make) {
  const std::string whole = fmt::format("{} {}", context.state_key(), key);
  Shelf& shelf = context.site.shelf();
  if (!context.may_wait) {
    auto body = shelf.find(whole);
    return body ? send(context, std::move(body)) : Reply::kWait;
  }
  auto body = shelf.get(whole, [&]() -> Result<std::shared_ptr<const Body>> {
    auto bytes = make();
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    return prepare_body(std::string(media_type), std::move(*bytes));
  });
  return body ? send(context, std::move(*body)) : send_error(context, body.error());
}

Reply send_status(Context& context, unsigned status, std::string_view title, std::string_view detail,
                  std::string_view field) {
  context.response.status = status;
  context.response.add("Cache-Control", "no-store");
  if (!context.programs) {
    context.response.add("Content-Type", "text/html; charset=utf-8");
    context.response.body = error_page(context, status, title, detail);
    return Reply::kDone;
  }
  context.response.add("Content-Type", "application/problem+json");
  context.response.body = problem(status, title, detail, field);
  return Reply::kDone;
}

Reply send_error(Context& context, const Error& error) {
  const auto* found = std::ranges::find(kStatuses, error.code, &Named::code);
  const Named& named = found == kStatuses.end() ? kStatuses[6] : *found;
  return send_status(context, named.status, named.title, public_words(error), error.place.field);
}

Reply redirect(Context& context, std::string_view location, unsigned status) {
  context.response.status = status;
  context.response.add("Location", location);
  context.response.add("Cache-Control", "no-cache");
  return Reply::kDone;
}

}  // namespace portolan::server
