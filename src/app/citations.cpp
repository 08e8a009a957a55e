// SPDX-License-Identifier: Apache-2.0
#include "app/citations.h"

namespace portolan::app {

std::vector<std::string_view> ids_in(std::string_view column) {
  std::vector<std::string_view> ids;
  while (column.starts_with('[')) {
    // An id may hold a bracket; what ends it is followed by the next one or by nothing.
    const std::size_t next = column.find("][");
    const std::size_t end = next == column.npos ? column.size() - 1 : next;
    if (end == 0 || column[end] != ']') break;
    ids.push_back(column.substr(1, end - 1));
    column.remove_prefix(end + 1);
  }
  return ids;
}

Citations::Citations(const Lookup& lookup) {
  const auto citation_in = [](std::vector<Citation>& list, std::uint32_t position) -> Citation& {
    if (list.empty() || list.back().record != position) list.push_back({.record = position});
    return list.back();
  };
  for (std::uint32_t position = 0; position < lookup.size(); ++position) {
    const RecordView record = lookup.record(position);
    for (const std::string_view id : ids_in(record.assignee())) citation_in(by_id_[id], position).assignee = true;
    for (const std::string_view id : ids_in(record.contact())) citation_in(by_id_[id], position).contact = true;
  }
}

std::span<const Citations::Citation> Citations::of(std::string_view id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return {};
  return found->second;
}

}  // namespace portolan::app
