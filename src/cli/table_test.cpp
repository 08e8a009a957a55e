// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <gtest/gtest.h>

namespace portolan::cli {
namespace {

const std::vector<TableLine> kLines = {
    {"http", "80", "tcp,udp", "World Wide Web HTTP", {}},
    {"x11", "6000-6063", "tcp", "X Window System, of which the description is long", {"a remark"}},
};

std::string table(const std::vector<TableLine>& lines, const TableLook& look) {
  std::string out;
  write_table(lines, look, out);
  return out;
}

TEST(Table, InAPipeALineIsAService) {
  EXPECT_EQ(table({kLines[0], {"-", "1-65535", "any", "", {}}}, {}),
            "http  80       tcp,udp  World Wide Web HTTP\n"
            "-     1-65535  any\n");
}

TEST(Table, OnATerminalItIsWrappedBelowTheDescription) {
  EXPECT_EQ(table(kLines, {.header = true, .colour = false, .width = 65}),
            "NAME  PORT       TRANSPORT  DESCRIPTION\n"
            "http  80         tcp,udp    World Wide Web HTTP\n"
            "x11   6000-6063  tcp        X Window System, of which the\n"
            "                            description is long\n"
            "                            a remark\n");
}

TEST(Table, OnANarrowTerminalTextsGoBelow) {
  EXPECT_EQ(table(kLines, {.header = false, .colour = false, .width = 40}),
            "http  80         tcp,udp\n"
            "    World Wide Web HTTP\n"
            "x11   6000-6063  tcp\n"
            "    X Window System, of which the\n"
            "    description is long\n"
            "    a remark\n");
}

TEST(Table, AnyWidthWorks) {
  for (std::size_t width = 1; width < 60; ++width)
    EXPECT_NE(table(kLines, {.header = true, .colour = false, .width = width}).find("6000-6063"), std::string::npos);
}

TEST(Table, ColoursDoNotMoveColumns) {
  EXPECT_EQ(table({kLines[0]}, {.header = false, .colour = true, .width = 80}),
            "\x1b[1mhttp\x1b[0m  80  tcp,udp  World Wide Web HTTP\n");
}

TEST(Table, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(table({{"a", "1", "tcp", "x", {}}, {"\xE6\xB8\xAF\xE5\x8F\xA3", "2", "udp", "y", {}}}, {}),
            "a     1  tcp  x\n"
            "\xE6\xB8\xAF\xE5\x8F\xA3  2  udp  y\n");
}

TEST(Table, NothingThatATerminalObeysGetsThrough) {
  const std::string out = table({{"a\x1b[31m", "1", "tcp", "b\x1b]0;title\x07\nc\td", {"\x9b\x31"}}}, {.width = 80});
  EXPECT_EQ(out.find_first_of("\x1b\x07\x9b\t"), std::string::npos) << out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2) << out;
}

}  // namespace
}  // namespace portolan::cli
