// SPDX-License-Identifier: Apache-2.0
//
// Happenings as a ledger keeps them: what is nobody's in the event, what somebody wrote or said of people beside it, so
// that it can be erased (docs/ledger-format.md). What was erased is read as empty.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/event.h"
#include "portolan/error.h"
#include "procedures/application.h"

namespace portolan::procedures {

// What a happening leaves, but for numbers, key, standing and commitment.
struct Kept {
  std::string name;      // type_name()
  std::string content;   // into the event
  std::string personal;  // beside it; empty: nothing
};
// `command` is the digest of the command that it comes from, for one that is repeated under its key; empty: none.
Kept keep(const Happening& happening, std::string_view command = {});

// Fails with kDamaged, or kUnsupported for what a newer program wrote.
struct Told {
  Happening happening;
  std::string command;
};
Result<Told> tell(std::string_view name, std::string_view content, std::string_view personal);

// Where an application stands, as queues are searched.
events::Standing standing_of(const Application& application, std::optional<Time> due);

// Who did it, as events name people: "#7"; the clock is "clock".
std::string actor_of(PersonId person);
std::optional<PersonId> person_of(std::string_view actor);

}  // namespace portolan::procedures
