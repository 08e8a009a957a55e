// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "app/port_list.h"
#include "app/query.h"
#include "formats/format.h"
#include "server/api.h"

namespace portolan::server::api {

std::unexpected<Error> wrong(std::string_view field, std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), Place{.file = {}, .field = std::string(field)});
}

Result<void> only(const Context& context, std::initializer_list<std::string_view> names) {
  for (const auto& [name, value] : context.query.parameters())
    if (name != "as_of" && std::ranges::find(names, name) == names.end())
      return wrong(name, fmt::format("this address has no parameter '{}'", name));
  return {};
}

Result<std::size_t> number(const Context& context, std::string_view name, std::size_t otherwise, std::size_t least,
                           std::size_t most) {
  const std::string_view text = context.query.value(name);
  if (text.empty()) return otherwise;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
    return wrong(name, fmt::format("it is a number from {} to {}", least, most));
  return value;
}

std::string list_of(const Context& context, std::string_view name) {
  std::string list;
  for (const std::string_view value : context.query.all(name)) {
    if (value.empty()) continue;
    if (!list.empty()) list += ',';
    list += value;
  }
  return list;
}

Result<Transports> transports(const Context& context, std::string_view name) {
  const std::string list = list_of(context, name);
  if (list.empty()) return Transports::all();
  Transports all;
  for (const std::string_view word : app::split_list(list)) {
    const auto transport = formats::parse_transport_column(word);
    if (!transport) return wrong(name, transport.error().message);
    all |= *transport;
  }
  return all;
}

Result<app::Query> ports_in_path(const Context& context) {
  const auto range = formats::parse_ports(context.parts[0]);
  if (!range) return wrong("port", range.error().message);
  app::Query query{.text = {}, .ports = *range, .transports = Transports::all(), .qualified = {}};
  if (context.parts[1].empty()) return query;
  const auto transport = formats::parse_transport_column(context.parts[1]);
  if (!transport) return wrong("transport", transport.error().message);
  query.transports = *transport;
  return query;
}

std::string words_of(const app::Query& query) {
  std::string words = to_string(*query.ports);
  if (query.transports != Transports::all()) words += "/" + to_string(query.transports);
  return words;
}

void append_number(std::uint64_t number, std::string& out) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_records(const app::View& view, std::span<const RecordView> records, std::string& out) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i != 0) out += ',';
    out += view.record_json(records[i].position());
  }
}

void append_transport(std::optional<Transport> transport, std::string& out) {
  if (transport)
    out.append("\"").append(to_string(*transport)).append("\"");
  else
    out += "null";
}

}  // namespace portolan::server::api
