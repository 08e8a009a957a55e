// SPDX-License-Identifier: Apache-2.0
//
// Records and heads as fields, for events and for checkpoints of the state.
#pragma once

#include <string>
#include <string_view>

#include "portolan/error.h"
#include "registry/registry.h"

namespace portolan::events {

std::string encode_record(const registry::Record& record);
Result<registry::Record> decode_record(std::string_view bytes);

// Everything of a registry but its records and contacts.
std::string encode_head(const registry::Registry& registry);
// Replaces the head of `registry`.
Result<void> decode_head(std::string_view bytes, registry::Registry& registry);

}  // namespace portolan::events
