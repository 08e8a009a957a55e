// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

#include "app/document.h"
#include "formats/format.h"

namespace portolan::cli {
namespace {

constexpr std::string_view kLicence = "# SPDX-License-Identifier: Apache-2.0\n";

std::vector<std::string_view> words_for(const OptionSpec& option) {
  if (option.kind == ValueKind::kChoice) return {option.choices.begin(), option.choices.end()};
  std::vector<std::string_view> words;
  if (option.kind != ValueKind::kFormat) return words;
  for (const formats::Format& format : formats::formats()) words.push_back(format.name);
  words.push_back(app::kLookupFormat);
  return words;
}

std::vector<std::string> flags_of(const OptionSpec& option) {
  std::vector<std::string> flags = {fmt::format("--{}", option.name)};
  if (option.letter != '\0') flags.push_back(fmt::format("-{}", option.letter));
  return flags;
}

template <class Visit>
void each_shown(std::span<const OptionSpec> options, Visit visit) {
  for (const OptionSpec& option : options)
    if (!option.hidden) visit(option);
}

bool takes_files(const CommandSpec& command) {
  for (const PositionalSpec& positional : command.positionals)
    if (positional.kind == ValueKind::kFile) return true;
  return false;
}

std::vector<std::string_view> names_of(const Program& program) {
  std::vector<std::string_view> names;
  for (const CommandSpec* command : program.commands) names.push_back(command->name);
  return names;
}

// In single quotes of a shell. `close` writes a quote within them: POSIX shells and fish differ.
std::string quoted(std::string_view text, std::string_view close) {
  std::string out = "'";
  for (const char c : text) c == '\'' ? out.append(close) : out.append(1, c);
  return out + "'";
}

// bash -----------------------------------------------------------------------------------------------------------

std::string bash_flags(std::span<const OptionSpec> options) {
  std::vector<std::string> all;
  each_shown(options, [&](const OptionSpec& option) {
    for (std::string& flag : flags_of(option)) all.push_back(std::move(flag));
  });
  return fmt::format("{}", fmt::join(all, " "));
}

// The global options that take a value, as a pattern: the word after one of them is no command.
std::string bash_value_pattern(const Program& program) {
  std::vector<std::string> all;
  each_shown(program.options, [&](const OptionSpec& option) {
    if (!option.takes_value()) return;
    for (std::string& flag : flags_of(option)) all.push_back(std::move(flag));
  });
  return fmt::format("{}", fmt::join(all, "|"));
}

void bash_value_cases(std::string_view prefix, std::span<const OptionSpec> options, std::string& out) {
  each_shown(options, [&](const OptionSpec& option) {
    if (!option.takes_value()) return;
    std::vector<std::string> patterns;
    for (const std::string& flag : flags_of(option)) patterns.push_back(fmt::format("{}:{}", prefix, flag));
    const auto words = words_for(option);
    const std::string action = option.kind == ValueKind::kFile ? "_portolan_files"
                               : words.empty()                 ? ":"
                                               : fmt::format("_portolan_words '{}'", fmt::join(words, " "));
    out += fmt::format("    {}) {}; return ;;\n", fmt::join(patterns, "|"), action);
  });
}

// zsh ------------------------------------------------------------------------------------------------------------

// _arguments ends a description at "]", and a message at ":".
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const OptionSpec& option) {
  if (option.kind == ValueKind::kFile) return "_files";
  const auto words = words_for(option);
  return words.empty() ? std::string() : fmt::format("({})", fmt::join(words, " "));
}

void zsh_options(std::span<const OptionSpec> options, std::string_view indent, std::string& out) {
  each_shown(options, [&](const OptionSpec& option) {
    const auto flags = flags_of(option);
    for (const std::string& flag : flags) {
      std::string spec = fmt::format("({}){}{}[{}]", fmt::join(flags, " "), flag,
                                     option.takes_value() && flag.starts_with("--") ? "=" : "", zsh_text(option.help));
      if (option.takes_value()) spec += fmt::format(":{}:{}", zsh_text(option.value), zsh_action(option));
      out += fmt::format("{}{} \\\n", indent, quoted(spec, "'\\''"));
    }
  });
}

void zsh_positionals(const CommandSpec& command, std::string_view indent, std::string& out) {
  for (const PositionalSpec& positional : command.positionals) {
    const std::string spec = fmt::format("{}:{}:{}", positional.repeats ? "*" : "", zsh_text(positional.name),
                                         positional.kind == ValueKind::kFile ? "_files" : "");
    out += fmt::format("{}{} \\\n", indent, quoted(spec, "'\\''"));
  }
}

// fish -----------------------------------------------------------------------------------------------------------

void fish_options(const Program& program, std::string_view condition, std::span<const OptionSpec> options,
                  std::string& out) {
  each_shown(options, [&](const OptionSpec& option) {
    out += fmt::format("complete -c {}", program.name);
    if (!condition.empty()) out += fmt::format(" -n {}", quoted(condition, "\\'"));
    out += fmt::format(" -l {}", option.name);
    if (option.letter != '\0') out += fmt::format(" -s {}", option.letter);
    const auto words = words_for(option);
    if (option.kind == ValueKind::kFile && option.takes_value())
      out += " -r -F";
    else if (option.takes_value())
      out += words.empty() ? " -x" : fmt::format(" -x -a '{}'", fmt::join(words, " "));
    out += fmt::format(" -d {}\n", quoted(option.help, "\\'"));
  });
}

// True while the words belong to this command; the fallback has no word of its own.
std::string fish_condition(const Program& program, const CommandSpec& command) {
  if (&command != program.fallback) return fmt::format("__fish_seen_subcommand_from {}", command.name);
  std::vector<std::string_view> others;
  for (const CommandSpec* other : program.commands)
    if (other != &command) others.push_back(other->name);
  return fmt::format("not __fish_seen_subcommand_from {}", fmt::join(others, " "));
}

}  // namespace

