// SPDX-License-Identifier: Apache-2.0
#include "app/query.h"

#include <gtest/gtest.h>

#include <string>

namespace portolan::app {
namespace {

struct PortCase {
  const char* word;
  PortRange ports;
  Transports transports;
};

TEST(ParseQuery, PortsAndRanges) {
  const PortCase cases[] = {
      {"443", {443, 443}, Transports::all()},           {"443/tcp", {443, 443}, Transport::kTcp},
      {"443/SCTP", {443, 443}, Transport::kSctp},       {"0", {0, 0}, Transports::all()},
      {"6000-6063", {6000, 6063}, Transports::all()},   {"6000-6063/udp", {6000, 6063}, Transport::kUdp},
      {"65535/dccp", {65535, 65535}, Transport::kDccp},
  };
  for (const PortCase& expected : cases) {
    const auto query = parse_query(expected.word);
    ASSERT_TRUE(query) << expected.word;
    EXPECT_EQ(query->ports, expected.ports) << expected.word;
    EXPECT_EQ(query->transports, expected.transports) << expected.word;
  }
}

struct NameCase {
  const char* word;
  const char* name;  // null: the word has only one reading
  Transport transport;
};

TEST(ParseQuery, Names) {
  const NameCase cases[] = {
      {"https", nullptr, {}},
      {"https/tcp", "https", Transport::kTcp},
      {"https/UDP", "https", Transport::kUdp},
      {"_https._tcp", "https", Transport::kTcp},
      {"_HTTPS._UDP", "HTTPS", Transport::kUdp},
      {"cl/1", nullptr, {}},
      {"cl/1/tcp", "cl/1", Transport::kTcp},
      {"914c/g", nullptr, {}},
      {"802-11-iapp", nullptr, {}},
      {"_https", nullptr, {}},
      {"_._tcp", nullptr, {}},
      {"/tcp", nullptr, {}},
      {"whois++", nullptr, {}},
  };
  for (const NameCase& expected : cases) {
    const auto query = parse_query(expected.word);
    ASSERT_TRUE(query) << expected.word;
    EXPECT_EQ(query->text, expected.word);
    EXPECT_FALSE(query->ports) << expected.word;
    ASSERT_EQ(query->qualified.has_value(), expected.name != nullptr) << expected.word;
    if (expected.name == nullptr) continue;
    EXPECT_EQ(query->qualified->name, expected.name);
    EXPECT_EQ(query->qualified->transport, expected.transport);
  }
}

TEST(ParseQuery, WhatBeginsLikeAPortAndIsNone) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},         {"65536", "above 65535"},   {"99999999999999999999", "above 65535"},
      {"443/ftp", "'ftp'"},  {"6063-6000", "6000-6063"}, {"80-", "no port number"},
      {"443/", "transport"}, {"1-2-3", "'2-3'"},
  };
  for (const auto& [word, part] : cases) {
    const auto query = parse_query(word);
    ASSERT_FALSE(query) << word;
    EXPECT_EQ(query.error().code, ErrorCode::kInvalidArgument) << word;
    EXPECT_NE(query.error().message.find(part), std::string::npos) << query.error().message;
  }
}

TEST(Uncovered, WithoutRecordsItIsTheWholeRange) {
  EXPECT_EQ(uncovered({49160, 49162}, {}), (std::vector<PortRange>{{49160, 49162}}));
  EXPECT_EQ(uncovered({0, 65535}, {}), (std::vector<PortRange>{{0, 65535}}));
}

}  // namespace
}  // namespace portolan::app
