// SPDX-License-Identifier: Apache-2.0
#include "app/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "formats/format.h"
#include "registry/status.h"

namespace portolan::app {
namespace {

std::unexpected<Error> no_query(std::string_view word, std::string_view why) {
  return fail(ErrorCode::kInvalidArgument, fmt::format("'{}' is no query: {}", word, why));
}

// Digits and dashes up to a slash or the end: no service name looks so, since each has a letter.
bool looks_like_ports(std::string_view word) {
  const std::string_view front = word.substr(0, word.find('/'));
  return !front.empty() && front.find_first_not_of("0123456789-") == std::string_view::npos;
}

Result<Query> parse_port_query(std::string_view word) {
  const std::size_t slash = word.find('/');
  const auto ports = formats::parse_ports(word.substr(0, slash));
  if (!ports) return no_query(word, ports.error().message);
  Query query{.text = word, .ports = *ports, .transports = Transports::all(), .qualified = {}};
  if (slash == std::string_view::npos) return query;
  const auto transport = formats::parse_transport_column(word.substr(slash + 1));
  if (!transport) return no_query(word, transport.error().message);
  query.transports = *transport;
  return query;
}

// `name.transport` of DNS SRV (RFC 2782): the underscores are not part of the name.
std::optional<Query::Qualified> srv_name(std::string_view word) {
  if (!word.starts_with('_')) return std::nullopt;
  const std::size_t dot = word.rfind("._");
  if (dot == std::string_view::npos || dot < 2) return std::nullopt;
  const auto transport = parse_transport(word.substr(dot + 2));
  if (!transport) return std::nullopt;
  return Query::Qualified{word.substr(1, dot - 1), *transport};
}

std::optional<Query::Qualified> name_and_transport(std::string_view word) {
  const std::size_t slash = word.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const auto transport = parse_transport(word.substr(slash + 1));
  if (!transport) return std::nullopt;
  return Query::Qualified{word.substr(0, slash), *transport};
}

// A service name registered without a transport is not bound to one.
bool is_on(RecordView record, Transport transport) { return !record.transport() || *record.transport() == transport; }

void take(const Matches& matches, Answer& answer) {
  answer.damaged = answer.damaged || matches.damaged();
  for (const RecordView record : matches) answer.records.push_back(record);
}

void take_name(const Lookup& lookup, const Query& query, Answer& answer) {
  take(lookup.named(query.text), answer);
  if (!answer.records.empty() || !query.qualified) return;
  take(lookup.named(query.qualified->name), answer);
  std::erase_if(answer.records, [&](RecordView record) { return !is_on(record, query.qualified->transport); });
}

bool is_assignment(RecordView record) {
  return record.status() == Status::kAssigned || record.status() == Status::kHistoric;
}

}  // namespace

Result<Query> parse_query(std::string_view word) {
  if (word.empty()) return no_query(word, "it is empty");
  if (looks_like_ports(word)) return parse_port_query(word);
  Query query{.text = word, .ports = {}, .transports = Transports::all(), .qualified = srv_name(word)};
  if (!query.qualified) query.qualified = name_and_transport(word);
  return query;
}

Answer answer(const Lookup& lookup, const Query& query) {
  Answer found;
  if (query.ports) {
    take(lookup.in_range(*query.ports, query.transports), found);
    std::ranges::stable_sort(found.records, {}, [](RecordView record) {
      return std::pair(record.ports().value_or(PortRange{}).first, record.position());
    });
  } else {
    take_name(lookup, query, found);
  }
  found.assigned = std::ranges::any_of(found.records, is_assignment);
  return found;
}

std::vector<PortRange> uncovered(PortRange range, const std::vector<RecordView>& records) {
  std::vector<bool> covered(range.size());
  for (const RecordView record : records) {
    const auto ports = record.ports();
    if (!ports || !ports->overlaps(range)) continue;
    const auto begin = std::max(ports->first, range.first) - range.first;
    const auto end = std::min(ports->last, range.last) - range.first + 1;
    std::fill(covered.begin() + begin, covered.begin() + end, true);
  }
  std::vector<PortRange> gaps;
  for (std::uint32_t port = range.first; port <= range.last; ++port) {
    if (covered[port - range.first]) continue;
    const auto number = static_cast<std::uint16_t>(port);
    if (!gaps.empty() && gaps.back().last + 1U == port)
      gaps.back().last = number;
    else
      gaps.push_back({number, number});
  }
  return gaps;
}

std::vector<PortRange> silent_ports(const Query& query, const Answer& answer) {
  std::vector<PortRange> ranges;
  for (const PortRange gap : uncovered(*query.ports, answer.records)) {
    if (gap.first < kDynamicPorts.first && gap.last >= kDynamicPorts.first) {
      ranges.push_back({gap.first, kUserPorts.last});
      ranges.push_back({kDynamicPorts.first, gap.last});
    } else {
      ranges.push_back(gap);
    }
  }
  return ranges;
}

std::string silence_words(const Lookup& lookup, const Query& query, PortRange ports) {
  const std::string words(registry::uncovered_words(ports.first));
  if (ports.size() != 1 || query.transports == Transports::all()) return words;
  for (const RecordView record : lookup.on_port(ports.first))
    if (record.status() == Status::kAssigned && record.transport())
      return fmt::format("not assigned for {}; {} has it for {}", to_string(query.transports), record.name(),
                         to_string(transports_of(lookup.on_port(ports.first), record.name())));
  return words;
}

}  // namespace portolan::app
