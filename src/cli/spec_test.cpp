// SPDX-License-Identifier: Apache-2.0
//
// Everything that is made from the definitions mentions all of them.
#include "cli/spec.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "cli/completion.h"
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/mentioned.h"
#include "formats/wrap.h"
#include "registry/availability.h"

namespace portolan::cli {
namespace {

std::string long_flag(const OptionSpec& option) { return fmt::format("--{}", option.name); }
std::string roff_word(std::string_view word) {
  std::string out;
  for (const char c : word) c == '-' ? out.append("\\-") : out.append(1, c);
  return out;
}
std::string roff_flag(const OptionSpec& option) { return roff_word(long_flag(option)); }
std::string fish_flag(const OptionSpec& option) { return fmt::format(" -l {}", option.name); }

class Definitions : public ::testing::Test {
 protected:
  const Program program_ = the_program("1.2.3");
};

TEST_F(Definitions, AreComplete) {
  for (const CommandSpec* command : program_.commands) {
    EXPECT_FALSE(command->summary.empty() || command->description.empty()) << command->name;
    EXPECT_FALSE(command->examples.empty() || command->statuses.empty()) << command->name;
    for (const OptionSpec& option : command->options) EXPECT_FALSE(option.help.empty()) << option.name;
    for (const Example& example : command->examples)
      EXPECT_TRUE(example.command.starts_with("portolan ")) << command->name;
  }
}

TEST_F(Definitions, NoFlagHasTwoMeanings) {
  for (const CommandSpec* command : program_.commands) {
    std::set<std::string> names;
    std::set<char> letters;
    for (const auto options : {program_.options, command->options})
      for (const OptionSpec& option : options) {
        EXPECT_TRUE(names.insert(std::string(option.name)).second) << command->name << " " << option.name;
        if (option.letter == '\0') continue;
        EXPECT_TRUE(letters.insert(option.letter).second) << command->name << " " << option.letter;
      }
  }
}

TEST_F(Definitions, EveryReasonCanBeAllowed) {
  const auto option = std::ranges::find(kPickCommand.options, "allow", &OptionSpec::name);
  ASSERT_NE(option, kPickCommand.options.end());
  for (const std::string_view choice : option->choices) {
    EXPECT_TRUE(registry::parse_reason(choice)) << choice;
    EXPECT_NE(option->help.find(choice), std::string_view::npos) << choice;
  }
  EXPECT_EQ(std::set(option->choices.begin(), option->choices.end()).size(), registry::kReasonCount - 1);
}

TEST_F(Definitions, AllAreInTheManual) {
  const std::string page = manual_page(program_);
  expect_all_mentioned(page, program_, roff_flag, roff_word);
  EXPECT_NE(page.find("portolan 1.2.3"), std::string::npos);
}

TEST_F(Definitions, AllAreInTheCompletions) {
  expect_all_mentioned(bash_completion(program_), program_, long_flag);
  expect_all_mentioned(zsh_completion(program_), program_, long_flag);
  expect_all_mentioned(fish_completion(program_), program_, fish_flag);
}

TEST_F(Definitions, AllAreInTheHelp) {
  const std::string all = program_help(program_, 0);
  for (const CommandSpec* command : program_.commands) {
    EXPECT_NE(all.find(fmt::format("\n  {} ", command->name)), std::string::npos) << command->name;
    const std::string help = command_help(program_, *command, 0);
    for (const auto options : {program_.options, command->options})
      for (const OptionSpec& option : options)
        EXPECT_EQ(help.find(long_flag(option)) != std::string::npos, !option.hidden) << option.name;
    for (const Example& example : command->examples) EXPECT_NE(help.find(example.command), std::string::npos);
  }
}

TEST_F(Definitions, HelpKeepsToTheWidth) {
  for (const std::size_t width : {std::size_t{0}, std::size_t{200}, std::size_t{60}}) {
    const std::size_t most = width == 60 ? 60 : 80;
    const std::string help = program_help(program_, width);
    for (std::size_t begin = 0; begin < help.size();) {
      const std::size_t end = help.find('\n', begin);
      EXPECT_LE(formats::display_width(help.substr(begin, end - begin)), most) << help.substr(begin, end - begin);
      begin = end + 1;
    }
  }
}

// The exit status of a program, or -1 where it is not installed.
int run_tool(const std::string& tool, const std::string& command) {
  if (std::system(("command -v " + tool + " >/dev/null 2>&1").c_str()) != 0) return -1;
  return std::system(command.c_str());
}

TEST_F(Definitions, TheManualHasNoWarnings) {
  const std::string file = ::testing::TempDir() + "portolan_manual_test.1";
  std::ofstream(file) << manual_page(program_);
  const int status = run_tool("groff", "test -z \"$(groff -man -Tutf8 -ww '" + file + "' 2>&1 >/dev/null)\"");
  if (status < 0) GTEST_SKIP() << "groff is not installed";
  EXPECT_EQ(status, 0);
}

TEST_F(Definitions, TheCompletionsAreOfTheirLanguages) {
  const std::pair<const char*, std::string> scripts[] = {
      {"bash", bash_completion(program_)}, {"zsh", zsh_completion(program_)}, {"fish", fish_completion(program_)}};
  for (const auto& [shell, script] : scripts) {
    const std::string file = ::testing::TempDir() + "portolan_completion_test." + shell;
    std::ofstream(file) << script;
    EXPECT_LE(run_tool(shell, std::string(shell) + " -n '" + file + "'"), 0) << shell;
  }
}

}  // namespace
}  // namespace portolan::cli
