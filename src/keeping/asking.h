// SPDX-License-Identifier: Apache-2.0
//
// Asking a ledger for a moment of a registry.
//
// Thread-safety: free functions; a Ledger serves one thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/source.h"
#include "keeping/place.h"
#include "ledger/ledger.h"

namespace portolan::keeping {

// As app::parse_moment; "@1234" is the state after the first 1,234 events.
std::optional<ledger::Moment> parse_moment(std::string_view text);
// True if a date that is asked for is that day or later. A month stands for its end.
bool is_from(Date date, Date day) noexcept;
// As it was written: "2024-07-01", "@1234", "now".
std::string words(const ledger::Moment& moment);

// The state at that moment. Fails with kNotFound where there was none yet, and for a position inside of an append: the
// registry never was in that state.
Result<ledger::StateAt> state_at(ledger::Ledger& ledger, std::string_view registry, const ledger::Moment& moment);
// The same as a registry.
Result<registry::Registry> registry_at(ledger::Ledger& ledger, std::string_view registry, const ledger::Moment& moment);

// The same as a registry to ask, like app::open_source.
app::Outcome<app::Source> open_source_at(const Place& place, const ledger::Moment& moment);

}  // namespace portolan::keeping
