// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "manifest_text.h"
#include "manifests/manifest.h"

namespace portolan::manifests {
namespace {

std::string read(const std::string& text, const Options& options = {}) {
  return testing::text_of(read_manifest(text, Kind::kCsv, options));
}

TEST(Table, ColumnsAreFoundByTheirNames) {
  const auto read = read_manifest(
      "\xEF\xBB\xBF OWNER ,Purpose,expires,PORT,contact,Protocol,Service\r\n"
      "team,\"a \"\"b\"\",\nc\",2027-03,8443,me@example.com,TCP,web\r\n",
      Kind::kCsv, {});
  ASSERT_TRUE(read) << to_string(read.error()[0]);
  EXPECT_EQ(read->uses, (std::vector<Use>{{.name = "web",
                                           .port = 8443,
                                           .transport = Transport::kTcp,
                                           .address = {},
                                           .purpose = "a \"b\",\nc",
                                           .owner = "team",
                                           .contact = "me@example.com",
                                           .expires = {2027, 3, 0},
                                           .note = {},
                                           .place = {"-", 2, 1, {}}}}));
  EXPECT_TRUE(read->passed_over.empty());
}

TEST(Table, PortsMayBeRangesTransportsSeveral) {
  EXPECT_EQ(read("Port Number,Transport Protocol,Service Name\n1-2,,a\n3,TCP/udp,b\n4,\"sctp, dccp\",c\n,,d\n,udp,e\n"),
            "a 1/tcp - -\na 2/tcp - -\nb 3/tcp - -\nb 3/udp - -\nc 4/sctp - -\nc 4/dccp - -\nd - - -\ne -/udp - -\n");
}

TEST(Table, EmptyRowsDoNotCount) { EXPECT_EQ(read("port,name\n\n1,a\n , \n,\n"), "a 1/tcp - -\n"); }

TEST(Table, WideTablesAreRead) {
  std::string header, row;
  for (int i = 0; i < 30; ++i) header += "x" + std::to_string(i) + ",", row += "x,";
  const auto read = read_manifest(header + "port\n" + row + "80\n", Kind::kCsv, {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->uses.at(0).port, 80);
  EXPECT_EQ(read->passed_over.size(), 30U);
}

TEST(Table, EverythingThatIsWrongIsSaid) {
  EXPECT_EQ(read("Port,name,Transport,Expires\nx,a,,\n1,a,icmp,\n1,a,,soon\n,,tcp,\n1,2\n0,,,\n1,\"a\n"),
            "2:1: Port: 'x' is no port number\n3:5: Transport: unknown transport 'icmp': it is tcp, udp, sctp or dccp\n"
            "4:6: Expires: 'soon' is no date: write YYYY-MM-DD or YYYY-MM\n"
            "5:1: Port: the row has neither a port nor a name\n6:1: the row has 2 fields instead of 4\n"
            "7:1: Port: port 0 is not one that can be used\n8:3: name: the closing quote of this field is missing\n");
  EXPECT_EQ(read(""), "1:1: the file is empty: its first row says what the columns are\n");
  EXPECT_EQ(read("8080,web\n"), "1:1: no column is called port or name: the first row says what the columns are\n");
  EXPECT_EQ(read("port;name\n1;a\n"),
            "1:1: no column is called port or name: columns are separated by commas, not semicolons\n");
  EXPECT_EQ(read("port,protocol,transport\n"), "1:15: transport: column 2 says the same: 'protocol'\n");
  EXPECT_EQ(read("name\n\n,\n"), "3:1: the row has 2 fields instead of 1\n");
  EXPECT_EQ(read("transport,name\ntcp,\n"), "2:1: the row has neither a port nor a name\n");
}

TEST(Table, LimitsHold) {
  Options options;
  options.limits.problems = 2;
  EXPECT_EQ(read("port\nx\nx\nx\nx\n", options),
            "2:1: port: 'x' is no port number\n3:1: port: 'x' is no port number\n"
            "4:1: too many problems, the rest are not listed\n");
  options.limits.uses = 3;
  EXPECT_EQ(read("port\n1-4\n", options), "2:1: more than 3 ports\n");
  options.limits.bytes = 5;
  EXPECT_EQ(read("port\n1\n", options), "1:1: the file has 7 bytes, the limit is 5\n");
  EXPECT_EQ(read("port" + std::string(256, ',') + "\n"), "1:1: more than 256 columns\n");
}

}  // namespace
}  // namespace portolan::manifests
