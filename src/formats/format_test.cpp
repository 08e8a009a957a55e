// SPDX-License-Identifier: Apache-2.0
#include "formats/format.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace portolan::formats {
namespace {

TEST(FormatOfBytes, KnowsADocumentByItsBeginning) {
  const std::pair<const char*, const char*> cases[] = {
      {"<?xml version='1.0'?>", "xml"},  {"<registry id='x'>", "xml"},  {"{\"records\":[]}", "json"},
      {"[{\"port_number\":1}]", "json"}, {"\xEF\xBB\xBF \n[]", "json"}, {"Service Name,Port Number", "csv"},
  };
  for (const auto& [bytes, name] : cases) {
    const Format* const format = format_of_bytes(bytes);
    ASSERT_NE(format, nullptr) << bytes;
    EXPECT_EQ(format->name, name);
  }
  for (const char* bytes : {"", " \n", "http 80/tcp", "<html>"}) EXPECT_EQ(format_of_bytes(bytes), nullptr) << bytes;
}

TEST(FormatOfBytes, ABareArrayIsRead) {
  const Reading reading = format_of_bytes("[]")->read("[]", {});
  ASSERT_TRUE(reading.ok());
  EXPECT_TRUE(reading.registry->records.empty());
}

std::string complaint(std::string_view text) { return parse_transport_column(text).error().message; }

TEST(Messages, RepeatNothingThatATerminalObeys) {
  const std::string message = complaint("t\x1b[31mcp\r\nx\x9b");
  for (const char c : message) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << message;
  EXPECT_NE(message.find("[31mcp"), std::string::npos);
}

TEST(Messages, CutNoCharacterApart) {
  for (std::size_t before = 56; before <= 62; ++before) {
    const std::string message = complaint(std::string(before, 'a') + "\xF0\x9F\x90\xB1" + std::string(50, 'b'));
    EXPECT_EQ(message.find("\xEF\xBF\xBD"), std::string::npos) << message;
    EXPECT_EQ(message.find("\xF0\x9F\x90\xB1'") != std::string::npos ||
                  message.find("\xF0\x9F\x90\xB1...") != std::string::npos ||
                  message.find("\xF0\x9F\x90\xB1"
                               "b") != std::string::npos,
              before <= 56)
        << before << " " << message;
  }
  EXPECT_LT(complaint(std::string(10000, '\x80')).size(), 300U);
}

}  // namespace
}  // namespace portolan::formats
