// SPDX-License-Identifier: Apache-2.0
#include "procedures/world.h"

#include <fmt/format.h>

#include <algorithm>

#include "registry/service_name.h"
#include "registry/status.h"

namespace portolan::procedures {
namespace {

using registry::Record;

constexpr std::string_view kKept = "Kept for the service ";

// What is left of a name where the eye reads little: without hyphens, and with letters for the digits that look alike.
std::string shape_of(std::string_view name) {
  std::string shape;
  for (const char c : registry::fold_ascii(name)) {
    if (c == '-' || c == '_') continue;
    shape += c == '0' ? 'o' : c == '1' || c == 'i' ? 'l' : c;
  }
  return shape;
}

}  // namespace

World::World(const registry::Registry& registry) : registry_(registry) {
  for (const Record& record : registry.records) {
    if (!record.name.empty()) {
      by_name_.emplace(record.name.folded(), &record);
      by_shape_.emplace(shape_of(record.name.text()), &record);
    }
    if (!record.ports) continue;
    if (record.ports->size() == 1)
      by_port_.emplace(record.ports->first, &record);
    else
      ranges_.push_back(&record);
  }
}

std::vector<const Record*> World::named(std::string_view name) const {
  std::vector<const Record*> found;
  const auto [first, last] = by_name_.equal_range(registry::fold_ascii(name));
  for (auto it = first; it != last; ++it) found.push_back(it->second);
  std::ranges::sort(found);
  return found;
}

std::vector<const Record*> World::below(std::string_view name) const {
  return under_ == nullptr || name.empty() ? std::vector<const Record*>() : under_->named(name);
}

std::vector<const Record*> World::below(std::uint16_t port, Transport transport) const {
  if (under_ == nullptr) return {};
  auto found = under_->on(port, transport);
  std::erase_if(found, [](const Record* record) { return record->name.empty(); });
  return found;
}

std::vector<const Record*> World::on(std::uint16_t port, Transport transport) const {
  std::vector<const Record*> found;
  const auto [first, last] = by_port_.equal_range(port);
  for (auto it = first; it != last; ++it)
    if (it->second->covers().contains(transport)) found.push_back(it->second);
  for (const Record* record : ranges_)
    if (record->ports->contains(port) && record->covers().contains(transport)) found.push_back(record);
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> World::confusable_with(std::string_view name) const {
  std::vector<std::string> found;
  const auto [first, last] = by_shape_.equal_range(shape_of(name));
  for (auto it = first; it != last; ++it) {
    const std::string& other = it->second->name.text();
    if (!registry::same_name(other, name) && std::ranges::find(found, other) == found.end()) found.push_back(other);
  }
  std::ranges::sort(found);
  return found;
}

World::Use World::use_of(std::uint16_t port, Transport transport) const {
  Use use = Use::kFree;
  for (const Record* record : on(port, transport)) {
    Use here = Use::kReserved;
    switch (registry::status_of(*record).status) {
      case Status::kAssigned:
      case Status::kHistoric: here = Use::kTaken; break;
      case Status::kUnassigned: here = Use::kFree; break;
      case Status::kDeassigned: here = Use::kReturned; break;
      case Status::kReserved:
        here = registry::column_text(*record, registry::Column::kAssignmentNotes).starts_with(kKept) ? Use::kKept
                                                                                                     : Use::kReserved;
        break;
    }
    use = std::max(use, here);
  }
  return use;
}

std::string kept_note(std::string_view name) { return fmt::format("{}{}.", kKept, name); }

}  // namespace portolan::procedures
