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

TEST(ParseArguments, RepeatedValuesAreJoined) {
  const auto arguments =
      parse({"pick", "--exclude", "80", "web", "--exclude=8000-8100,9", "--transport", "tcp", "--transport", "udp"});
  ASSERT_TRUE(arguments) << arguments.error().message;
  EXPECT_EQ(arguments->ports("exclude"), (std::vector<PortRange>{{80, 80}, {8000, 8100}, {9, 9}}));
  EXPECT_EQ(arguments->parts("transport"), (std::vector<std::string_view>{"tcp", "udp"}));
  EXPECT_TRUE(arguments->ports("why").empty());
  EXPECT_EQ(arguments->positionals, Strings{"web"});
}

TEST(ParseArguments, OptionalWordsCanBeLeftOut) {
  const auto arguments = parse({"pick"});
  ASSERT_TRUE(arguments) << arguments.error().message;
  EXPECT_TRUE(arguments->positionals.empty());
  EXPECT_FALSE(parse({"pick", "a", "b"}));
}

TEST(ParseArguments, TellsWhetherTheCommandWasNamed) {
  EXPECT_TRUE(parse({"http"})->implied);
  EXPECT_TRUE(parse({"--", "search"})->implied);
  EXPECT_FALSE(parse({"lookup", "http"})->implied);
}

TEST(ParseSize, TakesBytesAndUnits) {
  const std::pair<const char*, std::size_t> good[] = {
      {"1", 1}, {"500000", 500000}, {"64K", 65536}, {"256M", 268435456}, {"1024G", 1099511627776}};
  for (const auto& [text, bytes] : good) {
    const auto size = parse_size(text);
    ASSERT_TRUE(size) << text;
    EXPECT_EQ(*size, bytes);
  }
  for (const char* text : {"", "0", "0M", "-1", "M", "1T", "1KB", "64 M", "1025G", "99999999999999999999"})
    EXPECT_FALSE(parse_size(text)) << text;
}

TEST(ParsePortList, TakesPortsAndRanges) {
  EXPECT_EQ(parse_port_list("80,8000-8100"), (std::vector<PortRange>{{80, 80}, {8000, 8100}}));
  for (const char* text : {"", ",", "80,", "80,,81", "8100-8000", "65536", "80 81", "http"})
    EXPECT_FALSE(parse_port_list(text)) << text;
}

TEST(NearCommand, FindsTheOneThatWasMeant) {
  const Program program = the_program("0");
  const std::pair<const char*, const char*> near[] = {
      {"serach", "search"}, {"SEARCH", "search"}, {"comvert", "convert"}, {"dif", "diff"}, {"pikc", "pick"}};
  for (const auto& [word, name] : near) {
    const CommandSpec* const command = near_command(program, word);
    ASSERT_NE(command, nullptr) << word;
    EXPECT_EQ(command->name, name);
  }
  for (const char* word : {"", "http", "443", "x", "postgresql"})
    EXPECT_EQ(near_command(program, word), nullptr) << word;
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
      {{"serach", "--limit", "3", "x"}, "there is no option --limit; did you mean the command 'search'?"},
      {{"--max-size", "10X", "443"}, "--max-size: a size is a number of bytes"},
      {{"pick", "--transport", "tcp,icmp"}, "--transport is one of tcp, udp, sctp, dccp, not 'icmp'"},
      {{"pick", "--why", "http"}, "--why: 'http' is no port number"},
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
