// SPDX-License-Identifier: Apache-2.0
//
// Ports and services. A port on a transport is what programs ask most: its answer is put together from texts that are
// made already, in memory that is there already.
#include <algorithm>
#include <array>
#include <vector>

#include "app/query.h"
#include "app/suggestions.h"
#include "formats/json.h"
#include "registry/port_ranges.h"
#include "registry/status.h"
#include "server/api.h"

namespace portolan::server::api {
namespace {

// An answer with more belongs on pages.
constexpr std::size_t kMostRecords = 1000;
// A query of more ports than this takes longer than others can wait.
constexpr std::uint32_t kFewPorts = 64;

// What is said of a port goes by the record that comes first here.
constexpr std::array kByWeight = {Status::kAssigned, Status::kHistoric, Status::kReserved, Status::kDeassigned,
                                  Status::kUnassigned};

std::size_t weight_of(RecordView record) {
  return static_cast<std::size_t>(std::ranges::find(kByWeight, record.status()) - kByWeight.begin());
}

bool is_on(RecordView record, Transport transport) { return !record.transport() || *record.transport() == transport; }

// The record that says most of a transport; not valid() if none says anything.
RecordView weightiest(std::span<const RecordView> records, Transport transport) {
  RecordView best;
  for (const RecordView record : records)
    if (is_on(record, transport) && (!best || weight_of(record) < weight_of(best))) best = record;
  return best;
}

// Ordered by port, then as in the registry.
void find(const Lookup& lookup, const app::Query& query, std::vector<RecordView>& records) {
  const PortRange ports = *query.ports;
  records.clear();
  const auto take = [&](const Matches& matches) {
    for (const RecordView record : matches) records.push_back(record);
  };
  const auto single = std::ranges::find_if(kAllTransports, [&](Transport t) { return query.transports == t; });
  if (ports.size() == 1 && single != kAllTransports.end())
    take(lookup.on_port(ports.first, *single));
  else
    take(lookup.in_range(ports, query.transports));
  if (records.size() > 1)
    std::ranges::sort(records, {}, [](RecordView record) {
      return std::pair(record.ports().value_or(PortRange{}).first, record.position());
    });
}

void append_word(std::string_view word, std::string& out) { out.append("\"").append(word).append("\""); }

void append_ports(PortRange ports, std::string& out) {
  out += "\"first_port\":";
  append_number(ports.first, out);
  out += ",\"last_port\":";
  append_number(ports.last, out);
}

void append_ranges(PortRange ports, std::string& out) {
  std::string_view between;
  for (const registry::PortRangeWords& range : registry::kPortRanges) {
    if (!range.ports.overlaps(ports)) continue;
    out.append(between).append("{\"name\":");
    append_word(range.key, out);
    out += ',';
    append_ports(range.ports, out);
    out += ",\"procedures\":";
    append_word(range.procedure, out);
    out += '}';
    between = ",";
  }
}

void append_state(const Lookup& lookup, const app::Query& query, std::span<const RecordView> records,
                  Transport transport, std::string& out) {
  out += "{\"transport\":";
  append_word(to_string(transport), out);
  out += ",\"status\":";
  if (const RecordView record = weightiest(records, transport)) {
    append_word(to_string(record.status()), out);
    out += ",\"words\":";
    append_word(registry::to_string(registry::RecordStatus{record.status(), record.deassigned(), record.removed()}),
                out);
  } else {
    app::Query alone = query;
    alone.transports = transport;
    out += "\"uncovered\",\"words\":";
    formats::write_json_string(app::silence_words(lookup, alone, *query.ports), out);
  }
  out += '}';
}

void append_states(const Lookup& lookup, const app::Query& query, std::span<const RecordView> records,
                   std::string& out) {
  if (query.ports->size() != 1) return;
  std::string_view between;
  for (const Transport transport : kAllTransports) {
    if (!query.transports.contains(transport)) continue;
    out += between;
    append_state(lookup, query, records, transport, out);
    between = ",";
  }
}

void append_uncovered(const Lookup& lookup, const app::Query& query, std::vector<RecordView>& records,
                      std::string& out) {
  // Most queries are for a port that is covered.
  if (query.ports->size() == 1 && !records.empty()) return;
  app::Answer answer;
  answer.records.swap(records);
  std::string_view between;
  for (const PortRange ports : app::silent_ports(query, answer)) {
    out.append(between).append("{");
    append_ports(ports, out);
    out += ",\"words\":";
    formats::write_json_string(app::silence_words(lookup, query, ports), out);
    out += '}';
    between = ",";
  }
  answer.records.swap(records);
}

std::optional<Transport> one_of(Transports transports) {
  for (const Transport transport : kAllTransports)
    if (transports == transport) return transport;
  return std::nullopt;
}

void write_ports(const app::View& view, const app::Query& query, std::vector<RecordView>& records, std::string& out) {
  const Lookup& lookup = view.lookup();
  out += "{\"query\":";
  append_word(words_of(query), out);
  out += ',';
  append_ports(*query.ports, out);
  out += ",\"transport\":";
  append_transport(one_of(query.transports), out);
  out += ",\"ranges\":[";
  append_ranges(*query.ports, out);
  out += "],\"transports\":[";
  append_states(lookup, query, records, out);
  out += "],\"records\":[";
  append_records(view, records, out);
  out += "],\"uncovered\":[";
  append_uncovered(lookup, query, records, out);
  out += "]}\n";
}

}  // namespace

Reply ports(Context& context) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  const auto query = ports_in_path(context);
  if (!query) return send_error(context, query.error());
  if (query->ports->size() > kFewPorts && !context.may_wait) return Reply::kWait;
  // Keeps its memory from one request of this thread to the next.
  thread_local std::vector<RecordView> records;
  find(context.view->lookup(), *query, records);
  if (records.size() > kMostRecords)
    return send_status(context, 413, "Too much",
                       "More than 1000 records cover these ports: /api/v1/records?ports= gives them in pages", "port");
  write_ports(*context.view, *query, records, context.response.body);
  return send_written(context, kJson);
}

Reply service(Context& context) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  const app::View& view = *context.view;
  const std::string& word = context.parts[0];
  auto query = app::parse_query(word);
  app::Answer answer;
  if (query && !query->ports) answer = app::answer(view.lookup(), *query);
  if (answer.records.empty()) {
    if (!context.may_wait) return Reply::kWait;  // looking for similar names takes its time
    const app::Query name{.text = word,
                          .ports = {},
                          .transports = Transports::all(),
                          .qualified = query ? query->qualified : std::nullopt};
    return send_status(context, 404, "Not found", app::not_found_words(view.lookup(), name), "name");
  }
  const bool qualified = query->qualified && view.lookup().named(word).empty();
  std::string& out = context.response.body;
  out += "{\"query\":";
  formats::write_json_string(word, out);
  out += ",\"name\":";
  formats::write_json_string(answer.records.front().name(), out);
  out += ",\"transport\":";
  append_transport(qualified ? std::optional(query->qualified->transport) : std::nullopt, out);
  out += ",\"records\":[";
  append_records(view, answer.records, out);
  out += "]}\n";
  return send_written(context, kJson);
}

}  // namespace portolan::server::api
