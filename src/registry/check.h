// SPDX-License-Identifier: Apache-2.0
//
// Every rule that a registry can break although it is readable (RFC 6335 and common sense).
//
// A registry that breaks a rule is still shown and kept as it is: real ones hold names that are older than the rules.
// So a violation is an error only where the registry contradicts itself or a rule that nothing excuses; what real
// registries are known to hold is a warning.
//
// Thread-safety: check() is a pure function. Cost: linear in the size of the registry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace portolan::registry {

enum class Severity : std::uint8_t { kWarning, kError };
// "warning", "error".
std::string_view to_string(Severity severity) noexcept;

struct Rule {
  std::string_view id;       // "name-syntax"; never changes within a major version
  std::string_view section;  // "RFC 6335, section 5.1"; empty where the rule is no RFC's
  std::string_view meaning;  // one sentence without a full stop
};
// All rules, in the order in which the violations of one record are listed. Lives for ever.
std::span<const Rule> rules() noexcept;

struct Violation {
  Severity severity = Severity::kError;
  const Rule* rule = nullptr;         // never null; one of rules()
  std::string message;                // "http 80/tcp: ..."
  std::optional<std::size_t> record;  // position in Registry::records, if it is about a record
  std::string contact;                // a contact's id, if it is about one
};

// All violations: those of records in their order, then those of contacts, then those of the head.
std::vector<Violation> check(const Registry& registry);

}  // namespace portolan::registry
