// SPDX-License-Identifier: Apache-2.0
#include "events/import.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "events/content.h"
#include "events/people.h"
#include "registry/pairing.h"
#include "registry/status.h"

namespace portolan::events {
namespace {

using registry::ChangeKind;
using registry::Contact;
using registry::Difference;
using registry::PositionPair;
using registry::Record;
using registry::Registry;

constexpr std::uint32_t kNone = UINT32_MAX;

// What became of the elements of a list: for each of the new ones, which of the old it was.
struct Fates {
  std::vector<std::uint32_t> was;    // by new position; kNone: it is new
  std::vector<ChangeKind> kind;      // by new position, of records
  std::vector<bool> moved;           // by new position
  std::vector<std::uint32_t> gone;   // old positions, ascending
  std::vector<ChangeKind> gone_how;  // of gone, of records
};

// Pairs what a difference names, and of the rest, which is the same in both, the first with the first and so on.
template <class Element, class Change, class KindOf>
Fates fates(const std::vector<Element>& before, const std::vector<Element>& after, const std::vector<Change>& changes,
            KindOf kind_of) {
  Fates fates{.was = std::vector(after.size(), kNone),
              .kind = std::vector(after.size(), ChangeKind::kChanged),
              .moved = std::vector<bool>(after.size()),
              .gone = {},
              .gone_how = {}};
  std::vector<bool> named_before(before.size());
  std::vector<bool> named_after(after.size());
  std::vector<std::pair<std::uint32_t, ChangeKind>> gone;
  for (const Change& change : changes) {
    const auto old = change.before == nullptr ? kNone : static_cast<std::uint32_t>(change.before - before.data());
    const auto now = change.after == nullptr ? kNone : static_cast<std::uint32_t>(change.after - after.data());
    if (old != kNone) named_before[old] = true;
    if (now != kNone) named_after[now] = true;
    if (now != kNone) fates.was[now] = old, fates.kind[now] = kind_of(change);
    if (now == kNone) gone.emplace_back(old, kind_of(change));
  }
  for (std::uint32_t old = 0, now = 0;; ++old, ++now) {
    while (old < before.size() && named_before[old]) ++old;
    while (now < after.size() && named_after[now]) ++now;
    if (old >= before.size() || now >= after.size()) break;
    fates.was[now] = old;
  }
  std::vector<PositionPair> pairs;
  for (std::uint32_t now = 0; now < after.size(); ++now)
    if (fates.was[now] != kNone) pairs.push_back({fates.was[now], now});
  const std::vector<bool> reordered = registry::find_reordered(pairs);
  for (std::size_t i = 0; i < pairs.size(); ++i) fates.moved[pairs[i].after] = reordered[i];
  std::ranges::sort(gone);
  for (const auto& [old, how] : gone) fates.gone.push_back(old), fates.gone_how.push_back(how);
  return fates;
}

class Between {
 public:
  Between(const State& state, const Registry& before, const State::Numbers& numbers, const Registry& after,
          const Difference& difference, const Supply& supply)
      : state_(state), before_(before), numbers_(numbers), after_(after), difference_(difference), supply_(supply) {}

  std::vector<Prepared> run() {
    contacts();
    head();
    records();
    return std::move(out_);
  }

 private:
  void add(What what) { out_.push_back({std::move(what), std::nullopt}); }

  // A contact's events come before those of the records that cite it.
  void contacts() {
    const Fates of = fates(before_.contacts, after_.contacts, difference_.contacts,
                           [](const registry::ContactChange&) { return ChangeKind::kChanged; });
    for (const std::uint32_t old : of.gone) add(ContactRemoved{numbers_.contacts[old]});
    std::uint64_t behind = 0;
    for (std::uint32_t i = 0; i < after_.contacts.size(); ++i) {
      const Contact& contact = after_.contacts[i];
      const bool is_new = of.was[i] == kNone;
      const std::uint64_t number = is_new ? supply_.contact_number() : numbers_.contacts[of.was[i]];
      if (is_new || before_.contacts[of.was[i]] != contact) {
        Personal personal{supply_.salt(), encode_contact(contact)};
        const Digest digest = commitment(personal);
        const What what = is_new ? What(ContactAdded{number, behind, digest}) : What(ContactChanged{number, digest});
        out_.push_back({what, std::move(personal)});
      }
      if (of.moved[i]) add(ContactMoved{number, behind});
      number_of_.emplace(contact.id, number);
      behind = number;
    }
  }

