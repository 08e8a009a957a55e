// SPDX-License-Identifier: Apache-2.0
#include "manifests/findings.h"

#include <fmt/format.h>

#include "formats/shown.h"
#include "formats/wrap.h"

namespace portolan::manifests {
namespace {

formats::ReadOptions read_options_of(const Options& options) {
  formats::ReadOptions read;
  read.file = options.file;
  read.limits.bytes = options.limits.bytes;
  read.limits.text = options.limits.text;
  read.limits.problems = options.limits.problems;
  return read;
}

std::size_t bytes_of(const Use& use) {
  return use.name.size() + use.address.size() + use.purpose.size() + use.owner.size() + use.contact.size() +
         use.note.size();
}

}  // namespace

std::string shown(std::string_view text) { return formats::printable_line(formats::beginning(text)); }

Findings::Findings(const Options& options)
    : options_(options), read_options_(read_options_of(options)), problems_(read_options_) {}

void Findings::wrong(ErrorCode code, std::string message, Spot spot) {
  if (stopped_) return;
  stopped_ = problems_.full();  // this problem is the one that says that no more are listed
  problems_.add(stopped_ ? ErrorCode::kLimit : code, std::move(message), spot.line, spot.column, std::move(spot.field));
}

void Findings::pass_over(std::string why, Spot spot) {
  if (!has_room(why.size(), spot)) return;
  reading_.passed_over.push_back({ErrorCode::kUnsupported, std::move(why), place_of(std::move(spot))});
}

void Findings::add(Use use, Spot spot) {
  if (!has_room(bytes_of(use), spot)) return;
  use.place = place_of(std::move(spot));
  reading_.uses.push_back(std::move(use));
}

void Findings::add_range(const Use& use, PortRange ports, const Spot& spot) {
  for (std::uint32_t port = ports.first; port <= ports.last && !full(); ++port) {
    Use one = use;
    one.port = static_cast<std::uint16_t>(port);
    add(std::move(one), spot);
  }
}

// A short file can say much: ranges, aliases and services that extend others are written once for many uses.
bool Findings::has_room(std::size_t bytes, const Spot& spot) {
  if (stopped_) return false;
  kept_bytes_ += bytes + spot.field.size() + options_.file.size();
  const bool many = reading_.uses.size() + reading_.passed_over.size() >= limits().uses;
  if (!many && kept_bytes_ <= limits().kept_bytes) return true;
  wrong(ErrorCode::kLimit,
        many ? fmt::format("more than {} ports", limits().uses)
             : fmt::format("the texts of its ports have more than {} bytes", limits().kept_bytes),
        spot);
  stopped_ = true;
  return false;
}

Outcome Findings::take() {
  if (!problems_.empty()) return std::unexpected(problems_.take());
  return std::move(reading_);
}

Result<PortRange> parse_used_ports(std::string_view text) {
  auto ports = formats::parse_ports(text);
  if (ports && ports->first == 0) return fail(ErrorCode::kInvalidValue, "port 0 is not one that can be used");
  return ports;
}

}  // namespace portolan::manifests
