// SPDX-License-Identifier: Apache-2.0
//
// The only file that includes CLI11, which is large: the application object is made for the one command that is called.
#include "cli/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <deque>

#include "app/document.h"
#include "formats/format.h"
#include "lookup/spelling.h"
#include "registry/service_name.h"

namespace portolan::cli {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

const OptionSpec* find_option(std::span<const OptionSpec> options, std::string_view word) {
  for (const OptionSpec& option : options) {
    if (word.starts_with("--") && word.substr(2) == option.name) return &option;
    if (word.size() == 2 && word[1] == option.letter && word[1] != '\0') return &option;
  }
  return nullptr;
}

// Where the first word stands that is neither an option nor the value of one; words.size() if there is none.
std::size_t first_word(const Program& program, std::span<const char* const> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--") return words.size();
    if (!word.starts_with('-') || word == "-") return i;
    const OptionSpec* option = find_option(program.options, word);
    if (option != nullptr && option->takes_value()) ++i;
  }
  return words.size();
}

std::string flags(const OptionSpec& option) {
  return option.letter == '\0' ? fmt::format("--{}", option.name) : fmt::format("-{},--{}", option.letter, option.name);
}

// One CLI11 option and where it leaves what it found.
struct Bound {
  const OptionSpec* spec;
  std::string value;
  bool given = false;
};

// CLI11's application for one command. Its callbacks point into `bound`, which therefore must not move.
class Parser {
 public:
  Parser(const Program& program, const CommandSpec* command) {
    app_.set_help_flag();
    add(program.options);
    if (command != nullptr) add(command->options);
    app_.add_option("words", positionals_);
  }

  std::optional<std::string> parse(std::vector<std::string> words) {
    std::ranges::reverse(words);  // CLI11 takes them from the back
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ExtrasError&) {
      return "unknown option";
    } catch (const CLI::ParseError& error) {
      return std::string(error.what());
    }
    return std::nullopt;
  }

  Arguments take(const CommandSpec* command) {
    Arguments arguments{.command = command, .implied = false, .positionals = std::move(positionals_), .options = {}};
    for (Bound& bound : bound_)
      if (bound.given) arguments.options.emplace_back(bound.spec->name, std::move(bound.value));
    return arguments;
  }

 private:
  void add(std::span<const OptionSpec> options) {
    for (const OptionSpec& option : options) {
      Bound& bound = bound_.emplace_back(&option);
      if (option.takes_value())
        add_value(bound);
      else
        app_.add_flag_callback(flags(option), [&bound] { bound.given = true; });
    }
  }

  void add_value(Bound& bound) {
    CLI::Option* const option =
        app_.add_option_function<std::string>(flags(*bound.spec), [&bound](const std::string& value) {
          bound.value = value;
          bound.given = true;
        });
    bound.spec->repeats ? option->join(',') : option->take_last();
  }

  CLI::App app_;
  std::deque<Bound> bound_;
  std::vector<std::string> positionals_;
};

// The first word that looks like an option and is none of these.
std::string unknown_option(const Program& program, const CommandSpec* command, std::span<const std::string> words) {
  for (const std::string& word : words) {
    if (!word.starts_with('-') || word == "-" || word == "--") continue;
    const std::string_view name = std::string_view(word).substr(0, word.find('='));
    if (find_option(program.options, name) != nullptr) continue;
    if (command != nullptr && find_option(command->options, name) != nullptr) continue;
    return fmt::format("there is no option {}", name);
  }
  return "there are words that no option takes";
}

std::optional<std::string> wrong_choice(const OptionSpec& option, std::string_view value) {
  if (std::ranges::find(option.choices, value) != option.choices.end()) return std::nullopt;
  return fmt::format("--{} is one of {}, not '{}'", option.name, fmt::join(option.choices, ", "), value);
}

template <class Value>
std::optional<std::string> wrong_value(const OptionSpec& option, const Result<Value>& value) {
  if (value) return std::nullopt;
  return fmt::format("--{}: {}", option.name, value.error().message);
}

