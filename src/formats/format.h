// SPDX-License-Identifier: Apache-2.0
//
// What all readers and writers share: the table of formats, the limits of reading, the result of reading.
//
// A reader takes the bytes of a whole document and gives back a registry, or every problem it found with line,
// column and field. It stops at declared limits, so that a hostile document costs no more than they allow. A writer
// appends to a string; it cannot fail.
//
// Thread-safety: readers and writers are free functions without shared state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "registry/registry.h"

namespace portolan::formats {

// Limits of reading: defaults are at least four times what IANA's registry needs; all can be raised.
struct Limits {
  std::size_t bytes = std::size_t{64} << 20U;  // of the document
  std::size_t depth = 16;                      // of nested elements or JSON values
  std::size_t attributes = 16;                 // of one XML element
  std::size_t text = std::size_t{64} << 10U;   // bytes of one value: an attribute, a field, an element's text
  std::size_t elements = 2'000'000;            // XML elements or JSON values
  std::size_t records = 1'000'000;
  std::size_t problems = 100;  // after which a reader gives up looking for more
};

struct ReadOptions {
  std::string file = "-";  // how problems name the document
  Limits limits;
  bool record_lines = false;  // fill Reading::record_lines
};

struct Reading {
  // Nothing if there was any problem: a registry is read whole or not at all.
  std::optional<registry::Registry> registry;
  std::vector<Error> problems;              // in document order; at most limits.problems, plus one that says so
  std::vector<std::uint64_t> record_lines;  // where each record begins, if asked for

  bool ok() const noexcept { return registry.has_value(); }
};

// Collects problems up to the limit, and turns the outcome into a Reading. For readers.
class Problems {
 public:
  explicit Problems(const ReadOptions& options) : options_(options) {}
  void add(ErrorCode code, std::string message, std::uint64_t line, std::uint64_t column, std::string field = {});
  bool empty() const noexcept { return found_.empty(); }
  bool full() const noexcept { return found_.size() >= options_.limits.problems; }
  std::vector<Error> take();

 private:
  const ReadOptions& options_;
  std::vector<Error> found_;
};

using Reader = Reading (*)(std::string_view bytes, const ReadOptions& options);
using Writer = void (*)(const registry::Registry& registry, std::string& out);

// One published form of a registry. A new format is one row of formats() and its two functions.
struct Format {
  std::string_view name;                         // "csv": what --from and --to take
  std::string_view what;                         // for help: "IANA's CSV"
  std::string_view media_type;                   // "text/csv; charset=utf-8"
  std::span<const std::string_view> extensions;  // with the dot, the usual one first
  Reader read = nullptr;                         // null: cannot be read back
  Writer write = nullptr;
};

std::span<const Format> formats() noexcept;
// By name ("csv"); null if there is none.
const Format* format_named(std::string_view name) noexcept;
// By the extension of a file name, or by a whole name such as "services"; null if none fits.
const Format* format_of_file(std::string_view file) noexcept;
// By the first bytes of a document; null if they could be anything.
const Format* format_of_bytes(std::string_view bytes) noexcept;

// Values that several formats write the same way. Each gives the value or the rule that the text breaks.
Result<PortRange> parse_ports(std::string_view text);
// The same into a record, keeping how a range of one port is written.
Result<void> set_ports(registry::Record& record, std::string_view text);
Result<Transport> parse_transport_column(std::string_view text);
Result<Date> parse_date_column(std::string_view text);
Result<std::uint32_t> parse_service_code(std::string_view text);
// True if it can be the target of a processing instruction in every format: an XML name of ASCII characters, not "xml".
bool is_instruction_target(std::string_view target) noexcept;

}  // namespace portolan::formats