  NumberOf number_of() const {
    return [this](std::string_view id) -> std::optional<std::uint64_t> {
      const auto found = number_of_.find(id);
      return found == number_of_.end() ? std::nullopt : std::optional(found->second);
    };
  }

  void head() {
    Registry head = after_;
    head.records.clear();
    head.contacts.clear();
    const NumberOf numbers = number_of();
    head.experts = with_numbers(head.experts, numbers);
    for (auto& note : head.notes) note.text = with_numbers(note.text, numbers);
    for (auto& footnote : head.footnotes) footnote.text = with_numbers(footnote.text, numbers);
    if (encode_head(head) != encode_head(state_.head())) add(HeadChanged{std::move(head)});
  }

  void records() {
    const Fates of = fates(before_.records, after_.records, difference_.records,
                           [](const registry::RecordChange& change) { return change.kind; });
    for (std::size_t i = 0; i < of.gone.size(); ++i) add(RecordRemoved{numbers_.records[of.gone[i]], of.gone_how[i]});
    const NumberOf numbers = number_of();
    std::uint64_t behind = 0;
    for (std::uint32_t i = 0; i < after_.records.size(); ++i) {
      Record record = with_numbers(after_.records[i], numbers);
      const bool is_new = of.was[i] == kNone;
      const std::uint64_t number = is_new ? supply_.record_number() : numbers_.records[of.was[i]];
      if (is_new) {
        add(RecordAdded{number, behind, of.kind[i], std::move(record)});
      } else if (const Record* old = state_.records().find(number); old == nullptr || *old != record) {
        // Only whom it cites is numbered otherwise: a contact came or went, and the record is the same.
        const bool same = before_.records[of.was[i]] == after_.records[i];
        add(RecordChanged{number, same ? ChangeKind::kMarkup : of.kind[i], std::move(record)});
      }
      if (of.moved[i]) add(RecordMoved{number, behind});
      behind = number;
    }
  }

  const State& state_;
  const Registry& before_;
  const State::Numbers& numbers_;
  const Registry& after_;
  const Difference& difference_;
  const Supply& supply_;
  std::unordered_map<std::string_view, std::uint64_t> number_of_;
  std::vector<Prepared> out_;
};

}  // namespace

std::vector<Prepared> events_between(const State& state, const Registry& before, const State::Numbers& numbers,
                                     const Registry& after, const Difference& difference, const Supply& supply) {
  return Between(state, before, numbers, after, difference, supply).run();
}

namespace {

// Each port once, however many ranges have it: there could be a registry in which every record has all of them.
void add_ports(std::vector<PortRange> ranges, Transport transport, std::vector<std::string>& keys) {
  std::ranges::sort(ranges, {}, &PortRange::first);
  const std::string end = "/" + std::string(to_string(transport));
  std::uint32_t next = 0;
  for (const PortRange range : ranges)
    for (next = std::max<std::uint32_t>(next, range.first); next <= range.last; ++next)
      keys.push_back("p:" + std::to_string(next) + end);
}

}  // namespace

std::vector<std::string> holdings(const Registry& registry) { return holdings(std::span(registry.records)); }

std::vector<std::string> holdings(std::span<const Record> records) {
  std::vector<std::string> keys;
  std::array<std::vector<PortRange>, kAllTransports.size()> held;
  for (const Record& record : records) {
    const Status status = registry::status_of(record).status;
    if (status != Status::kAssigned && status != Status::kHistoric) continue;
    if (!record.name.empty()) keys.push_back("n:" + record.name.folded());
    if (!record.ports) continue;
    const Transports covers = record.covers();
    for (std::size_t i = 0; i < held.size(); ++i)
      if (covers.contains(kAllTransports[i])) held[i].push_back(*record.ports);
  }
  for (std::size_t i = 0; i < held.size(); ++i) add_ports(std::move(held[i]), kAllTransports[i], keys);
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
  return keys;
}

}  // namespace portolan::events
