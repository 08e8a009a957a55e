// SPDX-License-Identifier: Apache-2.0
#include "app/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "registry/service_name.h"

namespace portolan::app {
namespace {

using Facts = ListIndex::Facts;
using Order = ListIndex::Order;

Facts facts_of(RecordView record) {
  Facts facts{.status = record.status()};
  if (const auto ports = record.ports()) {
    facts.has_ports = true;
    facts.first = ports->first;
    facts.last = ports->last;
    facts.transport = TransportChoice::kAny;
  }
  if (const auto transport = record.transport()) facts.transport = static_cast<TransportChoice>(*transport);
  return facts;
}

std::uint32_t number_of(Date date) { return (date.year * 100U + date.month) * 100U + date.day; }

// --- sorting

// What a record is sorted by: a number, or a name. One of them is empty.
struct SortKey {
  std::uint32_t number = 0;  // one more than the port; a date as 20241030; 0: it has none
  std::string_view name;     // in any case

  bool present() const noexcept { return number != 0 || !name.empty(); }
};

SortKey key_of(RecordView record, Sort sort) {
  switch (sort) {
    case Sort::kPort: return {record.ports() ? record.ports()->first + 1U : 0U, {}};
    case Sort::kName: return {0, record.name()};
    case Sort::kRegistered: return {number_of(record.registered()), {}};
    case Sort::kModified: return {number_of(record.modified()), {}};
  }
  return {};
}

int compare_names(std::string_view a, std::string_view b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const auto left = static_cast<unsigned char>(registry::fold_ascii(a[i]));
    const auto right = static_cast<unsigned char>(registry::fold_ascii(b[i]));
    if (left != right) return left < right ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

int compare(const SortKey& a, const SortKey& b) {
  if (a.number != b.number) return a.number < b.number ? -1 : 1;
  return compare_names(a.name, b.name);
}

Order make_order(const Lookup& lookup, Sort sort) {
  struct Item {
    SortKey key;
    std::uint32_t position;
  };
  std::vector<Item> items;
  items.reserve(lookup.size());
  for (std::uint32_t i = 0; i < lookup.size(); ++i) items.push_back({key_of(lookup.record(i), sort), i});
  const auto missing =
      std::stable_partition(items.begin(), items.end(), [](const Item& item) { return item.key.present(); });
  std::stable_sort(items.begin(), missing, [](const Item& a, const Item& b) { return compare(a.key, b.key) < 0; });
  Order order{{}, static_cast<std::size_t>(missing - items.begin())};
  order.positions.reserve(items.size());
  for (const Item& item : items) order.positions.push_back(item.position);
  return order;
}

// An order in its direction: what lacks the value stays at the end.
class Walk {
 public:
  Walk(const Order& order, bool descending) : order_(&order), descending_(descending) {}

  std::size_t size() const noexcept { return order_->positions.size(); }
  std::uint32_t at(std::size_t i) const noexcept {
    return order_->positions[descending_ && i < order_->present ? order_->present - 1 - i : i];
  }
  // The place behind the record at `i` of the ascending order, or, if it is not there any more, behind where it would
  // be; `present`: it has what is sorted by.
  std::size_t behind(std::size_t i, bool there, bool present) const noexcept {
    if (descending_ && present) return order_->present - i;
    return there ? i + 1 : i;
  }

 private:
  const Order* order_;
  bool descending_;
};

// --- cursors

// The last record of a page, as well as it can be told from outside of its registry.
struct Cursor {
  std::string value;           // what it is sorted by: a number, or a name in hexadecimal digits; "-" if it has none
  std::uint32_t position = 0;  // in the registry that it was of
  std::uint32_t identity = 0;  // a hash of name, ports, transport
};

std::string hex(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string value_of(const SortKey& key) {
  if (!key.present()) return "-";
  return key.number != 0 ? std::to_string(key.number) : hex(key.name);
}

std::uint32_t identity_of(RecordView record) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  const auto add = [&](unsigned byte) { hash = (hash ^ byte) * 16777619U; };
  for (const char c : record.name()) add(static_cast<unsigned char>(c));
  const Facts facts = facts_of(record);
  for (const unsigned port : {facts.first, facts.last}) add(port & 255U), add(port >> 8U);
  add(static_cast<unsigned>(facts.transport));
  return hash;
}

std::string cursor_of(RecordView record, Sort sort) {
  return fmt::format("{}.{}.{:x}", value_of(key_of(record, sort)), record.position(), identity_of(record));
}

template <class Number>
bool read_number(std::string_view text, int base, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = text.find('.', first == text.npos ? first : first + 1);
  if (second == text.npos) return std::nullopt;
  Cursor cursor{.value = std::string(text.substr(0, first))};
  if (!read_number(text.substr(first + 1, second - first - 1), 10, cursor.position) ||
      !read_number(text.substr(second + 1), 16, cursor.identity))
    return std::nullopt;
  return cursor;
}

// The key that the cursor's value stands for; `name` keeps its text.
std::optional<SortKey> parse_key(std::string_view value, Sort sort, std::string& name) {
  SortKey key;
  if (value == "-") return key;
  if (sort != Sort::kName) {
    if (!read_number(value, 10, key.number) || key.number == 0) return std::nullopt;
    return key;
  }
  for (; value.size() >= 2; value.remove_prefix(2)) {
    unsigned char byte = 0;
    if (!read_number(value.substr(0, 2), 16, byte)) return std::nullopt;
    name.push_back(static_cast<char>(byte));
  }
  if (!value.empty() || name.empty()) return std::nullopt;
  key.name = name;
  return key;
}

// Where a walk goes on: behind the cursor's record, or where that would stand if it is no more.
std::optional<std::size_t> place_behind(const Cursor& cursor, const Lookup& lookup, const Order& order, Sort sort,
                                        const Walk& walk) {
  std::string name;
  const auto key = parse_key(cursor.value, sort, name);
  if (!key) return std::nullopt;
  const auto compared = [&](std::uint32_t position) {
    const SortKey other = key_of(lookup.record(position), sort);
    if (other.present() != key->present()) return other.present() ? -1 : 1;
    return compare(other, *key);
  };
  const auto begin = std::ranges::partition_point(order.positions, [&](auto p) { return compared(p) < 0; });
  const auto end = std::partition_point(begin, order.positions.end(), [&](auto p) { return compared(p) == 0; });
  const auto is_it = [&](std::uint32_t p) { return identity_of(lookup.record(p)) == cursor.identity; };
  auto at = std::lower_bound(begin, end, cursor.position);
  bool found = at != end && *at == cursor.position && is_it(*at);
  if (!found)
    if (const auto moved = std::find_if(begin, end, is_it); moved != end) at = moved, found = true;
  return walk.behind(static_cast<std::size_t>(at - order.positions.begin()), found, key->present());
}

// --- filtering

bool lies_in(const Facts& facts, const Choices<RangeChoice>& ranges) {
  if (ranges.empty()) return true;
  if (!facts.has_ports) return ranges.contains(RangeChoice::kNone);
  const PortRange ports{facts.first, facts.last};
  return (ranges.contains(RangeChoice::kSystem) && ports.overlaps(kSystemPorts)) ||
         (ranges.contains(RangeChoice::kUser) && ports.overlaps(kUserPorts)) ||
         (ranges.contains(RangeChoice::kDynamic) && ports.overlaps(kDynamicPorts));
}

bool covers_one(const Facts& facts, const std::vector<PortRange>& wanted) {
  if (wanted.empty()) return true;
  return facts.has_ports && std::ranges::any_of(wanted, [&](PortRange range) {
           return range.overlaps({facts.first, facts.last});
         });
}

bool admits(const ListRequest& request, const Facts& facts) {
  return request.statuses.admit(facts.status) && request.transports.admit(facts.transport) &&
         lies_in(facts, request.ranges) && covers_one(facts, request.ports);
}

// The records that a search finds or that somebody holds, as one bit each; nothing if neither is asked for.
std::optional<std::vector<bool>> chosen(const ListIndex& index, const Citations& citations, Search& search,
                                        const ListRequest& request) {
  if (request.text.empty() && request.assignee.empty()) return std::nullopt;
  std::vector<bool> held(index.facts().size());
  for (const Citations::Citation& citation : citations.of(request.assignee))
    if (citation.assignee) held[citation.record] = true;
  if (request.text.empty()) return held;
  std::vector<bool> found(index.facts().size());
  std::vector<Hit> hits(index.facts().size());
  for (const Hit& hit : std::span(hits).first(search.run(request.text, hits))) {
    const std::uint32_t position = hit.record.position();
    found[position] = request.assignee.empty() || held[position];
  }
  return found;
}

}  // namespace

ListIndex::ListIndex(const Lookup& lookup) : lookup_(&lookup) {
  facts_.reserve(lookup.size());
  for (std::uint32_t i = 0; i < lookup.size(); ++i) facts_.push_back(facts_of(lookup.record(i)));
}

const ListIndex::Order& ListIndex::order(Sort sort) const {
  const auto i = static_cast<std::size_t>(sort);
  std::call_once(made_[i], [&] { orders_[i] = make_order(*lookup_, sort); });
  return orders_[i];
}

Result<ListPage> list(const ListIndex& index, const Citations& citations, Search& search, const ListRequest& request) {
  const Order& order = index.order(request.sort);
  const Walk walk(order, request.descending);
  std::size_t begin = 0;
  if (!request.cursor.empty()) {
    const auto cursor = parse_cursor(request.cursor);
    const auto place =
        cursor ? place_behind(*cursor, index.lookup(), order, request.sort, walk) : std::optional<std::size_t>();
    if (!place)
      return fail(ErrorCode::kInvalidArgument, "it is no cursor of this list: begin again without one",
                  Place{.file = {}, .field = "cursor"});
    begin = *place;
  }
  ListPage page;
  bool more = false;
  std::size_t skip = request.skip;
  const auto take = [&](std::uint32_t position) {
    if (skip > 0)
      --skip;
    else if (page.positions.size() < request.limit)
      page.positions.push_back(position);
    else
      more = true;
  };
  if (request.admits_all()) {
    page.total = walk.size();
    const std::size_t passed = std::min(skip, walk.size() - begin);
    begin += passed;
    skip -= passed;
    for (std::size_t i = begin; i < walk.size() && !more; ++i) take(walk.at(i));
  } else {
    const auto bits = chosen(index, citations, search, request);
    for (std::size_t i = 0; i < walk.size(); ++i) {
      const std::uint32_t position = walk.at(i);
      if ((bits && !(*bits)[position]) || !admits(request, index.facts()[position])) continue;
      ++page.total;
      if (i >= begin && !more) take(position);
    }
  }
  if (more) page.next = cursor_of(index.lookup().record(page.positions.back()), request.sort);
  return page;
}

}  // namespace portolan::app
