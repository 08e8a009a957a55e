// SPDX-License-Identifier: Apache-2.0
//
// What a change of a registry means for those that are laid over it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"
#include "keeper/session.h"

namespace portolan::keeper {

// The collisions of all registries of the ledger that are laid over this one, each as a line for people; sorted.
Result<std::vector<std::string>> collisions_above(ledger::Ledger& ledger, std::string_view registry);
// One of them, in words.
std::string words_of(const desk::Collision& collision, std::string_view below);

}  // namespace portolan::keeper
