// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <gtest/gtest.h>

#include "cli/commands.h"

namespace portolan::cli {
namespace {

using Words = std::vector<const char*>;
using Strings = std::vector<std::string>;

Result<Arguments> parse(const Words& words) { return parse_arguments(the_program("0"), words); }

struct Case {
  Words words;
  std::string_view command;
  Strings positionals;
};

TEST(ParseArguments, FindsTheCommand) {
  const Case cases[] = {
      {{"443"}, "lookup", {"443"}},
      {{"lookup", "search"}, "lookup", {"search"}},
      {{"search", "lookup"}, "search", {"lookup"}},
      {{"--", "search"}, "lookup", {"search"}},
      {{"-r", "search", "http", "ssh"}, "lookup", {"http", "ssh"}},
      {{"--registry=x", "search", "a", "b"}, "search", {"a", "b"}},
      {{"convert", "-", "-", "--to", "csv"}, "convert", {"-", "-"}},
      {{"lookup", "--", "--details"}, "lookup", {"--details"}},
      {{""}, "lookup", {""}},
  };
  for (const Case& expected : cases) {
    const auto arguments = parse(expected.words);
    ASSERT_TRUE(arguments) << arguments.error().message;
    ASSERT_NE(arguments->command, nullptr);
    EXPECT_EQ(arguments->command->name, expected.command);
    EXPECT_EQ(arguments->positionals, expected.positionals);
  }
}

TEST(ParseArguments, OptionsStandAnywhereAndTheLastHolds) {
  const auto arguments = parse({"-f", "csv", "search", "-n5", "apple", "--format=json", "-d"});
  ASSERT_TRUE(arguments) << arguments.error().message;
  EXPECT_EQ(arguments->value("format"), "json");
  EXPECT_EQ(arguments->number("limit", 20), 5U);
  EXPECT_TRUE(arguments->has("details"));
  EXPECT_FALSE(arguments->has("like"));
  EXPECT_EQ(arguments->value("registry"), "");
}

TEST(ParseArguments, SaysWhatIsWrong) {
  const std::pair<Words, const char*> cases[] = {
      {{"--fromat", "csv", "443"}, "there is no option --fromat"},
      {{"443", "-x"}, "there is no option -x"},
      {{"--format", "xml", "443"}, "--format is one of table, json, jsonl, csv"},
      {{"search", "--limit", "0", "x"}, "--limit takes a number"},
      {{"search", "--limit", "ten", "x"}, "--limit takes a number"},
      {{"convert", "a"}, "convert needs OUT"},
      {{"convert", "a", "b", "c"}, "convert has no use for 'c'"},
      {{"convert", "a", "b", "--to", "pdf"}, "there is no format 'pdf'"},
      {{"lookup"}, "lookup needs QUERY"},
      {{"443", "--registry"}, "registry"},
      {{"--registry", "", "443"}, "--registry needs the name of a file"},
      {{"443", "--limit", "3"}, "there is no option --limit"},
  };
  for (const auto& [words, part] : cases) {
    const auto arguments = parse(words);
    ASSERT_FALSE(arguments) << part;
    EXPECT_EQ(arguments.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(arguments.error().message.find(part), std::string::npos) << arguments.error().message;
  }
}

TEST(ParseArguments, HelpNeedsNothingElse) {
  const auto arguments = parse({"convert", "--help"});
  ASSERT_TRUE(arguments) << arguments.error().message;
  EXPECT_EQ(arguments->command, &kConvertCommand);
  EXPECT_TRUE(arguments->has("help"));
  EXPECT_TRUE(parse({})->positionals.empty());
}

}  // namespace
}  // namespace portolan::cli
