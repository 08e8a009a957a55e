// SPDX-License-Identifier: Apache-2.0
#include "host/sockets.h"

#include <gtest/gtest.h>

#include <sstream>

namespace portolan::host {
namespace {

using registry::Listener;

Sockets inet(const std::string& text, Transport transport) {
  std::istringstream in(text);
  return parse_inet(in, transport);
}

Sockets sctp(const std::string& text) {
  std::istringstream in(text);
  return parse_sctp_endpoints(in);
}

Socket socket(std::uint16_t port, Transport transport, std::string address, std::uint64_t inode) {
  return {.listener = {.port = port, .transport = transport, .address = std::move(address), .process = {}},
          .inode = inode};
}

constexpr const char* kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000   113        0 23021 1 0000 100 0 0 "
    "10 0\n"
    "   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18446744073709551615 1 "
    "0\n"
    "   2: 0F02000A:0016 0202000A:C350 01 00000000:00000000 02:0009F1A3 00000000     0        0 27711 2 0000 20 4 29 "
    "10 -1\n"
    "   3: 0F02000A:C351 0202000A:01BB 06 00000000:00000000 03:00000F5C 00000000     0        0 0 3 0000\n";

TEST(Inet, KeepsListeningTcpSockets) {
  const Sockets found = inet(kTcp, Transport::kTcp);
  EXPECT_EQ(found.listening, (std::vector<Socket>{socket(3306, Transport::kTcp, "127.0.0.1", 23021),
                                                  socket(22, Transport::kTcp, "0.0.0.0", 18446744073709551615U)}));
  EXPECT_EQ(found.malformed, 0U);
}

TEST(Inet, ReadsIpv6) {
  const std::string rest =
      ":1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 5 1 0\n";
  const Sockets found =
      inet("head\n0: 00000000000000000000000000000000" + rest + "1: 00000000000000000000000001000000" + rest +
               "2: B80D01200000000000000000EFBEADDE" + rest + "3: 0000000000000000FFFF00000100007F" + rest,
           Transport::kTcp);
  EXPECT_EQ(found.listening,
            (std::vector<Socket>{socket(8080, Transport::kTcp, "::", 5), socket(8080, Transport::kTcp, "::1", 5),
                                 socket(8080, Transport::kTcp, "2001:db8::dead:beef", 5),
                                 socket(8080, Transport::kTcp, "::ffff:127.0.0.1", 5)}));
}

TEST(Inet, KeepsUdpSocketsWithoutAPeer) {
  const Sockets found = inet(
      "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer "
      "drops\n"
      "  281: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 19412 2 0000 0\n"
      "  282: 0F02000A:0045 0202000A:0035 01 00000000:00000000 00:00000000 00000000     0        0 19413 2 0000 0\n"
      "  283: 00000000:0046 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 19414 2 0000 0\n",
      Transport::kUdp);
  EXPECT_EQ(found.listening, (std::vector<Socket>{socket(68, Transport::kUdp, "0.0.0.0", 19412)}));
  EXPECT_EQ(found.malformed, 0U);
}

TEST(Inet, CountsLinesOfAnotherForm) {
  const std::string rest = " 00000000:0000 0A 0:0 0:0 0 0 0 7 1 0\n";
  const Sockets found = inet(
      "head\n\n"
      "nonsense\n"
      "0: 0100007F" +
          rest +                        // no port
          "0: 0100007:0050" + rest +    // 7 digits
          "0: 0100007G:0050" + rest +   // no digit
          "0: 0100007F:10050" + rest +  // above 65535
          "0: 0100007F:" + rest +       // no port
          "0: 0100007F:0050 00000000:0000 XX 0:0 0:0 0 0 0 7 1 0\n"
          "0: 0100007F:0050 00000000:0000 0A 0:0 0:0 0 0 0 -7 1 0\n"
          "0: 0100007F:0050 00000000:0000 0A 0:0 0:0 0 0 0\n"
          "0: 0100007F:0000" +
          rest +  // not bound: of the form, but no listener
          "0: 0100007F:0050" + rest,
      Transport::kTcp);
  EXPECT_EQ(found.listening, (std::vector<Socket>{socket(80, Transport::kTcp, "127.0.0.1", 7)}));
  EXPECT_EQ(found.malformed, 9U);
}

TEST(Inet, TakesAListWithoutSockets) {
  for (const char* text : {"", "head\n", "head"}) {
    EXPECT_TRUE(inet(text, Transport::kTcp).listening.empty());
    EXPECT_EQ(inet(text, Transport::kTcp).malformed, 0U);
  }
}

TEST(Sctp, KeepsListeningEndpointsWithEachAddress) {
  const Sockets found = sctp(
      " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n"
      "ffff88017e0a0200 ffff880299f7fa00 2   10  29   2905   200 299689357 10.0.0.102 192.0.2.7 \n"
      "00000000f1f2f3f4 00000000a1a2a3a4 0   10  30   2906   0   5 2001:0db8:0000:0000:0000:0000:0000:0001 \n"
      "00000000f1f2f3f4 00000000a1a2a3a4 0   10  31   2907   0   6\n"
      "00000000f1f2f3f4 00000000a1a2a3a4 0   7   32   2908   0   7 10.0.0.102 \n"
      "00000000f1f2f3f4 00000000a1a2a3a4 0   10  33   2909   0   8 10.0.0.102 nowhere\n"
      "00000000f1f2f3f4 00000000a1a2a3a4 0   10  33   65536  0   8 10.0.0.102\n"
      "too short\n");
  EXPECT_EQ(found.listening, (std::vector<Socket>{socket(2905, Transport::kSctp, "10.0.0.102", 299689357),
                                                  socket(2905, Transport::kSctp, "192.0.2.7", 299689357),
                                                  socket(2906, Transport::kSctp, "2001:db8::1", 5),
                                                  socket(2907, Transport::kSctp, "*", 6)}));
  EXPECT_EQ(found.malformed, 3U);
}

}  // namespace
}  // namespace portolan::host
