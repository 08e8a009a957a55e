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

#include "app/port_list.h"
#include "cli/spec.h"
#include "portolan/error.h"
#include "portolan/types.h"

namespace portolan::cli {

struct Arguments {
  const CommandSpec* command = nullptr;  // null: only global options were given
  bool implied = false;                  // no word named the command: it is Program::fallback
  std::vector<std::string> positionals;
  std::vector<std::pair<std::string_view, std::string>> options;  // by OptionSpec::name; each once, the last holds

  bool has(std::string_view option) const;
  // Empty if it was not given.
  std::string_view value(std::string_view option) const;
  std::size_t number(std::string_view option, std::size_t otherwise) const;
  // Of an option of the kind kPorts.
  std::vector<PortRange> ports(std::string_view option) const;
  // The parts of a value that has commas between them.
  std::vector<std::string_view> parts(std::string_view option) const;
};

// The command is the first word that is no option; if it names none, all words belong to Program::fallback. Options
// can stand anywhere; all words after "--" are positionals, the first of them included. Fails with kInvalidArgument.
// With `help` or `version` among the options the rest may be incomplete and is not checked.
Result<Arguments> parse_arguments(const Program& program, std::span<const char* const> words);

// "500000", "64K", "256M", "2G": a number of bytes above 0, of which the letters stand for powers of 1024.
Result<std::size_t> parse_size(std::string_view text);
using app::parse_port_list;

// The command that a mistyped word is nearest to; null if it is near none.
const CommandSpec* near_command(const Program& program, std::string_view word);

}  // namespace portolan::cli
