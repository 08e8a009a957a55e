// SPDX-License-Identifier: Apache-2.0
#include "registry/record_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "registry/pairing.h"
#include "registry/port_states.h"
#include "registry/status.h"

namespace portolan::registry {
namespace {

using Key = std::optional<std::string>;
using Positions = std::vector<std::uint32_t>;

struct RecordDigest {
  std::size_t operator()(const Record& record) const {
    const std::hash<std::string> digest;
    std::size_t sum = digest(record.name.text());
    for (const std::string* text : {&record.description.encoded(), &record.contacts.encoded(), &record.notes.encoded(),
                                    &record.references.encoded(), &record.assignee.encoded()})
      if (!text->empty()) sum = mix(sum, digest(*text));
    if (record.ports) sum = mix(sum, std::size_t{record.ports->first} << 16U | record.ports->last);
    return mix(sum, record.transport ? 1 + static_cast<std::size_t>(*record.transport) : 0);
  }
};

// Parts of keys. Names hold no control characters, so a newline separates.
std::string ports_part(const Record& record) { return record.ports ? to_string(*record.ports) : "-"; }
std::string_view transport_part(const Record& record) { return record.transport ? to_string(*record.transport) : "-"; }

Key name_ports_transport(const Record& record) {
  return fmt::format("{}\n{}\n{}", record.name.folded(), ports_part(record), transport_part(record));
}
Key name_ports(const Record& record) {
  if (record.name.empty()) return std::nullopt;
  return fmt::format("{}\n{}", record.name.folded(), ports_part(record));
}
Key name_transport(const Record& record) {
  if (record.name.empty()) return std::nullopt;
  return fmt::format("{}\n{}", record.name.folded(), transport_part(record));
}
Key ports_transport(const Record& record) {
  if (!record.ports) return std::nullopt;
  return fmt::format("{}\n{}", to_string(*record.ports), transport_part(record));
}
Key named_at(const Record& record) { return record.name.empty() ? std::nullopt : ports_transport(record); }
Key nameless_at(const Record& record) { return record.name.empty() ? ports_transport(record) : std::nullopt; }
Key named_with_description(const Record& record) {
  const Key at = named_at(record);
  if (!at || record.description.empty()) return std::nullopt;
  return *at + "\n" + record.description.encoded();
}
Key named_with_holders(const Record& record) {
  const Key at = named_at(record);
  if (!at || record.holders().empty()) return std::nullopt;
  return *at + "\n" + record.holders().encoded();
}

Columns differing_columns(const Record& a, const Record& b) {
  const std::array<bool, kColumnCount> differs = {
      a.name != b.name,
      a.ports != b.ports,
      a.transport != b.transport,
      a.description != b.description,
      a.assignee != b.assignee,
      a.contacts != b.contacts,
      a.registered != b.registered,
      a.modified != b.modified,
      a.references != b.references,
      a.service_code != b.service_code,
      a.unauthorized_use != b.unauthorized_use,
      a.notes != b.notes,
  };
  auto bits = static_cast<std::uint16_t>(a.empty_columns.bits() ^ b.empty_columns.bits());
  for (std::size_t i = 0; i < kColumnCount; ++i)
    if (differs[i]) bits = static_cast<std::uint16_t>(bits | 1U << i);
  return Columns::from_bits(bits);
}

bool reads_alike(const Record& a, const Record& b, Columns changed) {
  return std::ranges::all_of(columns(), [&](const ColumnName& column) {
    return !changed.contains(column.column) || column_text(a, column.column) == column_text(b, column.column);
  });
}

bool is_other_holder(const Record& before, const Record& after) {
  return !after.name.empty() && !before.holders().empty() && !after.holders().empty() &&
         before.holders() != after.holders();
}

// For a pair with the same name, or without one on the same ports and transport.
ChangeKind kind_of_change(const Record& before, const Record& after, Columns changed) {
  const PortState from = state_of(before);
  const PortState to = state_of(after);
  if (reads_alike(before, after, changed)) return ChangeKind::kMarkup;
  if (from == to) return is_other_holder(before, after) ? ChangeKind::kOtherHolder : ChangeKind::kChanged;
  if (to == PortState::kAssigned) return ChangeKind::kAssigned;
  if (from == PortState::kAssigned) return ChangeKind::kDeassigned;
  return to == PortState::kReserved ? ChangeKind::kReserved : ChangeKind::kReleased;
}

void add_people(const Record& record, std::unordered_set<std::string_view>& people) {
  for (const References* references : {&record.assignee, &record.contacts})
    for (const Reference& reference : *references) people.insert(reference.data);
}

bool share_person(const Record& a, const Record& b) {
  std::unordered_set<std::string_view> people;
  std::unordered_set<std::string_view> others;
  add_people(a, people);
  add_people(b, others);
  return std::ranges::any_of(people, [&](std::string_view person) { return others.contains(person); });
}

ChangeKind kind_of_other_name(const Record& before, const Record& after) {
  const bool same_description = !before.description.empty() && before.description == after.description;
  return same_description || share_person(before, after) ? ChangeKind::kRenamed : ChangeKind::kReassigned;
}

ChangeKind kind_of_other_ports(const Record& before, const Record& after) {
  if (!after.ports) return ChangeKind::kDeassigned;
  return before.ports ? ChangeKind::kMoved : ChangeKind::kAssigned;
}

// True if a record without a name holds more than the word of its state: its coming or going is worth telling.
bool says_more(const Record& record) {
  if (!record.notes.empty() || !record.unauthorized_use.empty() || !record.references.empty()) return true;
  if (!record.contacts.empty() || !record.assignee.empty() || !record.ports) return true;
  const std::string description = fold_ascii(record.description.published());
  return !description.empty() && description != "unassigned" && description != "reserved";
}

class Matcher {
 public:
  Matcher(const std::vector<Record>& before, const std::vector<Record>& after)
      : before_(before), after_(after), left_(Unpaired::all(before.size(), after.size())) {}

