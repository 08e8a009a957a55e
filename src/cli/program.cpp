// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/moment.h"
#include "cli/arguments.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/keeper.h"
#include "cli/manual.h"

namespace portolan::cli {
namespace {

ExitStatus show_version(const Invocation& invocation) {
  invocation.out += fmt::format("{} {}\n", invocation.program.name, invocation.program.version);
  const auto source = open_registry(invocation);
  if (!source) return source.error();
  invocation.out += app::description(*source) + "\n";
  return ExitStatus::kDone;
}

std::string generate(const Program& program, std::string_view what) {
  if (what == "bash") return bash_completion(program);
  if (what == "zsh") return zsh_completion(program);
  if (what == "fish") return fish_completion(program);
  return manual_page(program);
}

// Where to read on after a mistake.
std::string hint(const Program& program, const CommandSpec* command) {
  if (command == nullptr || command == program.fallback) return fmt::format("'{} --help' shows how", program.name);
  return fmt::format("'{} {} --help' shows how", program.name, command->name);
}

// The command that was called for, also where the rest of the words is wrong.
const CommandSpec* called(const Program& program, std::span<const char* const> words) {
  for (const std::string_view word : words)
    if (const CommandSpec* command = program.find(word)) return command;
  return nullptr;
}

bool needs_keeper(const Arguments& arguments) {
  if (arguments.command->run == nullptr || arguments.has("as-of")) return true;
  if (app::asks_a_ledger(arguments.value("registry"))) return true;
  // diff takes dates and positions where it takes files.
  return arguments.command->name == "diff" && std::ranges::any_of(arguments.positionals, [](std::string_view word) {
           return app::parse_moment(word).has_value();
         });
}

ExitStatus keep(const Invocation& invocation) {
  if (invocation.program.keeper != nullptr) return invocation.program.keeper->run(invocation);
  invocation.complain("this program keeps no ledgers");
  return ExitStatus::kFailed;
}

ExitStatus dispatch(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::size_t width = invocation.terminal.width;
  if (arguments.has("help")) {
    const bool whole = arguments.command == nullptr;
    invocation.out +=
        whole ? program_help(invocation.program, width) : command_help(invocation.program, *arguments.command, width);
    return ExitStatus::kDone;
  }
  if (arguments.has("version")) return show_version(invocation);
  if (arguments.has("generate")) {
    invocation.out += generate(invocation.program, arguments.value("generate"));
    return ExitStatus::kDone;
  }
  if (arguments.command != nullptr && needs_keeper(arguments)) return keep(invocation);
  if (arguments.command != nullptr) return arguments.command->run(invocation);
  invocation.messages += program_help(invocation.program, width);
  return ExitStatus::kUsage;
}

}  // namespace

Outcome run_program(const Program& program, std::span<const char* const> words, const Terminal& terminal) {
  Outcome outcome;
  auto parsed = parse_arguments(program, words);
  const Arguments arguments = parsed ? std::move(*parsed) : Arguments{};
  const Invocation invocation{program, arguments, terminal, words, outcome.out, outcome.messages};
  if (parsed) {
    outcome.status = dispatch(invocation);
  } else {
    outcome.status = ExitStatus::kUsage;
    invocation.complain(fmt::format("{}; {}", parsed.error().message, hint(program, called(program, words))));
  }
  return outcome;
}

}  // namespace portolan::cli
