// SPDX-License-Identifier: Apache-2.0
//
// All ports of all transports as runs of ports that are alike: what a picture of the registry is drawn from.
//
// Thread-safety: values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/port_cells.h"
#include "portolan/types.h"
#include "registry/registry.h"

namespace portolan::app {

// Neighbouring ports with the same status, name, holder and year of registration on the same transports.
struct PortRun {
  PortRange ports;
  Transports transports;  // never empty
  Status status = Status::kAssigned;
  std::string name;                     // empty: no service name
  std::optional<std::uint32_t> holder;  // position in PortMap::holders; nothing: none, or one that holds this run only
  int registered = 0;                   // year; 0: no date
};

struct PortMap {
  Date updated;
  std::vector<std::string> holders;  // ids of those that hold more than one run, most runs first
  // By first port. No two cover the same port of the same transport (PortCells says which record speaks for one); what
  // none covers no record covers.
  std::vector<PortRun> runs;
};

PortMap port_map_of(const registry::Registry& registry);

// Appends the schema PortMap of docs/openapi.yaml: the runs as columns, since like values beside each other compress
// to a third of what rows do.
void write_port_map_json(const PortMap& map, std::string& out);

}  // namespace portolan::app
