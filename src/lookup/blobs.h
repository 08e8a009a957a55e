// SPDX-License-Identifier: Apache-2.0
//
// Records and contacts as blobs of the lookup file, in both directions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lookup/layout.h"
#include "portolan/error.h"
#include "registry/alias.h"
#include "registry/registry.h"

namespace portolan::lookup {

// Append a blob, padded to 8, with a zero checksum.
void append_record(std::string& out, const registry::Record& record, std::uint32_t position,
                   const registry::AliasLinks& links);
void append_contact(std::string& out, const registry::Contact& contact, std::uint32_t position);

// Strings one behind the other: a count, their ends, their bytes. The head of the document is such a list.
std::string pack_strings(const std::vector<std::string>& strings);
// Nothing if the bytes are no such list.
std::optional<std::vector<std::string_view>> unpack_strings(std::string_view bytes);

std::vector<std::string> head_strings(const registry::Registry& registry);
Result<void> head_from_strings(registry::Registry& registry, const std::vector<std::string_view>& strings);

registry::Contact contact_of(ContactView view);

// The strings of the head; they live as long as the lookup. Fails with kDamaged.
Result<std::vector<std::string_view>> head_of(const Lookup& lookup);

}  // namespace portolan::lookup
