// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

#include "formats/services.h"

namespace portolan::formats {
namespace {

using registry::Record;

// What may stand only once in a merged registry: name with case, ports, transport. REQUIRES: ports, without which a
// name with a blank could look like a name and a port.
std::string key_of(const Record& record) { return label(record); }

void describe(Record& record, const Record& as) {
  if (!record.description.empty()) return;
  record.description = as.description;
  record.empty_columns = as.empty_columns;
}

// The local names of a port are aliases of each other: what describes one describes all.
void share_descriptions(std::span<Record> local) {
  using Place = std::pair<PortRange, std::optional<Transport>>;
  std::map<Place, const Record*> described;
  for (const Record& record : local)
    if (!record.description.empty()) described.try_emplace({*record.ports, record.transport}, &record);
  for (Record& record : local)
    if (const auto found = described.find({*record.ports, record.transport}); found != described.end())
      describe(record, *found->second);
}

}  // namespace

registry::Registry merge_services(const registry::Registry& registry, const registry::Registry& local) {
  registry::Registry merged = registry;
  merged.records.clear();
  merged.records.reserve(registry.records.size() + local.records.size());
  std::unordered_map<std::string, std::size_t> ours;
  for (const Record& record : local.records)
    if (!record.name.empty() && record.ports && ours.try_emplace(key_of(record), merged.records.size()).second)
      merged.records.push_back(record);
  for (const Record& record : registry.records) {
    const auto found = record.ports ? ours.find(key_of(record)) : ours.end();
    if (found == ours.end())
      merged.records.push_back(record);
    else
      describe(merged.records[found->second], record);
  }
  share_descriptions(std::span(merged.records).first(ours.size()));
  return merged;
}

}  // namespace portolan::formats
