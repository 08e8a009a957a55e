// SPDX-License-Identifier: Apache-2.0
//
// How events cite people: by the number of the contact in the ledger instead of by an id that is somebody's name, so
// that the person can be forgotten and the event still proves itself.
//
// In an event the key of a person's reference is "#" and the contact's number; a key that begins with "#" itself has
// it doubled. A person whom the contact table does not have is cited as written.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "registry/registry.h"

namespace portolan::events {

// The number of the contact with that id; nothing if there is none.
using NumberOf = std::function<std::optional<std::uint64_t>(std::string_view id)>;
// The id of a contact; what is shown instead if it was erased.
using IdOf = std::function<std::string(std::uint64_t number)>;

registry::Record with_numbers(const registry::Record& record, const NumberOf& number_of);
registry::Record with_ids(const registry::Record& record, const IdOf& id_of);
registry::RichText with_numbers(const registry::RichText& text, const NumberOf& number_of);
registry::RichText with_ids(const registry::RichText& text, const IdOf& id_of);

}  // namespace portolan::events