std::optional<std::string> violation(const OptionSpec& option, std::string_view value) {
  switch (option.kind) {
    case ValueKind::kText: return std::nullopt;
    case ValueKind::kFile:
      if (value.empty()) return fmt::format("--{} needs the name of a file", option.name);
      return std::nullopt;
    case ValueKind::kNumber: {
      std::uint32_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error == std::errc() && end == value.data() + value.size() && number > 0) return std::nullopt;
      return fmt::format("--{} takes a number from 1 to 4294967295, not '{}'", option.name, value);
    }
    case ValueKind::kSize: return wrong_value(option, parse_size(value));
    case ValueKind::kPorts: return wrong_value(option, parse_port_list(value));
    case ValueKind::kFormat: return wrong_value(option, app::form_named(value));
    case ValueKind::kChoice:
      if (!option.repeats) return wrong_choice(option, value);
      for (const std::string_view part : app::split_list(value))
        if (auto message = wrong_choice(option, part)) return message;
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string> wrong_option(const Program& program, const Arguments& arguments) {
  for (const auto& [name, value] : arguments.options) {
    const OptionSpec* option = find_option(program.options, "--" + std::string(name));
    if (option == nullptr) option = find_option(arguments.command->options, "--" + std::string(name));
    if (option->takes_value())
      if (auto message = violation(*option, value)) return message;
  }
  return std::nullopt;
}

std::optional<std::string> wrong_count(const CommandSpec& command, const std::vector<std::string>& words) {
  const auto expected = command.positionals;
  const std::size_t needed = expected.empty() || !expected.back().optional ? expected.size() : expected.size() - 1;
  if (words.size() < needed) return fmt::format("{} needs {}", command.name, expected[words.size()].name);
  const bool repeats = !expected.empty() && expected.back().repeats;
  if (words.size() > expected.size() && !repeats)
    return fmt::format("{} has no use for '{}'", command.name, words[expected.size()]);
  return std::nullopt;
}

}  // namespace

bool Arguments::has(std::string_view option) const {
  return std::ranges::any_of(options, [&](const auto& given) { return given.first == option; });
}

std::string_view Arguments::value(std::string_view option) const {
  for (const auto& [name, value] : options)
    if (name == option) return value;
  return {};
}

std::size_t Arguments::number(std::string_view option, std::size_t otherwise) const {
  const std::string_view text = value(option);
  std::size_t number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<PortRange> Arguments::ports(std::string_view option) const {
  return has(option) ? parse_port_list(value(option)).value_or(std::vector<PortRange>()) : std::vector<PortRange>();
}

std::vector<std::string_view> Arguments::parts(std::string_view option) const {
  return has(option) ? app::split_list(value(option)) : std::vector<std::string_view>();
}

Result<std::size_t> parse_size(std::string_view text) {
  constexpr std::string_view kUnits = "KMG";
  constexpr std::size_t kMost = std::size_t{1} << 40U;
  std::size_t number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(at, text.data() + text.size());
  unsigned shift = 0;
  if (unit.size() == 1 && kUnits.contains(unit[0])) {
    shift = 10U * static_cast<unsigned>(kUnits.find(unit[0]) + 1);
    unit.remove_prefix(1);
  }
  if (error != std::errc() || !unit.empty() || number == 0 || number > kMost >> shift)
    return wrong(fmt::format("a size is a number of bytes up to 1024G, such as 500000, 64M or 2G, not '{}'", text));
  return number << shift;
}

const CommandSpec* near_command(const Program& program, std::string_view word) {
  const std::string folded = registry::fold_ascii(word);
  const lookup::Misspelling misspelling(folded);
  const CommandSpec* nearest = nullptr;
  unsigned fewest = misspelling.tolerance() + 1;
  for (const CommandSpec* command : program.commands) {
    const unsigned errors = misspelling.errors_in(command->name);
    if (errors < fewest) nearest = command, fewest = errors;
  }
  return nearest;
}

Result<Arguments> parse_arguments(const Program& program, std::span<const char* const> words) {
  const std::size_t at = first_word(program, words);
  const CommandSpec* command = at < words.size() ? program.find(words[at]) : nullptr;
  std::vector<std::string> rest(words.begin(), words.end());
  if (command != nullptr) rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  const bool implied = command == nullptr && (at < words.size() || std::ranges::find(rest, "--") != rest.end());
  if (implied) command = program.fallback;

  Parser parser(program, command);
  if (const auto message = parser.parse(rest)) {
    std::string what = *message == "unknown option" ? unknown_option(program, command, rest) : *message;
    // The options of a mistyped command are unknown to the fallback.
    if (const CommandSpec* meant = implied && at < words.size() ? near_command(program, words[at]) : nullptr)
      what += fmt::format("; did you mean the command '{}'?", meant->name);
    return wrong(std::move(what));
  }
  Arguments arguments = parser.take(command);
  arguments.implied = implied;
  if (arguments.has("help") || arguments.has("version")) return arguments;
  if (auto message = wrong_option(program, arguments)) return wrong(std::move(*message));
  if (command == nullptr) return arguments;
  if (auto message = wrong_count(*command, arguments.positionals)) return wrong(std::move(*message));
  return arguments;
}

}  // namespace portolan::cli
