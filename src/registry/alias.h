// SPDX-License-Identifier: Apache-2.0
//
// Names and their well-formed replacements. The registry says in prose that `encrypted-admin` replaces
// `encrypted_admin` (in the description of the one) and that the other is an alias (in its notes). Here that is a
// link, found from either sentence and followed in both directions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "registry/registry.h"

namespace portolan::registry {

// The name that the record's notes call it an alias to; nothing if they do not.
std::optional<std::string> alias_target(const Record& record);
// The names that the record's description says it replaces.
std::vector<std::string> replaced_names(const Record& record);

// Thread-safety: immutable after construction.
class AliasLinks {
 public:
  explicit AliasLinks(const Registry& registry);

  // The well-formed name for a historic one; empty if `name` is no alias. Lives as long as this object.
  std::string_view canonical(std::string_view name) const;
  // The historic names of a well-formed one, in registry order.
  const std::vector<std::string>& aliases(std::string_view name) const;

 private:
  void link(std::string_view alias, std::string_view canonical);

  std::unordered_map<std::string, std::string> canonical_;
  std::unordered_map<std::string, std::vector<std::string>> aliases_;
};

}  // namespace portolan::registry
