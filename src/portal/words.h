// SPDX-License-Identifier: Apache-2.0
//
// Applications in words, as several pages show them.
//
// Thread-safety: as the visit.
#pragma once

#include <optional>
#include <string>

#include "ledger/ledger.h"
#include "portal/visit.h"
#include "procedures/acts.h"

namespace portolan::portal {

// Of somebody by number: the name that others see.
std::string name_of(Visit& visit, procedures::PersonId person);

// "2026-11-23 14:05", UTC.
std::string time_words(std::uint64_t microseconds);
std::string time_words(procedures::Time time);
// "in 6 days", "3 hours ago".
std::string distance_words(procedures::Time time, std::uint64_t now);

// A mark in a colour for whose turn it is.
Markup state_mark(procedures::State state);
std::optional<procedures::State> state_named(std::string_view word) noexcept;

// A table of applications.
Markup application_table(Visit& visit, std::string_view caption, const std::vector<ledger::ApplicationInfo>& list);

// What is wrong with a command, as a list.
Markup violation_list(const std::vector<procedures::Violation>& violations);

// The act that a word names; nothing for what is none that a person does to an application.
std::optional<procedures::Act> act_named(std::string_view word) noexcept;

// The numbers of parameters and paths.
std::optional<std::uint64_t> parse_number(std::string_view text) noexcept;

}  // namespace portolan::portal