  RecordChanges run() {
    pair_equal();
    pair_by(name_ports_transport, name_ports_transport, kind_of_change);
    pair_by(name_ports, name_ports, kind_of_change);
    pair_by(named_with_description, named_with_description, kind_of_other_name);
    pair_by(named_with_holders, named_with_holders, kind_of_other_name);
    pair_by(named_at, named_at, kind_of_other_name);
    pair_by(named_at, nameless_at, kind_of_change);
    pair_by(name_transport, name_transport,
            [](const Record& a, const Record& b, Columns) { return kind_of_other_ports(a, b); });
    pair_by(nameless_at, named_at, kind_of_change);
    tell_rest();
    return std::move(result_);
  }

 private:
  using KeyOf = Key (*)(const Record&);

  void add(ChangeKind kind, const Record* before, const Record* after, Columns changed = {}) {
    result_.changes.push_back({.kind = kind, .before = before, .after = after, .changed = changed});
  }

  void pair_equal() {
    std::vector<PositionPair> pairs;
    using Pointer = std::optional<const Record*>;
    pair_by_key<ContentHash<Record, RecordDigest>, ContentEqual<Record>>(
        left_, [&](std::uint32_t i) { return Pointer(&before_[i]); },
        [&](std::uint32_t i) { return Pointer(&after_[i]); }, pairs);
    const std::vector<bool> reordered = find_reordered(pairs);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (reordered[i])
        add(ChangeKind::kReordered, &before_[pairs[i].before], &after_[pairs[i].after]);
      else
        ++result_.unchanged;
    }
  }

  template <class Kind>
  void pair_by(KeyOf before_key, KeyOf after_key, Kind kind_of) {
    std::vector<PositionPair> pairs;
    pair_by_key<std::hash<std::string>, std::equal_to<>>(
        left_, [&](std::uint32_t i) { return before_key(before_[i]); },
        [&](std::uint32_t i) { return after_key(after_[i]); }, pairs);
    for (const PositionPair pair : pairs) {
      const Record& before = before_[pair.before];
      const Record& after = after_[pair.after];
      const Columns changed = differing_columns(before, after);
      if constexpr (std::is_invocable_v<Kind, const Record&, const Record&>)
        add(kind_of(before, after), &before, &after, changed);
      else
        add(kind_of(before, after, changed), &before, &after, changed);
    }
  }

  void tell_rest() {
    if (left_.before.empty() && left_.after.empty()) return;
    states_.emplace(before_, after_);
    pair_ranges();
    for (const std::uint32_t i : left_.before) tell_gone(before_[i]);
    std::unordered_set<std::string> given_up;
    for (const RecordChange& change : result_.changes)
      if (change.kind == ChangeKind::kDeassigned) given_up.insert(change.before->name.folded());
    for (const std::uint32_t i : left_.after) tell_new(after_[i], given_up);
  }

