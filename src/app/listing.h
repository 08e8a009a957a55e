// SPDX-License-Identifier: Apache-2.0
//
// Lists of records: filtered, sorted, page by page. The same for the table of the web application and for the API.
//
// Thread-safety: free functions, and indexes that any number of threads may ask at once.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/citations.h"
#include "portolan/error.h"
#include "portolan/lookup.h"
#include "registry/record.h"

namespace portolan::app {

enum class Sort : std::uint8_t { kPort, kName, kRegistered, kModified };
inline constexpr std::size_t kSortCount = 4;
// "port", "name", "registered", "modified".
std::string_view to_string(Sort sort) noexcept;

// A set of values of a small enumeration. Empty: the filter is not there.
template <class Value>
class Choices {
 public:
  constexpr void add(Value value) noexcept { bits_ |= 1U << static_cast<unsigned>(value); }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr bool contains(Value value) const noexcept { return (bits_ >> static_cast<unsigned>(value) & 1U) != 0; }
  // Of a value that must be one of them, if there are any.
  constexpr bool admit(Value value) const noexcept { return empty() || contains(value); }
  constexpr bool operator==(const Choices&) const noexcept = default;

 private:
  std::uint32_t bits_ = 0;
};

// What a record says of its transport; the first four are portolan::Transport.
enum class TransportChoice : std::uint8_t { kTcp, kUdp, kSctp, kDccp, kAny, kNone };
// In which range of RFC 6335, section 6, its ports are; a range of ports can be in several.
enum class RangeChoice : std::uint8_t { kSystem, kUser, kDynamic, kNone };

struct ListRequest {
  std::string text;  // only what a search for it finds; empty: all
  Choices<Status> statuses;
  Choices<TransportChoice> transports;
  Choices<RangeChoice> ranges;
  std::vector<PortRange> ports;  // only records that cover one of them; empty: all
  std::string assignee;          // only records that this contact holds; empty: all
  Sort sort = Sort::kPort;
  bool descending = false;
  std::string cursor;    // ListPage::next of the page before; empty: the first page
  std::size_t skip = 0;  // how many records behind it are passed over, so that a table can be looked at anywhere
  std::size_t limit = 100;
  std::vector<registry::Column> columns;  // those to show, for tables; empty: the usual ones

  // True if every record is wanted.
  bool admits_all() const noexcept;
};

// The parameters of a query, decoded: q, status, transport, range, ports, assignee, sort, cursor, skip, limit,
// columns.
// Lists have commas between their words, or come as several parameters of one name; an empty value is as none. Others
// are passed over. Fails with kInvalidArgument; Place::field is the parameter.
Result<ListRequest> parse_list_request(std::span<const std::pair<std::string_view, std::string_view>> parameters,
                                       std::size_t most = 1000);

// Of the records of a lookup what lists need again and again. The lookup must outlive it.
class ListIndex {
 public:
  explicit ListIndex(const Lookup& lookup);

  // What filters ask of a record.
  struct Facts {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    Status status = Status::kAssigned;
    TransportChoice transport = TransportChoice::kNone;
    bool has_ports = false;
  };
  std::span<const Facts> facts() const noexcept { return facts_; }  // by position

  // All records; those that have what is sorted by come first, in its order, then the others. What is alike is in the
  // registry's order. Made when it is asked for first.
  struct Order {
    std::vector<std::uint32_t> positions;
    std::size_t present = 0;
  };
  const Order& order(Sort sort) const;
  const Lookup& lookup() const noexcept { return *lookup_; }

 private:
  const Lookup* lookup_;
  std::vector<Facts> facts_;
  mutable std::array<std::once_flag, kSortCount> made_;
  mutable std::array<Order, kSortCount> orders_;
};

struct ListPage {
  std::vector<std::uint32_t> positions;
  std::optional<std::string> next;  // the cursor of the following page; letters, digits, '.' and '-'
  std::size_t total = 0;            // of all pages
};

// A page. A cursor goes on behind the last record of the page before, wherever that is by now: if the registry changed
// meanwhile, nothing is left out or repeated but what changed its place itself. Fails with kInvalidArgument for what is
// no cursor of this order.
Result<ListPage> list(const ListIndex& index, const Citations& citations, Search& search, const ListRequest& request);

}  // namespace portolan::app
