// SPDX-License-Identifier: Apache-2.0
#include "formats/services_lines.h"

#include <algorithm>
#include <string>
#include <utility>

#include "formats/wrap.h"
#include "registry/alias.h"

namespace portolan::formats {
namespace {

using registry::Record;

// A name on a port and transport, as a record gives it.
struct Claim {
  std::uint32_t key = 0;  // sorts by port, then by transport
  const Record* record = nullptr;
};

std::uint32_t key_of(std::uint32_t port, Transport transport) {
  return port * 4 + static_cast<std::uint32_t>(transport);
}

void claim(std::vector<Claim>& claims, const Record& record, Transport transport) {
  for (std::uint32_t port = record.ports->first; port <= record.ports->last; ++port)
    claims.push_back({key_of(port, transport), &record});
}

std::vector<Claim> claims_of(const registry::Registry& registry) {
  std::vector<Claim> claims;
  claims.reserve(registry.records.size());
  for (const Record& record : registry.records) {
    if (!record.ports || !fits_services(record.name.text())) continue;
    claim(claims, record, record.transport.value_or(Transport::kTcp));
    if (!record.transport) claim(claims, record, Transport::kUdp);
  }
  std::ranges::stable_sort(claims, {}, &Claim::key);
  return claims;
}

void note_first(LineName& name, const Record* record, Transport transport, std::uint32_t line) {
  const auto slot = static_cast<std::size_t>(transport);
  if (name.first_record[slot] != nullptr && name.first_record[slot] <= record) return;
  name.first_record[slot] = record;
  name.first_line[slot] = line;
}

void add_name(ServiceLines& table, const Record& record) {
  ServiceLine& line = table.lines.back();
  const auto number = static_cast<std::uint32_t>(table.lines.size() - 1);
  LineName& name = table.names[record.name.text()];
  if (name.last_line == number) return;
  name.last_line = number;
  name.text = record.name.text();
  line.names.push_back({&name, &record});
  note_first(name, &record, line.transport, number);
}

}  // namespace

std::uint32_t LineName::first_of_all() const noexcept {
  std::size_t best = 0;
  for (std::size_t slot = 0; slot < first_record.size(); ++slot) {
    if (first_record[slot] == nullptr) continue;
    const auto place = std::pair(first_record[slot], first_line[slot]);
    if (first_record[best] == nullptr || place < std::pair(first_record[best], first_line[best])) best = slot;
  }
  return first_line[best];
}

bool fits_services(std::string_view name) noexcept {
  return !name.empty() && name.find_first_of(" \t\n#") == std::string_view::npos && printable_line(name) == name;
}

ServiceLines make_service_lines(const registry::Registry& registry) {
  ServiceLines table;
  table.names.reserve(registry.records.size());
  std::uint32_t key = LineName::kNoLine;
  for (const Claim& next : claims_of(registry)) {
    if (std::exchange(key, next.key) != next.key)
      table.lines.push_back(
          {.port = static_cast<std::uint16_t>(key / 4), .transport = static_cast<Transport>(key % 4), .names = {}});
    add_name(table, *next.record);
  }
  return table;
}

void put_well_formed_first(std::vector<NameOnLine>& names) {
  if (names.size() < 2) return;
  std::unordered_map<std::size_t, std::string> twins;  // of the name at that place
  for (std::size_t i = 0; i < names.size(); ++i)
    if (const auto twin = registry::alias_target(*names[i].record)) twins.emplace(i, registry::fold_ascii(*twin));
  if (twins.empty()) return;
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i) places.try_emplace(registry::fold_ascii(names[i].name->text), i);
  std::vector<NameOnLine> ordered;
  std::vector<bool> done(names.size());
  const auto put = [&](std::size_t i) {
    if (!done[i]) ordered.push_back(names[i]);
    done[i] = true;
  };
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto twin = twins.find(i);
    const auto found = twin == twins.end() ? places.end() : places.find(twin->second);
    if (found != places.end()) put(found->second);
    put(i);
  }
  names = std::move(ordered);
}

}  // namespace portolan::formats
