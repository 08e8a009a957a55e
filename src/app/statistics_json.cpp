// SPDX-License-Identifier: Apache-2.0
#include "app/statistics_json.h"

#include <array>
#include <utility>

#include "app/json_writer.h"
#include "registry/record.h"

namespace portolan::app {
namespace {

void write(JsonWriter& json, const PortCounts& counts) {
  json.object([&] {
    json.member("assigned", counts.assigned);
    json.member("reserved", counts.reserved);
    json.member("de_assigned", counts.deassigned);
    json.member("unassigned", counts.unassigned);
    json.member("uncovered", counts.uncovered);
  });
}

void write(JsonWriter& json, const std::optional<Forecast>& forecast) {
  if (!forecast) return json.null();
  json.object([&] {
    json.member("first_year", forecast->first_year);
    json.member("last_year", forecast->last_year());
    json.key("assigned").list(forecast->assigned, [&](std::uint32_t ports) { json.number(ports); });
    json.member("mean", forecast->mean);
    json.member("slope", forecast->slope);
    json.member("free", forecast->free);
    json.member("runs_out", forecast->runs_out);
    json.member("runs_out_at_mean", forecast->runs_out_at_mean);
  });
}

void write(JsonWriter& json, const RangeFigures& range) {
  json.object([&] {
    json.member("range", range.name);
    json.member("first", range.range.first);
    json.member("last", range.range.last);
    json.member("ports", range.range.size());
    json.member("fill", range.fill());
    write(json.key("any_transport"), range.any);
    json.key("by_transport").object([&] {
      for (std::size_t i = 0; i < kAllTransports.size(); ++i)
        write(json.key(to_string(kAllTransports[i])), range.by_transport[i]);
    });
    write(json.key("forecast"), range.forecast);
  });
}

void write(JsonWriter& json, const YearFigures& year) {
  json.object([&] {
    json.member("year", year.year);
    json.member("assignments", year.assignments);
    json.member("names", year.names);
    json.member("ports", year.ports);
    json.member("without_port", year.without_port);
    json.key("by_transport").object([&] {
      for (std::size_t i = 0; i < kAllTransports.size(); ++i)
        json.member(to_string(kAllTransports[i]), year.by_transport[i]);
      json.member("none", year.by_transport.back());
    });
    json.member("modifications", year.modifications);
  });
}

void write(JsonWriter& json, const TransportFigures& transport) {
  json.object([&] {
    json.member("transport", transport.transport);
    json.member("records", transport.records);
    json.member("assignments", transport.assignments);
    json.member("ports", transport.ports);
  });
}

void write_key(JsonWriter& json, const RecordKey& key) {
  json.member("name", key.name);
  json.member("ports", key.ports);
  json.member("transport", key.transport);
}

template <class T, class Write>
void write_listed(JsonWriter& json, const Listed<T>& listed, Write write) {
  json.object([&] {
    json.member("count", listed.count);
    json.key("listed").list(listed.listed, write);
  });
}

void write_records(JsonWriter& json, const Statistics& from) {
  json.object([&] {
    json.member("total", from.records);
    json.key("by_status").object([&] {
      constexpr std::array<std::pair<std::string_view, Status>, kStatusCount> kKeys = {
          {{"assigned", Status::kAssigned},
           {"historic", Status::kHistoric},
           {"unassigned", Status::kUnassigned},
           {"reserved", Status::kReserved},
           {"de_assigned", Status::kDeassigned}}};
      for (const auto& [key, status] : kKeys) json.member(key, from.by_status[static_cast<std::size_t>(status)]);
    });
    json.member("with_port", from.with_port);
    json.member("without_port", from.without_port);
    json.member("without_port_and_transport", from.without_port_and_transport);
    json.member("ranges", from.range_records);
    json.member("without_transport", from.without_transport);
  });
}

void write_names(JsonWriter& json, const Statistics& from) {
  json.key("names").object([&] {
    json.member("total", from.names);
    json.member("without_port", from.names_without_port);
    json.member("historic", from.historic_names);
  });
}

void write_references(JsonWriter& json, const ReferenceFigures& from) {
  json.key("references").object([&] {
    json.member("rfc", from.rfc);
    json.member("draft", from.draft);
    json.member("uri", from.uri);
    json.member("other", from.other);
    json.member("none", from.none);
    json.member("rfcs", from.rfcs);
    json.key("most").list(from.most, [&](const ReferenceFigures::Rfc& rfc) {
      json.object([&] {
        json.member("rfc", rfc.rfc);
        json.member("assignments", rfc.assignments);
      });
    });
  });
}

void write_several(JsonWriter& json, const Statistics& from) {
  write_listed(json.key("several_names"), from.several_names, [&](const PortNames& port) {
    json.object([&] {
      json.member("port", port.port);
      json.member("transport", to_string(port.transport));
      json.key("names").list(port.names, [&](const std::string& name) { json.text(name); });
    });
  });
  write_listed(json.key("several_ports"), from.several_ports, [&](const NamePorts& name) {
    json.object([&] {
      json.member("name", name.name);
      json.key("ports").list(name.ports, [&](PortRange ports) { json.text(to_string(ports)); });
    });
  });
  write_listed(json.key("aliases"), from.aliases, [&](const Alias& alias) {
    json.object([&] {
      json.member("name", alias.name);
      json.member("alias_of", alias.alias_of);
    });
  });
}

void write_holders(JsonWriter& json, const Holders& from) {
  json.key("holders").object([&] {
    json.member("count", from.count);
    json.key("most").list(from.most, [&](const Holder& holder) {
      json.object([&] {
        json.member("id", holder.id);
        json.member("name", holder.name);
        json.member("ports", holder.ports);
        json.member("assignments", holder.assignments);
      });
    });
  });
}

void write_ages(JsonWriter& json, const ContactFigures& from) {
  json.key("ages").list(from.ages, [&](const AgeClass& age) {
    json.object([&] {
      json.member("from", age.from);
      json.member("to", age.to);
      json.member("by_updated", age.by_updated);
      json.member("by_newest_record", age.by_newest);
      json.member("by_either", age.by_either);
    });
  });
  json.key("most_stale").list(from.most, [&](const StaleContact& contact) {
    json.object([&] {
      json.member("id", contact.id);
      json.member("name", contact.name);
      json.member("assignments", contact.assignments);
      json.member("last_sign", contact.last_sign);
    });
  });
}

void write_contacts(JsonWriter& json, const ContactFigures& from) {
  const auto id = [&](const std::string& contact) { json.text(contact); };
  json.key("contacts").object([&] {
    json.member("total", from.total);
    json.member("stale", from.stale);
    write_ages(json, from);
    write_listed(json.key("orphans"), from.orphans, id);
    json.key("missing").object([&] {
      json.member("count", from.missing.count);
      json.member("records", from.citing_missing);
      json.key("listed").list(from.missing.listed, id);
    });
  });
}

void write_oddities(JsonWriter& json, const Statistics& from) {
  write_listed(json.key("unauthorized_use"), from.unauthorized_use,
               [&](const RecordKey& key) { json.object([&] { write_key(json, key); }); });
  json.key("service_codes").list(from.service_codes, [&](const ServiceCode& code) {
    json.object([&] {
      write_key(json, code.record);
      json.member("code", code.code);
      json.member("characters", registry::service_code_characters(code.code));
    });
  });
}

}  // namespace

void write_statistics_json(const Statistics& statistics, std::string& out) {
  JsonWriter json(out);
  json.object([&] {
    json.member("updated", statistics.updated);
    write_records(json.key("records"), statistics);
    write_names(json, statistics);
    json.key("ranges").list(statistics.ranges, [&](const RangeFigures& range) { write(json, range); });
    json.key("years").list(statistics.years, [&](const YearFigures& year) { write(json, year); });
    json.member("undated", statistics.undated);
    json.key("transports").list(statistics.transports, [&](const TransportFigures& row) { write(json, row); });
    write_references(json, statistics.references);
    write_several(json, statistics);
    write_holders(json, statistics.holders);
    write_contacts(json, statistics.contacts);
    write_oddities(json, statistics);
    json.key("decades").list(decades_of(statistics), [&](const Decade& decade) {
      json.object([&] {
        json.member("decade", decade.decade);
        json.member("assignments", decade.assignments);
      });
    });
  });
}

}  // namespace portolan::app
