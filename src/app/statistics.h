// SPDX-License-Identifier: Apache-2.0
//
// A registry in numbers: how full its ranges are, what was assigned when and to whom, what of it has gone stale.
//
// An assignment is a record that is assigned or historic. Lists hold at most kListed; the number beside them counts
// all. docs/openapi.yaml describes the figures as the JSON that statistics_json.h makes of them.
//
// Thread-safety: values and a pure function.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/port_cells.h"
#include "portolan/types.h"
#include "registry/registry.h"

namespace portolan::app {

inline constexpr std::size_t kListed = 250;
inline constexpr std::size_t kMost = 25;  // of lists that are ranked

// How many ports are in each state; together the ports of a range.
struct PortCounts {
  std::uint32_t assigned = 0;  // historic ones included
  std::uint32_t reserved = 0;
  std::uint32_t deassigned = 0;
  std::uint32_t unassigned = 0;  // a record says so
  std::uint32_t uncovered = 0;   // no record says anything

  void add(std::optional<Status> status) noexcept;
  std::uint32_t free() const noexcept { return unassigned + uncovered; }
  bool operator==(const PortCounts&) const = default;
};

// When a range would have no free port any more: of the last whole years before the registry's date, how many ports
// were assigned for the first time on any transport (where the data's registration dates stop before all of
// them, as those of the bundled registry do, of the years before they stop: silence is no rate), and a straight line
// through those numbers (least squares) followed until it has used what is free. Reserved and de-assigned ports do not
// count as free (RFC 6335, section 8.2).
struct Forecast {
  static constexpr int kYears = 10;

  int first_year = 0;
  std::array<std::uint32_t, kYears> assigned{};  // by year
  double mean = 0;                               // ports a year
  double slope = 0;                              // ports a year more each year
  std::uint32_t free = 0;
  std::optional<int> runs_out;          // nothing: the line comes to zero before the free ports do
  std::optional<int> runs_out_at_mean;  // the year, if it went on at `mean`; nothing: nothing was assigned

  int last_year() const noexcept { return first_year + kYears - 1; }
};
// Of the numbers of the ten years that begin with `first_year`, and what is free after them.
Forecast forecast(int first_year, const std::array<std::uint32_t, Forecast::kYears>& assigned, std::uint32_t free);

struct RangeFigures {
  std::string_view name;  // "system", "user", "dynamic"
  PortRange range;
  PortCounts any;                          // a port counts by the first status of kStatusOrder on any transport
  std::array<PortCounts, 4> by_transport;  // by Transport
  std::optional<Forecast> forecast;        // nothing for dynamic ports, and where the registry has no date

  double fill() const noexcept { return static_cast<double>(any.assigned) / range.size(); }
};

// What was registered in a year.
struct YearFigures {
  int year = 0;
  std::uint32_t assignments = 0;
  std::uint32_t names = 0;  // for the first time
  std::uint32_t ports = 0;  // for the first time, on any transport
  std::uint32_t without_port = 0;
  std::array<std::uint32_t, 5> by_transport{};  // by Transport; the last: of records without one
  std::uint32_t modifications = 0;              // records whose last modification that is, of any status
};

struct TransportFigures {
  std::optional<Transport> transport;  // nothing: records without one
  std::uint32_t records = 0;
  std::uint32_t assignments = 0;
  std::uint32_t ports = 0;  // that they assign, each once
};

// What the column Reference of assignments cites; one may cite several kinds.
struct ReferenceFigures {
  std::uint32_t rfc = 0;
  std::uint32_t draft = 0;
  std::uint32_t uri = 0;
  std::uint32_t other = 0;
  std::uint32_t none = 0;
  std::uint32_t rfcs = 0;  // different ones
  struct Rfc {
    std::string rfc;  // "rfc6335"
    std::uint32_t assignments = 0;
  };
  std::vector<Rfc> most;
};

template <class T>
struct Listed {
  std::uint32_t count = 0;
  std::vector<T> listed;
};

struct PortNames {
  std::uint16_t port = 0;
  Transport transport = Transport::kTcp;
  std::vector<std::string> names;  // in the registry's order
};
struct NamePorts {
  std::string name;
  std::vector<PortRange> ports;  // ascending
};
struct Alias {
  std::string name;
  std::string alias_of;
};

struct Holder {
  std::string id;
  std::string name;         // as the contact table has it: the person's, else the organization's
  std::uint32_t ports = 0;  // different numbers
  std::uint32_t assignments = 0;
};
struct Holders {
  std::uint32_t count = 0;
  std::vector<Holder> most;  // by ports, then by assignments
};

// How old a contact's last sign of life is.
struct AgeClass {
  std::optional<int> from;       // years; nothing: no date is known
  std::optional<int> to;         // not included; nothing: and older
  std::uint32_t by_updated = 0;  // by the contact's own date
  std::uint32_t by_newest = 0;   // by the newest date of the records that cite it
  std::uint32_t by_either = 0;   // by the newer of both
};
struct StaleContact {
  std::string id;
  std::string name;
  std::uint32_t assignments = 0;
  Date last_sign;
};
struct ContactFigures {
  static constexpr int kStaleYears = 10;

  std::uint32_t total = 0;
  std::uint32_t stale = 0;           // of those with assignments, without a sign of life for kStaleYears, or ever
  std::vector<AgeClass> ages;        // of those that are assignee or contact of a record
  std::vector<StaleContact> most;    // most assignments first
  Listed<std::string> orphans;       // cited nowhere (rule contact-unused of `portolan check`)
  Listed<std::string> missing;       // cited, but not in the contact table (rule contact-unknown)
  std::uint32_t citing_missing = 0;  // records that cite one
};

struct RecordKey {
  std::string name;
  std::string ports;
  std::optional<Transport> transport;
};
struct ServiceCode {
  RecordKey record;
  std::uint32_t code = 0;
};

struct Statistics {
  Date updated;
  std::uint32_t records = 0;
  std::array<std::uint32_t, kStatusCount> by_status{};  // by Status
  std::uint32_t with_port = 0;
  std::uint32_t without_port = 0;
  std::uint32_t without_port_and_transport = 0;
  std::uint32_t range_records = 0;      // that are written as a range, if only of one port
  std::uint32_t without_transport = 0;  // with a port: for all transports
  std::uint32_t names = 0;              // different ones, whatever their case
  std::uint32_t names_without_port = 0;
  std::uint32_t historic_names = 0;
  std::array<RangeFigures, 3> ranges;
  std::vector<YearFigures> years;  // from the first that occurs to the last, without gaps
  std::uint32_t undated = 0;       // assignments without a date of registration
  std::array<TransportFigures, 5> transports;
  ReferenceFigures references;
  Listed<PortNames> several_names;
  Listed<NamePorts> several_ports;  // most ports first
  Listed<Alias> aliases;            // historic names with a well-formed replacement
  Holders holders;                  // assignees; contacts where no assignee is named
  ContactFigures contacts;
  Listed<RecordKey> unauthorized_use;
  std::vector<ServiceCode> service_codes;
};

Statistics statistics_of(const registry::Registry& registry);

// Years by tens: the first year of each, and the assignments.
struct Decade {
  int decade = 0;
  std::uint32_t assignments = 0;
};
std::vector<Decade> decades_of(const Statistics& statistics);

}  // namespace portolan::app
