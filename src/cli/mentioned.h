// SPDX-License-Identifier: Apache-2.0
//
// For tests: whether a generated text mentions every command and every option of the program.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "cli/commands.h"

namespace portolan::cli {

// `flag` makes of an option what the text calls it: "--limit", "-l limit"; `word` spells the name of a command.
template <class Flag, class Word = std::identity>
void expect_all_mentioned(const std::string& text, const Program& program, Flag flag, Word word = {}) {
  const auto expect = [&](std::span<const OptionSpec> options) {
    for (const OptionSpec& option : options)
      EXPECT_EQ(text.find(flag(option)) != std::string::npos, !option.hidden) << flag(option);
  };
  expect(program.options);
  for (const CommandSpec* command : program.commands) {
    EXPECT_NE(text.find(word(command->name)), std::string::npos) << command->name;
    expect(command->options);
  }
}

}  // namespace portolan::cli
