// SPDX-License-Identifier: Apache-2.0
#include "portal/request_fields.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "app/port_list.h"
#include "desk/ranges.h"

namespace portolan::portal {
namespace {

using procedures::Kind;
using procedures::Request;
using procedures::Violation;

}  // namespace

FieldOf fields_of(const net::Parameters& parameters) {
  return [&parameters](std::string_view name) {
    std::string out;
    for (const std::string_view value : parameters.all(name)) {
      if (value.empty()) continue;
      if (!out.empty()) out += ',';
      out += value;
    }
    return out;
  };
}

std::optional<Kind> kind_named(std::string_view word) noexcept {
  for (std::size_t i = 0; i < procedures::kKindCount; ++i)
    if (to_string(static_cast<Kind>(i)) == word) return static_cast<Kind>(i);
  return std::nullopt;
}

std::expected<Request, std::vector<Violation>> read_request(const procedures::Policy& policy, const FieldOf& field) {
  std::vector<Violation> wrong;
  const auto add = [&](std::string_view name, std::string message) {
    wrong.push_back({"field", {}, std::string(name), std::move(message)});
  };
  Request request;
  if (const std::string kind = field("kind"); !kind.empty()) {
    const auto known = kind_named(kind);
    known ? void(request.kind = *known) : add("kind", fmt::format("there is no '{}'", kind));
  }
  request.name = field("service_name");
  request.new_name = field("new_service_name");
  if (const std::string ports = field("port_number"); !ports.empty()) {
    request.ports = desk::ports_named(policy, ports);
    if (!request.ports) add("port_number", "it is a port, a range as 8000-8999, or the name of a range");
  }
  const std::string transports = field("transports");
  for (const std::string_view word : app::split_list(transports)) {
    if (word.empty()) continue;
    const auto transport = parse_transport(word);
    transport ? void(request.transports |= *transport)
              : add("transports", fmt::format("there is no transport '{}'", word));
  }
  request.assignee = field("assignee");
  request.contact = field("contact");
  request.description = field("description");
  request.reference = field("reference");
  request.document = field("document");
  request.unauthorized_use = field("unauthorized_use");
  request.notes = field("notes");
  request.reason = field("reason");
  const std::string gives_up = field("gives_up_name");
  request.gives_up_name = gives_up == "true" || gives_up == "on";
  if (const std::string code = field("service_code"); !code.empty()) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), value);
    if (error == std::errc() && end == code.data() + code.size())
      request.service_code = value;
    else
      add("service_code", "it is a number below 4294967296");
  }
  if (!wrong.empty()) return std::unexpected(std::move(wrong));
  return request;
}

}  // namespace portolan::portal
