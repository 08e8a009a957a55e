// SPDX-License-Identifier: Apache-2.0
//
// What a command is: one definition, from which come its parsing, its help, its page of the manual and its completion
// in three shells. A new command is one file with a CommandSpec and one line in commands.cpp.
//
// All of it is constant data: nothing is built before it is needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace portolan::cli {

// What programs that call this one rely on.
enum class ExitStatus : std::uint8_t {
  kDone = 0,        // every query found an assignment; done
  kNotFound = 1,    // something was not found or is not assigned; differences; findings
  kUsage = 2,       // wrong usage
  kUnreadable = 3,  // an input that cannot be read
  kFailed = 4,      // an output that cannot be written; a failure of the system
};

// What a value is, for checking and for completion.
enum class ValueKind : std::uint8_t {
  kText,    // anything
  kNumber,  // a whole number above 0
  kSize,    // a number of bytes: 500000, 64M
  kPorts,   // ports and ranges with commas between them: 80,8000-8100
  kFile,    // a file or "-"
  kFormat,  // the name of a format
  kChoice,  // one of OptionSpec::choices; with commas between several, if it repeats
};

struct OptionSpec {
  std::string_view name;   // "limit" is --limit
  char letter = '\0';      // 'n' is -n; none if zero
  std::string_view value;  // "N"; empty: a switch without a value
  ValueKind kind = ValueKind::kText;
  std::span<const std::string_view> choices;
  std::string_view help;
  bool hidden = false;   // for the build's own scripts: not in help, manual and completion
  bool repeats = false;  // it can be given more than once; its values are joined with commas

  bool takes_value() const noexcept { return !value.empty(); }
};

struct PositionalSpec {
  std::string_view name;  // "QUERY"
  ValueKind kind = ValueKind::kText;
  std::string_view help;
  bool repeats = false;   // one or more; only the last can
  bool optional = false;  // may be left out; only the last can
};

struct Example {
  std::string_view command;  // "portolan 443/tcp"
  std::string_view shows;
};

struct StatusSpec {
  ExitStatus status = ExitStatus::kDone;
  std::string_view meaning;
};

// A word and what it means: an environment variable, a file.
struct Term {
  std::string_view name;
  std::string_view meaning;
};

struct Invocation;

struct CommandSpec {
  std::string_view name;
  std::string_view summary;                       // half a sentence, for the list of commands
  std::span<const std::string_view> description;  // paragraphs
  std::span<const PositionalSpec> positionals;
  std::span<const OptionSpec> options;
  std::span<const Example> examples;
  std::span<const StatusSpec> statuses;
  // Null: the command needs a ledger, and the program that keeps ledgers runs it (Program::keeper).
  ExitStatus (*run)(const Invocation& invocation) = nullptr;
};

struct Keeper;

// The whole program, as the generators see it.
struct Program {
  std::string_view name;
  std::string_view version;
  std::string_view summary;
  std::span<const std::string_view> description;
  std::span<const OptionSpec> options;  // those that every command takes
  std::span<const Example> examples;
  std::span<const StatusSpec> statuses;
  std::span<const Term> environment;
  std::span<const Term> files;
  std::span<const CommandSpec* const> commands;
  const CommandSpec* fallback = nullptr;  // what a first word that is no command belongs to
  const Keeper* keeper = nullptr;         // what does what needs a ledger

  const CommandSpec* find(std::string_view word) const noexcept {
    for (const CommandSpec* command : commands)
      if (command->name == word) return command;
    return nullptr;
  }
};

}  // namespace portolan::cli
