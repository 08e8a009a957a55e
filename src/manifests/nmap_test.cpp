// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "manifest_text.h"
#include "manifests/manifest.h"

namespace portolan::manifests {
namespace {

std::string read(const std::string& text, const Options& options = {}) {
  return testing::text_of(read_manifest(text, Kind::kNmap, options));
}

std::string ports(const std::string& elements) {
  return "<nmaprun><host><address addr='::1' addrtype='ipv6'/><address addr='0' addrtype='mac'/><ports>" + elements +
         "</ports></host></nmaprun>";
}

TEST(Nmap, OpenPortsAreUsed) {
  EXPECT_EQ(
      read(ports("<extraports state='closed' count='9'/>"
                 "<port protocol='tcp' portid='22'><state state='open'/>"
                 "<service name='ssh' product='OpenSSH' version='9' method='probed'/></port>"
                 "<port protocol='udp' portid='53'><state state='open'/><service name='domain' method='table'/>"
                 "<script id='a'><table><elem>x</elem></table></script></port>"
                 "<port protocol='sctp' portid='1'><state state='open'/></port>"
                 "<port protocol='udp' portid='68'><state state='open|filtered'/></port>"
                 "<port protocol='tcp' portid='25'><state state='closed'/></port>")),
      "ssh 22/tcp ::1 open; named by its answers\ndomain 53/udp ::1 open; named by its number\n- 1/sctp ::1 open\n");
}

TEST(Nmap, EachHostHasItsOwn) {
  const std::string port = "<ports><port protocol='tcp' portid='80'><state state='open'/></port></ports>";
  EXPECT_EQ(read("<nmaprun><host><address addr='10.0.0.1' addrtype='ipv4'/>" + port + "</host><runstats/><host>" +
                 port + "</host></nmaprun>"),
            "- 80/tcp 10.0.0.1 open\n- 80/tcp - open\n");
}

TEST(Nmap, PortsElsewhereAreNone) {
  EXPECT_EQ(read("<nmaprun><other><ports><port protocol='tcp' portid='80'><state state='open'/></port></ports></other>"
                 "<host><os><port protocol='tcp' portid='80'><state state='open'/></port></os></host></nmaprun>"),
            "");
}

TEST(Nmap, ProtocolsWithoutPortsArePassedOver) {
  EXPECT_EQ(read(ports("<port protocol='ip' portid='1'><state state='open'/></port>")),
            "passed over: 1:94: host ::1: 1/ip: it is no port of a transport protocol\n");
}

TEST(Nmap, OnlyTheDoctypeOfNmapIsLetThrough) {
  EXPECT_EQ(read("<?xml version='1.0' encoding='utf-8'?><!DOCTYPE nmaprun>\n<nmaprun/>"), "");
  for (const char* doctype :
       {"<!DOCTYPE other>", "<!DOCTYPE nmaprun SYSTEM 'http://example.com/nmap.dtd'>", "<!DOCTYPE nmaprun []>",
        "<!DOCTYPE nmaprun [<!ENTITY a 'b'>]>", "<!DOCTYPE nmaprun [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]>"})
    EXPECT_NE(read(std::string(doctype) + "<nmaprun/>").find("a DOCTYPE other than <!DOCTYPE nmaprun> is refused"),
              std::string::npos)
        << doctype;
}

TEST(Nmap, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_EQ(read("<nmaprun>\n<host>"), "2:7: no element found\n");
  EXPECT_EQ(read("<nmap/>"), "1:1: this is no report of nmap: it begins with <nmap>\n");
  EXPECT_EQ(read(""), "1:1: no element found\n");
  EXPECT_EQ(read("<?xml version='1.0' encoding='latin1'?><nmaprun/>"),
            "1:1: the encoding is latin1: only UTF-8 is read\n");
  EXPECT_EQ(read(ports("<port protocol='tcp' portid='0'><state state='open'/></port>"
                       "<port protocol='tcp' portid='70000'><state state='open'/></port>"
                       "<port protocol='tcp' portid='1-2'><state state='open'/></port>")),
            "1:94: host ::1: 0/tcp: port 0 is not one that can be used\n"
            "1:154: host ::1: 70000/tcp: port 70000 is above 65535\n"
            "1:218: host ::1: 1-2/tcp: it is one port\n");
}

TEST(Nmap, LimitsHold) {
  Options options;
  options.limits.depth = 2;
  EXPECT_EQ(read("<nmaprun><a><b/></a></nmaprun>", options), "1:13: elements are nested deeper than 2\n");
  options.limits.elements = 2;
  EXPECT_EQ(read("<nmaprun><a/><a/></nmaprun>", options), "1:14: more than 2 elements\n");
  options.limits.text = 3;
  EXPECT_EQ(read("<nmaprun a='abcd'/>", options), "1:1: an attribute is longer than 3 bytes\n");
  options.limits.bytes = 5;
  EXPECT_EQ(read("<nmaprun/>", options), "1:1: the file has 10 bytes, the limit is 5\n");
  EXPECT_EQ(read("<nmaprun a='" + std::string(300'000, 'a') + "'/>"), "1:1: an attribute is longer than 65536 bytes\n");
}

}  // namespace
}  // namespace portolan::manifests
