// SPDX-License-Identifier: Apache-2.0
//
// What a reader finds on its way: uses, what it passes over, what is wrong. Keeps to the limits of what is kept.
//
// Thread-safety: an object serves one thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "formats/format.h"
#include "manifests/manifest.h"

namespace portolan::manifests {

// As much of a file's own text as a message shows, without control characters.
std::string shown(std::string_view text);

// Where something stands, and what it is called there.
struct Spot {
  std::uint64_t line = 1;
  std::uint64_t column = 1;
  std::string field;
};

class Findings {
 public:
  explicit Findings(const Options& options);
  Findings(const Findings&) = delete;  // the problems refer to the options
  Findings& operator=(const Findings&) = delete;

  const Limits& limits() const noexcept { return options_.limits; }
  const Options& options() const noexcept { return options_; }

  void wrong(ErrorCode code, std::string message, Spot spot);
  void wrong(Error error, Spot spot) { wrong(error.code, std::move(error.message), std::move(spot)); }
  void pass_over(std::string why, Spot spot);
  // The place of the use is filled in here.
  void add(Use use, Spot spot);
  // One use for each port of a range.
  void add_range(const Use& use, PortRange ports, const Spot& spot);
  void set_registry(std::string name) { reading_.registry = std::move(name); }

  // True when nothing more will be kept: a reader goes on no longer.
  bool full() const noexcept { return stopped_; }
  // For readers of formats that report by themselves.
  formats::Problems& problems() noexcept { return problems_; }
  const formats::ReadOptions& read_options() const noexcept { return read_options_; }

  Outcome take();

 private:
  bool has_room(std::size_t bytes, const Spot& spot);
  Place place_of(Spot spot) const { return {options_.file, spot.line, spot.column, std::move(spot.field)}; }

  const Options& options_;
  formats::ReadOptions read_options_;
  formats::Problems problems_;
  Reading reading_;
  std::size_t kept_bytes_ = 0;
  bool stopped_ = false;
};

// A port that can be used, or a range of them, as "8080" or "8080-8090": 1 to 65535, no leading zeros.
Result<PortRange> parse_used_ports(std::string_view text);

}  // namespace portolan::manifests
