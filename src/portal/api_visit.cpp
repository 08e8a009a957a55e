// SPDX-License-Identifier: Apache-2.0
#include "portal/api_visit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <memory>
#include <utility>

#include "desk/story.h"
#include "formats/json.h"

namespace portolan::portal {
namespace {

// A member as a field of a form would say it.
std::string words_of(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return std::string(text->c_str(), text->size());
  if (const auto* list = value.if_array()) {
    std::string out;
    for (const auto& one : *list) out += (out.empty() ? "" : ",") + words_of(one);
    return out;
  }
  return value.is_null() ? std::string() : boost::json::serialize(value);
}

struct Status {
  std::string_view rule;
  unsigned status;
  std::string_view title;
};
constexpr std::array kStatuses = {
    Status{"key-used", 409, "The key was used for something else"},
    Status{"no-application", 404, "Not found"},
    Status{"not-allowed", 403, "Not yours to do"},
    Status{"not-theirs", 403, "Not yours to do"},
};

}  // namespace

Result<ApiVisit> begin_api(Context& context) {
  auto visit = Visit::begin(context, Visit::By::kToken);
  if (!visit) return std::unexpected(std::move(visit.error()));
  ApiVisit out{std::move(*visit)};
  const std::string_view given = context.request.header("Authorization");
  if (!given.empty() && out.visit.visitor() == nullptr) {
    unauthorized(context, "The token is none, has ended or was revoked, or is one for another registry");
    out.refused = true;
  }
  return out;
}

bool lacks(Visit& visit, accounts::Scope scope) {
  if (visit.visitor() == nullptr) {
    unauthorized(visit.context(), "It takes a token: Authorization: Bearer ptl_...");
    return true;
  }
  if (visit.visitor()->allows(scope)) return false;
  forbidden(visit.context(), fmt::format("The token is not good for it: it needs the scope '{}'", to_string(scope)));
  return true;
}

bool lacks(Visit& visit, procedures::Act act) { return lacks(visit, registrar::scope_of(act)); }

std::optional<FieldOf> body_fields(Context& context, std::span<const std::string_view> names) {
  const std::string_view type = context.request.header("Content-Type");
  if (!net::same_word(type.substr(0, type.find(';')), "application/json")) {
    server::send_status(context, 415, "Not JSON", "The body is a JSON object, and Content-Type says so");
    return std::nullopt;
  }
  boost::system::error_code error;
  auto parsed = boost::json::parse(context.request.body, error);
  if (error || !parsed.is_object()) {
    server::send_status(context, 400, "The request cannot be read", "The body is a JSON object");
    return std::nullopt;
  }
  // What is misspelt must not be passed over.
  for (const auto& [name, value] : parsed.as_object()) {
    if (std::ranges::find(names, std::string_view(name)) != names.end()) continue;
    server::send_status(context, 400, "The request makes no sense",
                        fmt::format("the body has no member '{}' here", std::string_view(name)),
                        std::string_view(name));
    return std::nullopt;
  }
  auto kept = std::make_shared<const boost::json::object>(std::move(parsed.as_object()));
  return [kept](std::string_view name) {
    const auto* value = kept->if_contains(name);
    return value == nullptr ? std::string() : words_of(*value);
  };
}

Reply send_json(Context& context, std::string body, unsigned status) {
  context.response.status = status;
  context.response.add("Cache-Control", "no-store");
  body += '\n';
  return server::send(context, "application/json", std::move(body));
}

Reply send_refusal(Context& context, const desk::Refusal& refusal) {
  if (refusal.error) return failed(context, *refusal.error);
  unsigned status = 422;
  std::string_view title = "The rules refuse it";
  if (!refusal.violations.empty()) {
    const auto* found = std::ranges::find(kStatuses, refusal.violations.front().rule, &Status::rule);
    if (found != kStatuses.end()) {
      status = found->status;
      title = found->title;
    }
  }
  std::string details;
  for (const procedures::Violation& one : refusal.violations) details += (details.empty() ? "" : "; ") + one.message;
  std::string body = fmt::format(R"({{"type":"about:blank","status":{},"title":)", status);
  formats::write_json_string(title, body);
  body += ",\"detail\":";
  formats::write_json_string(details, body);
  // Behind the brace of its object.
  body += "," + desk::violations_json(refusal.violations).substr(1) + "\n";
  context.response.status = status;
  context.response.add("Cache-Control", "no-store");
  context.response.add("Content-Type", "application/problem+json");
  context.response.body = std::move(body);
  return Reply::kDone;
}

Reply unauthorized(Context& context, std::string_view detail) {
  context.response.add("WWW-Authenticate", "Bearer");
  return server::send_status(context, 401, "Who are you?", detail);
}

Reply forbidden(Context& context, std::string_view detail) {
  return server::send_status(context, 403, "Not yours to do", detail);
}

}  // namespace portolan::portal
