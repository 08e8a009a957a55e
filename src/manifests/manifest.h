// SPDX-License-Identifier: Apache-2.0
//
// What people already have that says which ports are used, read into one list: docker-compose files, Kubernetes
// manifests, reports of nmap, tables in CSV, and ports.yaml, a file that is written to be checked.
// docs/manifests.md has the grammar of each and what becomes of it.
//
// A file is read whole or not at all: either its uses, or everything that is wrong with it, each with line and column.
// What is right but has no port that is known beforehand (a port that Docker chooses, a variable without a value) is
// passed over, and said. Input is hostile: size, depth, values and what is kept have limits, and nothing throws.
//
// Thread-safety: pure functions and plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "portolan/types.h"

namespace portolan::manifests {

enum class Kind : std::uint8_t { kCompose, kKubernetes, kNmap, kCsv, kPorts };

struct KindRow {
  Kind kind = Kind::kPorts;
  std::string_view name;  // "compose": for options and messages
  std::string_view what;  // for help: "a docker-compose file"
};

// All kinds, in the order of Kind.
std::span<const KindRow> kinds() noexcept;
std::string_view to_string(Kind kind) noexcept;
std::optional<Kind> kind_named(std::string_view name) noexcept;

// The kind of a file, by its contents and, where they could be several, by its name; nothing if neither tells. Looks at
// the first 64 KiB, and does not say that the file is right.
std::optional<Kind> kind_of(std::string_view file, std::string_view bytes);

// One port of one transport that is used, or a name that is used without a port.
struct Use {
  std::string name;  // of the service, as the file has it; empty if it says none
  std::optional<std::uint16_t> port;
  std::optional<Transport> transport;  // nothing only where there is no port
  std::string address;                 // the one on which alone it is used; empty: all, or not said
  std::string purpose;                 // what the file says that it is for
  std::string owner;
  std::string contact;
  Date expires;
  std::string note;  // how it is used, in words: "node port of port 80"
  Place place;       // its field is the way to it: "web: ports[0]"

  bool operator==(const Use&) const = default;
};

struct Reading {
  std::string registry;  // that ports.yaml names; empty for all others
  std::vector<Use> uses;
  // What has no fixed port, each with its place; no error.
  std::vector<Error> passed_over;

  bool operator==(const Reading&) const = default;
};

// Limits of reading, far above what files need that people write; all can be raised.
struct Limits {
  std::size_t yaml_bytes = std::size_t{4} << 20U;
  std::size_t bytes = std::size_t{64} << 20U;       // of XML and CSV
  std::size_t depth = 64;                           // of nested values or elements
  std::size_t values = 500'000;                     // of YAML, counted again behind each alias; two signs for each
  std::size_t elements = 2'000'000;                 // of XML
  std::size_t text = std::size_t{64} << 10U;        // bytes of an attribute or a field
  std::size_t uses = 100'000;                       // together with what is passed over
  std::size_t kept_bytes = std::size_t{64} << 20U;  // of all texts in these
  std::size_t problems = 100;                       // after which nobody looks for more
};

// Which ports of Kubernetes' Services count: those that they have in the cluster, or those on its nodes.
enum class ServicePorts : std::uint8_t { kCluster, kNode };

struct Options {
  std::string file = "-";  // how messages name it
  ServicePorts service_ports = ServicePorts::kCluster;
  Limits limits;
};

using Outcome = std::expected<Reading, std::vector<Error>>;

// Errors are in the order in which they were found; their codes are kSyntax, kInvalidValue, kUnsupported and kLimit.
Outcome read_manifest(std::string_view bytes, Kind kind, const Options& options);

}  // namespace portolan::manifests
