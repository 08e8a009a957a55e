// SPDX-License-Identifier: Apache-2.0
//
// A registry as an organisation sets it up: its title, its ranges and how each is given out, who reviews, how long
// things may take. People write it as a TOML file:
//
//     name = "harbour"
//     title = "Ports of the harbour"
//     profile = "team"                 # what is not said is as there: rfc6335 or team
//     notes = ["Ask the harbour master before using a port that is not here."]
//     names = ["Claim"]                # how a name without a port is given out
//     votes = 2
//     over = "iana"                    # the registry that this one is laid over
//     collisions = "warn"              # what a port that is taken there means: refuse, warn, allow
//     applications = "public"          # who may read them: public, people (who can sign in), parties
//     second_factor = true             # whoever decides signs in with one
//
//     [[range]]
//     name = "Services"
//     ports = "8000-8999"
//     procedures = ["Expert Review"]   # as RFC 8126 names them; none: its ports are not given out
//       [[range.band]]
//       name = "static"
//       ports = "8000-8499"
//       chosen = true                  # by who asks for them
//
//     [days]
//     review = 7
//
//     [[expert]]
//     account = "eve"
//     transports = ["tcp", "udp"]
//
//     [roles]
//     operator = ["olga", "otto"]
//     iesg = ["ivy", "ivo"]            # who decides on appeals and approves
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "portolan/types.h"
#include "procedures/person.h"
#include "procedures/policy.h"

namespace portolan::policies {

struct Office {
  std::string account;
  procedures::Role role = procedures::Role::kExpert;
  Transports transports;  // of an expert

  bool operator==(const Office&) const = default;
};

// Who may read an application. Parties: who made it, and whoever has an office here.
enum class Readers : std::uint8_t { kPublic, kPeople, kParties };

struct Charter {
  std::string name;  // in the ledger: letters, digits, hyphens
  std::string title;
  std::vector<std::string> notes;
  std::string over;  // empty: it stands alone
  procedures::Policy policy;
  std::vector<Office> offices;
  Readers applications = Readers::kPublic;
  bool second_factor = true;  // whoever reviews or decides signs in with one

  bool operator==(const Charter&) const = default;
};

// Fails with everything that is wrong, each with its line. `file` is for the messages.
std::expected<Charter, std::vector<Error>> read_charter(std::string_view text, const std::string& file);

}  // namespace portolan::policies
