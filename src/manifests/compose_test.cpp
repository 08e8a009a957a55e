// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <utility>

#include "manifest_text.h"
#include "manifests/manifest.h"

namespace portolan::manifests {
namespace {

std::string read(const std::string& text) { return testing::text_of(read_manifest(text, Kind::kCompose, {})); }

// What becomes of one entry of `ports`.
std::string port(const std::string& entry) { return read("services:\n web:\n  ports:\n   - " + entry + "\n"); }

std::string passed(const std::string& why) { return "passed over: 4:6: web: ports[0]: " + why + "\n"; }
std::string wrong(const std::string& why) { return "4:6: web: ports[0]: " + why + "\n"; }
constexpr const char* kChosen = "it has no fixed port on the host: Docker chooses one";

TEST(Compose, EveryShortFormIsRead) {
  EXPECT_EQ(port("\"8000:80\""), "web 8000/tcp - port 80 of the container\n");
  EXPECT_EQ(port("8000:80"), "web 8000/tcp - port 80 of the container\n");
  EXPECT_EQ(port("\"9090-9091:8080-8081\""),
            "web 9090/tcp - port 8080-8081 of the container\nweb 9091/tcp - port 8080-8081 of the container\n");
  EXPECT_EQ(port("\"127.0.0.1:8001:8002\""), "web 8001/tcp 127.0.0.1 port 8002 of the container\n");
  EXPECT_EQ(port("\"127.0.0.1:5000-5001:5000-5001\""),
            "web 5000/tcp 127.0.0.1 port 5000-5001 of the container\n"
            "web 5001/tcp 127.0.0.1 port 5000-5001 of the container\n");
  EXPECT_EQ(port("\"[::1]:8001:8002\""), "web 8001/tcp ::1 port 8002 of the container\n");
  EXPECT_EQ(port("\"::1:8001:8002\""), "web 8001/tcp ::1 port 8002 of the container\n");
  EXPECT_EQ(port("\"6060:6061/udp\""), "web 6060/udp - port 6061 of the container\n");
  EXPECT_EQ(port("\"6060:6061/SCTP\""), "web 6060/sctp - port 6061 of the container\n");
}

TEST(Compose, WhatDockerChoosesIsPassedOver) {
  for (const char* entry : {"\"3000\"", "3000", "\"3000-3005\"", "\"3000/udp\"", "\"127.0.0.1::80\"", "\"0:80\"",
                            "\":80\"", "{target: 80}", "{target: 80, published: \"\"}", "{target: 80, published: 0}"})
    EXPECT_EQ(port(entry), passed(kChosen)) << entry;
}

TEST(Compose, OnePortOfARangeIsSaidToBeOne) {
  EXPECT_EQ(port("\"8000-8001:80\""),
            "web 8000/tcp - port 80 of the container; Docker takes one of 8000-8001\n"
            "web 8001/tcp - port 80 of the container; Docker takes one of 8000-8001\n");
}

TEST(Compose, ANumberToBase60IsAPort) {
  EXPECT_EQ(port("22:22"), "web 22/tcp - port 22 of the container\n");
  EXPECT_EQ(port("56:56"), "web 56/tcp - port 56 of the container\n");
}

TEST(Compose, TheLongFormIsRead) {
  EXPECT_EQ(port("{target: 80, published: 8080}"), "web 8080/tcp - port 80 of the container\n");
  EXPECT_EQ(port("{target: 80, published: \"8080-8081\", protocol: udp, host_ip: 10.0.0.1, mode: host, x-a: [1]}"),
            "web 8080/udp 10.0.0.1 port 80 of the container; Docker takes one of 8080-8081\n"
            "web 8081/udp 10.0.0.1 port 80 of the container; Docker takes one of 8080-8081\n");
  const auto read = read_manifest("services: {a: {ports: [{target: 1, published: 2, name: n, app_protocol: http}]}}",
                                  Kind::kCompose, {});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->uses.at(0).purpose, "n");
}

TEST(Compose, VariablesAreTheirDefaults) {
  const std::string read = "web 8080/tcp - port 80 of the container\n";
  for (const char* entry : {"\"${PORT:-8080}:80\"", "\"${PORT-8080}:80\"", "\"${A:-${B:-8080}}:80\"",
                            "\"8080${X+1}:80\"", "\"8080${X:+${Y}}:80\"", "\"${MAPPING:-8080:80}\"",
                            "\"8080:80${SUFFIX:-/tcp}\"", "{target: \"${T:-80}\", published: \"${P:-8080}\"}"})
    EXPECT_EQ(port(entry), read) << entry;
}

TEST(Compose, VariablesWithoutADefaultArePassedOver) {
  const std::string unset = "it is that of $PORT, which has no default";
  for (const char* entry : {"\"${PORT}:80\"", "\"$PORT:80\"", "\"${PORT:?needed}:80\"", "\"${A:-8}${PORT?}:80\"",
                            "{target: 80, published: \"${PORT}\"}", "\"127.0.0.1:${PORT}:80\""})
    EXPECT_EQ(port(entry), passed("its port on the host is not known: " + unset)) << entry;
  EXPECT_EQ(port("\"${PORT}\""), passed("its port is not known: " + unset));
  EXPECT_EQ(port("\"80:80/${PORT}\""), passed("its transport is not known: " + unset));
  EXPECT_EQ(port("\"8080:${PORT}\""), "web 8080/tcp - -\n");
  EXPECT_EQ(port("\"${BIND}:8080:80\""), "web 8080/tcp - port 80 of the container; on the address of $BIND\n");
}

TEST(Compose, WhatIsNoPortIsSaid) {
  const std::pair<const char*, const char*> entries[] = {
      {"\"80:x\"", "'x' is no port number"},
      {"\"65536:80\"", "port 65536 is above 65535"},
      {"\"080:80\"", "port '080' has a leading zero"},
      {"\"90-80:90-80\"", "the range 90-80 is reversed: write 80-90"},
      {"\"80-90:80-91\"", "80-90 are 11 ports and 80-91 are 12: ranges have the same size"},
      {"\"80:80-81\"", "80 are 1 ports and 80-81 are 2: ranges have the same size"},
      {"\"80:0\"", "port 0 is not one that can be used"},
      {"\"127.0.0.1:80\"", "'127.0.0.1' is no port number"},
      {"\"localhost:80:80\"", "'localhost' is no IP address of the host"},
      {"\"[::1:80:80\"", "'[::1' is no IP address of the host"},
      {"\"80:80/dccp\"", "unknown transport 'dccp': it is tcp, udp or sctp"},
      {"\"80:${\"", "a variable is written $NAME, ${NAME} or ${NAME:-default}, a dollar sign $$"},
      {"\"80:$$\"", "'$' is no port number"},
      {"\"\"", "'' is no port number"},
      {"~", "a port is missing"},
      {"[80]", "it is a text, not a list or a map"},
      {"{published: 80}", "it needs `target`, the port of the container"},
      {"8080: 80", "'8080' is no key of a port; if it is a port, write it without a blank: \"8080:80\""},
  };
  for (const auto& [entry, why] : entries) EXPECT_EQ(port(entry), wrong(why)) << entry;
}

TEST(Compose, EverythingThatIsWrongIsSaid) {
  EXPECT_EQ(read("services:\n a:\n  ports: 80\n b: []\n c:\n  extends: d\n  ports: [x]\n"),
            "3:10: a: ports: it is a list\n4:5: b: a service is a map\n7:11: c: ports[0]: 'x' is no port number\n"
            "6:12: c: extends: there is no service 'd'\n");
  EXPECT_EQ(read("web: {}\n"), "1:1: a compose file has `services:`, a map from names to services (since version 2)\n");
  EXPECT_EQ(read(""), "1:1: a compose file has `services:`, a map from names to services (since version 2)\n");
  EXPECT_EQ(read("services: {}\n---\nservices: {}\n"),
            "3:1: a compose file is one document: remove what follows ---\n");
}

TEST(Compose, MergeKeysAndAliasesAreFollowed) {
  EXPECT_EQ(read("x-a: &a\n  ports: ['1:1']\nx-b: &b\n  ports: ['2:2']\n  image: i\n"
                 "services:\n one:\n  <<: *a\n two:\n  <<: [*b, *a]\n three:\n  <<: *a\n  ports: ['3:3']\n four: *b\n"),
            "one 1/tcp - port 1 of the container\ntwo 2/tcp - port 2 of the container\n"
            "three 3/tcp - port 3 of the container\nfour 2/tcp - port 2 of the container\n");
}

TEST(Compose, AServiceHasThePortsOfTheOneThatItExtends) {
  EXPECT_EQ(read("services:\n a:\n  extends: {service: b}\n  ports: ['1:1', '2:2']\n b:\n  ports: ['2:2', '3:3']\n"),
            "a 1/tcp - port 1 of the container\na 2/tcp - port 2 of the container\na 3/tcp - port 3 of the container\n"
            "b 2/tcp - port 2 of the container\nb 3/tcp - port 3 of the container\n");
  EXPECT_EQ(read("services:\n a:\n  extends: b\n  ports: !override ['1:1']\n b:\n  extends: c\n  ports: !reset []\n"
                 " c:\n  ports: ['3:3']\n"),
            "a 1/tcp - port 1 of the container\nc 3/tcp - port 3 of the container\n");
  EXPECT_EQ(read("services:\n a:\n  extends: a\n"), "3:3: a: it extends more than 32 services, or itself\n");
}

TEST(Compose, WhatOtherFilesSayIsPassedOver) {
  EXPECT_EQ(read("include: [other.yaml]\nservices:\n a:\n  extends: {file: base.yaml, service: b}\n"
                 " b:\n  network_mode: host\n  ports: ['1:1']\n c:\n  expose: [80]\n"),
            "passed over: 1:10: include: the files that it includes are not read: give them too\n"
            "passed over: 4:12: a: extends: the ports of 'base.yaml' are not read: give that file too\n"
            "passed over: 7:10: b: ports: with `network_mode: host` nothing is published: its ports are not in the "
            "file\n");
}

}  // namespace
}  // namespace portolan::manifests
