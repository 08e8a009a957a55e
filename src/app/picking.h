// SPDX-License-Identifier: Apache-2.0
//
// Picking ports over a compiled registry: what registry/pick.h needs besides its rules, and its answers as JSON.
//
// Thread-safety: free functions without shared state. login_name() reads the environment and /etc/passwd.
#pragma once

#include <string>
#include <vector>

#include "host/ports.h"
#include "portolan/error.h"
#include "portolan/lookup.h"
#include "registry/pick.h"
#include "registry/port_use.h"

namespace portolan::app {

// What the records of a compiled registry hold, in its order. Fails with kDamaged.
Result<std::vector<registry::Holding>> holdings_of(const Lookup& lookup);

// Who asks, where nobody says it: $LOGNAME, else $USER, else the name that /etc/passwd has for the user of this
// process, else the user's number. No directory service is asked, so that it is the same with and without a network.
std::string login_name();

// The findings that reject a port, without those that the request tolerates.
std::vector<registry::Finding> objections(const registry::Availability& availability,
                                          const registry::PickRequest& request, std::uint16_t port);

// One object on one line without a newline: user, name, range, transports, allowed, port (the first, or null), ports,
// free, totals (by reason), rejected (with port and reasons), ephemeral (ports and the file that says so, or null).
void write_pick_json(const registry::Availability& availability, const host::PortFacts& host,
                     const registry::PickRequest& request, const registry::Picked& picked, std::string& out);
// Likewise: port, usable, in_range, reasons (each with reason, words, allowed).
void write_verdict_json(const registry::PickRequest& request, std::uint16_t port, const registry::Verdict& verdict,
                        std::string& out);

}  // namespace portolan::app
