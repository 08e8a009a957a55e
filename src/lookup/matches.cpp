// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "lookup/core.h"
#include "lookup/layout.h"
#include "portolan/lookup.h"

namespace portolan {
namespace {

bool same_folded(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return lookup::fold1(x) == lookup::fold1(y); });
}

// The record number `index` of an entry; not valid behind the last.
RecordView record_of_entry(const detail::Core& core, std::uint32_t entry, std::uint32_t index, bool& damaged) noexcept {
  std::uint32_t place = entry;
  if ((entry & lookup::kSingle) != 0) {
    if (index != 0) return {};
  } else {
    lookup::Reader reader(core.source, core.header);
    const std::uint32_t count = reader.entry_count(entry);
    damaged |= reader.damaged();
    if (index >= count) return {};
    const bool holds = index != 0 || !core.checked || reader.verify_group(entry, count);
    place = reader.group_place(entry, index);
    damaged |= reader.damaged();
    if (!holds) return {};
  }
  const RecordView view = core.record_at(place);
  damaged |= view.damaged();
  return view;
}

}  // namespace

void Matches::Iterator::advance() noexcept {
  const Matches& matches = *matches_;
  current_ = {};
  if (matches.core_ == nullptr || matches.damaged_) return;
  if (matches.kind_ != Kind::kPorts) {
    do {
      current_ = record_of_entry(*matches.core_, matches.entry_, index_++, matches.damaged_);
    } while (current_ && matches.kind_ == Kind::kName && !same_folded(current_.name(), matches.long_name_));
    return;
  }
  // Each record is given at the first port of the range that it covers, and one without a transport of its own on the
  // first transport that is asked for.
  const auto first_transport =
      std::ranges::find_if(kAllTransports, [&](Transport t) { return matches.transports_.contains(t); });
  for (; port_ < matches.ports_.size(); ++port_, list_ = 0) {
    const auto port = static_cast<std::uint16_t>(matches.ports_.first + port_);
    for (; list_ < 4; ++list_, index_ = 0) {
      const auto transport = static_cast<Transport>(list_);
      if (!matches.transports_.contains(transport)) continue;
      lookup::Reader reader(matches.core_->source, matches.core_->header);
      const std::uint32_t entry = detail::port_entry(
          matches.core_->mapping.data() + matches.core_->header.sections[lookup::kPorts].offset, port, transport);
      for (RecordView view = record_of_entry(*matches.core_, entry, index_, matches.damaged_); view;
           view = record_of_entry(*matches.core_, entry, index_, matches.damaged_)) {
        ++index_;
        const auto ports = view.ports();
        if (!ports || std::max(ports->first, matches.ports_.first) != port) continue;
        if (!view.transport() && transport != *first_transport) continue;
        current_ = view;
        return;
      }
    }
  }
}

std::size_t Matches::count() const noexcept {
  std::size_t count = 0;
  for (auto at = begin(); at != end(); ++at) ++count;
  return count;
}

}  // namespace portolan
