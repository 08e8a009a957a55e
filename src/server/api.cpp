// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "server/context.h"

namespace portolan::server {
namespace {

Reply port(Context& context) {
  std::uint16_t number = 0;
  const std::string& text = context.parts[0];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return send_status(context, 400, "No port", "A port is a number from 0 to 65535", "port");
  std::string out = fmt::format("{{\"port\":{},\"records\":[", number);
  std::string_view between;
  for (const RecordView record : context.view->lookup().on_port(number)) {
    out.append(between).append(context.view->record_json(record.position()));
    between = ",";
  }
  return send(context, "application/json", out += "]}\n");
}

constexpr std::array kRoutes = {Route{.pattern = "/api/v1/ports/{port}", .answer = port, .programs = true}};

}  // namespace

std::span<const Route> api_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
