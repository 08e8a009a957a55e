// SPDX-License-Identifier: Apache-2.0
//
// Reading what a list shall show from the parameters of an address.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "app/listing.h"
#include "app/port_list.h"

namespace portolan::app {
namespace {

constexpr std::array<std::string_view, kSortCount> kSorts = {"port", "name", "registered", "modified"};
constexpr std::array<std::string_view, 6> kTransports = {"tcp", "udp", "sctp", "dccp", "any", "none"};
constexpr std::array<std::string_view, 4> kRanges = {"system", "user", "dynamic", "none"};
constexpr std::array<Status, 5> kStatuses = {Status::kAssigned, Status::kHistoric, Status::kUnassigned,
                                             Status::kReserved, Status::kDeassigned};

std::unexpected<Error> wrong(std::string_view parameter, std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), Place{.file = {}, .field = std::string(parameter)});
}

// Adds the words of a list whose words are those of `names`, in the order of the enumeration.
template <class Value>
Result<void> add_choices(std::string_view parameter, std::string_view list, std::span<const std::string_view> names,
                         Choices<Value>& choices) {
  for (const std::string_view word : split_list(list)) {
    const auto found = std::ranges::find(names, word);
    if (found == names.end()) return wrong(parameter, fmt::format("'{}' is none of {}", word, fmt::join(names, ", ")));
    choices.add(static_cast<Value>(found - names.begin()));
  }
  return {};
}

Result<void> add_statuses(std::string_view list, Choices<Status>& statuses) {
  std::array<std::string_view, kStatuses.size()> names;
  for (const Status status : kStatuses) names[static_cast<std::size_t>(status)] = to_string(status);
  return add_choices("status", list, names, statuses);
}

Result<void> add_ports(std::string_view list, std::vector<PortRange>& ports) {
  const auto ranges = parse_port_list(list);
  if (!ranges) return wrong("ports", ranges.error().message);
  ports.insert(ports.end(), ranges->begin(), ranges->end());
  return {};
}

Result<void> add_columns(std::string_view list, std::vector<registry::Column>& columns) {
  for (const std::string_view word : split_list(list)) {
    const auto found = std::ranges::find(registry::columns(), word, &registry::ColumnName::key);
    if (found == registry::columns().end()) return wrong("columns", fmt::format("'{}' is no column", word));
    if (std::ranges::find(columns, found->column) == columns.end()) columns.push_back(found->column);
  }
  return {};
}

Result<void> set_sort(std::string_view word, ListRequest& request) {
  request.descending = word.starts_with('-');
  const auto found = std::ranges::find(kSorts, word.substr(request.descending ? 1 : 0));
  if (found == kSorts.end())
    return wrong("sort", fmt::format("'{}' is no order: {}, or one of them with a minus in front", word,
                                     fmt::join(kSorts, ", ")));
  request.sort = static_cast<Sort>(found - kSorts.begin());
  return {};
}

Result<void> set_limit(std::string_view text, std::size_t most, ListRequest& request) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), request.limit);
  if (error == std::errc() && end == text.data() + text.size() && request.limit > 0 && request.limit <= most) return {};
  return wrong("limit", fmt::format("it is a number from 1 to {}", most));
}

Result<void> set_skip(std::string_view text, ListRequest& request) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), request.skip);
  if (error == std::errc() && end == text.data() + text.size()) return {};
  return wrong("skip", "it is a number of records");
}

Result<void> take(std::string_view name, std::string_view value, std::size_t most, ListRequest& request) {
  if (value.empty()) return {};
  if (name == "q") request.text = value;
  if (name == "assignee") request.assignee = value;
  if (name == "cursor") request.cursor = value;
  if (name == "status") return add_statuses(value, request.statuses);
  if (name == "transport") return add_choices("transport", value, kTransports, request.transports);
  if (name == "range") return add_choices("range", value, kRanges, request.ranges);
  if (name == "ports") return add_ports(value, request.ports);
  if (name == "columns") return add_columns(value, request.columns);
  if (name == "sort") return set_sort(value, request);
  if (name == "skip") return set_skip(value, request);
  if (name == "limit") return set_limit(value, most, request);
  return {};
}

}  // namespace

std::string_view to_string(Sort sort) noexcept { return kSorts[static_cast<std::size_t>(sort)]; }

bool ListRequest::admits_all() const noexcept {
  return text.empty() && statuses.empty() && transports.empty() && ranges.empty() && ports.empty() && assignee.empty();
}

Result<ListRequest> parse_list_request(std::span<const std::pair<std::string_view, std::string_view>> parameters,
                                       std::size_t most) {
  ListRequest request;
  for (const auto& [name, value] : parameters)
    if (auto taken = take(name, value, most, request); !taken) return std::unexpected(std::move(taken.error()));
  return request;
}

}  // namespace portolan::app