std::string bash_completion(const Program& program) {
  std::string out(kLicence);
  out += R"(_portolan_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_portolan_files() { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); }
_portolan() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= i
  COMPREPLY=()
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
)";
  out += fmt::format("      {}) ((i++)); [[ ${{COMP_WORDS[i]}} == = ]] && ((i++)) ;;\n", bash_value_pattern(program));
  out += "      -*) ;;\n";
  out += fmt::format("      {}) command=${{COMP_WORDS[i]}}; break ;;\n", fmt::join(names_of(program), "|"));
  out += fmt::format("      *) command={}; break ;;\n    esac\n  done\n", program.fallback->name);
  out += "  case $command:$prev in\n";
  bash_value_cases("*", program.options, out);
  for (const CommandSpec* command : program.commands) bash_value_cases(command->name, command->options, out);
  out += "  esac\n  case $command in\n";
  for (const CommandSpec* command : program.commands) {
    out += fmt::format("    {}) if [[ $cur == -* ]]; then _portolan_words '{} {}'; {}fi ;;\n", command->name,
                       bash_flags(command->options), bash_flags(program.options),
                       takes_files(*command) ? "else _portolan_files; " : "");
  }
  out += fmt::format("    *) if [[ $cur == -* ]]; then _portolan_words '{} {}'; else _portolan_words '{}'; fi ;;\n",
                     bash_flags(program.options), bash_flags(program.fallback->options),
                     fmt::join(names_of(program), " "));
  out += "  esac\n}\ncomplete -F _portolan portolan\n";
  return out;
}

std::string zsh_completion(const Program& program) {
  std::string out = fmt::format("#compdef {}\n{}", program.name, kLicence);
  out += "_portolan() {\n  local curcontext=$curcontext state line\n  local -a commands\n  commands=(\n";
  for (const CommandSpec* command : program.commands)
    out += fmt::format("    {}\n", quoted(fmt::format("{}:{}", command->name, zsh_text(command->summary)), "'\\''"));
  out += "  )\n  _arguments -C \\\n";
  zsh_options(program.options, "    ", out);
  zsh_options(program.fallback->options, "    ", out);
  out += "    '1: :->command' '*:: :->words' && return\n  case $state in\n";
  out += "    command) _describe -t commands command commands ;;\n    words)\n      case $words[1] in\n";
  for (const CommandSpec* command : program.commands) {
    out += fmt::format("        {})\n          _arguments \\\n", command->name);
    zsh_options(program.options, "            ", out);
    zsh_options(command->options, "            ", out);
    zsh_positionals(*command, "            ", out);
    out += "            ;;\n";
  }
  out += "      esac ;;\n  esac\n}\n_portolan \"$@\"\n";
  return out;
}

std::string fish_completion(const Program& program) {
  std::string out(kLicence);
  out += fmt::format("complete -c {} -f\n", program.name);
  for (const CommandSpec* command : program.commands)
    out += fmt::format("complete -c {} -n __fish_use_subcommand -a {} -d {}\n", program.name, command->name,
                       quoted(command->summary, "\\'"));
  fish_options(program, {}, program.options, out);
  for (const CommandSpec* command : program.commands) {
    const std::string condition = fish_condition(program, *command);
    fish_options(program, condition, command->options, out);
    if (takes_files(*command)) out += fmt::format("complete -c {} -n {} -F\n", program.name, quoted(condition, "\\'"));
  }
  return out;
}

}  // namespace portolan::cli