  // Unassigned and reserved ranges whose ends moved: each with the first one of the same state that it overlaps.
  void pair_ranges() {
    const Positions old_ranges = take_ranges(left_.before, before_);
    const Positions new_ranges = take_ranges(left_.after, after_);
    std::size_t o = 0;
    std::size_t n = 0;
    while (o < old_ranges.size() && n < new_ranges.size()) {
      const Record& before = before_[old_ranges[o]];
      const Record& after = after_[new_ranges[n]];
      const auto order = group_of(before) <=> group_of(after);
      if (order == 0 && before.ports->overlaps(*after.ports)) {
        tell_redrawn(before, after);
        ++o;
        ++n;
      } else if (order < 0 || (order == 0 && before.ports->last < after.ports->first)) {
        left_.before.push_back(old_ranges[o++]);
      } else {
        left_.after.push_back(new_ranges[n++]);
      }
    }
    left_.before.insert(left_.before.end(), old_ranges.begin() + static_cast<std::ptrdiff_t>(o), old_ranges.end());
    left_.after.insert(left_.after.end(), new_ranges.begin() + static_cast<std::ptrdiff_t>(n), new_ranges.end());
  }

  static std::tuple<PortState, std::uint8_t> group_of(const Record& record) {
    return {state_of(record), record.covers().bits()};
  }

  // Moves the ranges without a name out of `left`, sorted as pair_ranges() walks them.
  static Positions take_ranges(Positions& left, const std::vector<Record>& records) {
    std::vector<std::pair<std::tuple<PortState, std::uint8_t, PortRange>, std::uint32_t>> ranges;
    std::erase_if(left, [&](std::uint32_t i) {
      if (!records[i].name.empty() || !records[i].ports) return false;
      const auto [state, transports] = group_of(records[i]);
      ranges.push_back({{state, transports, *records[i].ports}, i});
      return true;
    });
    std::ranges::sort(ranges);
    Positions sorted;
    sorted.reserve(ranges.size());
    for (const auto& [order, position] : ranges) sorted.push_back(position);
    return sorted;
  }

  void tell_redrawn(const Record& before, const Record& after) {
    const Columns changed = differing_columns(before, after);
    ChangeKind kind = news_kind(after);
    // An end that moved is told by what took the ports; a new date of such a range tells nothing more.
    Columns told = changed;
    for (const Column column : {Column::kPortNumber, Column::kRegistrationDate, Column::kModificationDate})
      told = Columns::from_bits(static_cast<std::uint16_t>(told.bits() & ~(1U << static_cast<unsigned>(column))));
    if (kind == ChangeKind::kRedrawn && !reads_alike(before, after, told)) kind = ChangeKind::kChanged;
    add(kind, &before, &after, changed);
  }

  ChangeKind news_kind(const Record& after) const {
    if (!after.ports || !states_->news(*after.ports, after.covers())) return ChangeKind::kRedrawn;
    switch (state_of(after)) {
      case PortState::kReserved: return ChangeKind::kReserved;
      case PortState::kUnassigned: return ChangeKind::kReleased;
      case PortState::kUncovered:
      case PortState::kAssigned: break;
    }
    return ChangeKind::kRedrawn;
  }

  void tell_gone(const Record& record) {
    const Transports on = record.covers();
    const bool held_now = record.ports && states_->assigned(*record.ports, on);
    if (state_of(record) == PortState::kAssigned)
      add(record.ports && !held_now ? ChangeKind::kDeassigned : ChangeKind::kRemoved, &record, nullptr);
    else if (!record.ports || states_->lost(*record.ports, on) || (says_more(record) && !held_now))
      add(ChangeKind::kRemoved, &record, nullptr);
    else
      add(ChangeKind::kRedrawn, &record, nullptr);
  }

  void tell_new(const Record& record, const std::unordered_set<std::string>& given_up) {
    if (state_of(record) == PortState::kAssigned) {
      const bool kept = !record.ports && given_up.contains(record.name.folded());
      add(kept ? ChangeKind::kNameKept : ChangeKind::kAssigned, nullptr, &record);
      return;
    }
    const ChangeKind news = news_kind(record);
    add(news == ChangeKind::kRedrawn && says_more(record) ? ChangeKind::kListed : news, nullptr, &record);
  }

  const std::vector<Record>& before_;
  const std::vector<Record>& after_;
  Unpaired left_;
  std::optional<StateChanges> states_;
  RecordChanges result_;
};

}  // namespace

RecordChanges record_changes(const std::vector<Record>& before, const std::vector<Record>& after) {
  return Matcher(before, after).run();
}

}  // namespace portolan::registry
