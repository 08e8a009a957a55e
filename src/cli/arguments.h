// SPDX-License-Identifier: Apache-2.0
//
// The words of a command line, taken apart by the definition of the command.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/spec.h"
#include "portolan/error.h"

namespace portolan::cli {

struct Arguments {
  const CommandSpec* command = nullptr;  // null: only global options were given
  std::vector<std::string> positionals;
  std::vector<std::pair<std::string_view, std::string>> options;  // by OptionSpec::name; the last of a kind holds

  bool has(std::string_view option) const;
  // Empty if it was not given.
  std::string_view value(std::string_view option) const;
  std::size_t number(std::string_view option, std::size_t otherwise) const;
};

// The command is the first word that is no option; if it names none, all words belong to Program::fallback. Options
// can stand anywhere; all words after "--" are positionals, the first of them included. Fails with kInvalidArgument.
// With `help` or `version` among the options the rest may be incomplete and is not checked.
Result<Arguments> parse_arguments(const Program& program, std::span<const char* const> words);

}  // namespace portolan::cli
