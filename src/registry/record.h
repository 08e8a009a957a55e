// SPDX-License-Identifier: Apache-2.0
//
// One record of the registry: twelve columns, as registered.
//
// Status is not a column; registry/status.h derives it. Thread-safety: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "portolan/types.h"
#include "registry/service_name.h"
#include "registry/text.h"

namespace portolan::registry {

// The columns in the order in which every published format has them.
enum class Column : std::uint8_t {
  kServiceName,
  kPortNumber,
  kTransportProtocol,
  kDescription,
  kAssignee,
  kContact,
  kRegistrationDate,
  kModificationDate,
  kReference,
  kServiceCode,
  kUnauthorizedUse,
  kAssignmentNotes,
};
inline constexpr std::size_t kColumnCount = 12;

struct ColumnName {
  Column column;
  std::string_view title;  // the header of IANA's CSV and HTML
  std::string_view key;    // the JSON key; never changes within a major version
};
// One row per column, in order: the only place where columns are named.
const std::array<ColumnName, kColumnCount>& columns() noexcept;
std::string_view title(Column column) noexcept;
std::string_view key(Column column) noexcept;

// A set of columns.
class Columns {
 public:
  constexpr bool contains(Column column) const noexcept { return (bits_ >> static_cast<unsigned>(column) & 1U) != 0; }
  constexpr void add(Column column) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | 1U << static_cast<unsigned>(column));
  }
  constexpr std::uint16_t bits() const noexcept { return bits_; }
  static constexpr Columns from_bits(std::uint16_t bits) noexcept {
    Columns set;
    set.bits_ = bits & 0x0FFFU;
    return set;
  }
  constexpr bool operator==(const Columns&) const noexcept = default;

 private:
  std::uint16_t bits_ = 0;
};

struct Record {
  ServiceName name;                    // empty: the record is about a port alone
  std::optional<PortRange> ports;      // nothing: a service name without a port (RFC 6335, section 8.1)
  bool range_of_one = false;           // the one port is written as a range: IANA has "4748-4748"
  std::optional<Transport> transport;  // nothing: all of them, or none if there is no port
  RichText description;
  References assignee;  // as stated; where it is empty the contacts are the assignees
  References contacts;
  Date registered;
  Date modified;
  References references;
  std::optional<std::uint32_t> service_code;  // DCCP only (RFC 5595)
  RichText unauthorized_use;
  RichText notes;
  // Columns that the document has although they hold nothing (`<name/>`): kept, so that a document read and
  // written again is the same.
  Columns empty_columns;

  bool operator==(const Record&) const = default;

  // Who holds it: the assignee, or the contacts where none is stated.
  const References& holders() const noexcept { return assignee.empty() ? contacts : assignee; }
  // The transports it covers: a port without a transport covers all four.
  Transports covers() const noexcept {
    if (transport) return *transport;
    return ports ? Transports::all() : Transports();
  }
};

// "http 80/tcp", "6000-6063", "https": how messages name a record.
std::string label(const Record& record);

// The ports as the registry writes them: "443", "6000-6063"; empty if there are none.
std::string ports_text(const Record& record);

// The text of one column exactly as IANA's CSV publishes it.
std::string column_text(const Record& record, Column column);

// A DCCP service code as characters ("ltp" for 7107696, RFC 4340 section 8.1.2); empty if they are not printable.
std::string service_code_characters(std::uint32_t code);

}  // namespace portolan::registry
