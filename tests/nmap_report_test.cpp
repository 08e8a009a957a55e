// SPDX-License-Identifier: Apache-2.0
//
// What nmap reports of a port that this test listens on is read as a use of it. Skips where nmap is missing.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "child_process.h"
#include "manifest_text.h"
#include "manifests/manifest.h"

namespace portolan::manifests {
namespace {

constexpr const char* kNmap = "/usr/bin/nmap";

// A socket of TCP on 127.0.0.1 with a port of its own, open until this is destroyed.
class Listener {
 public:
  explicit Listener(bool listens) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, any, size) != 0 || (listens && ::listen(socket_, 8) != 0)) return;
    if (::getsockname(socket_, any, &size) == 0) port_ = ntohs(address.sin_port);
  }
  ~Listener() { ::close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  std::uint16_t port() const { return port_; }  // 0 if there is none

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

std::string report(std::vector<std::string> options) {
  options.insert(options.begin(), {kNmap, "-n", "-oX", "-"});
  options.emplace_back("127.0.0.1");
  testing::ChildProcess nmap(options);
  std::string out;
  while (const auto line = nmap.line()) out += *line + "\n";
  return out;
}

TEST(NmapReport, HasThePortThatIsListenedOn) {
  if (!std::filesystem::exists(kNmap)) GTEST_SKIP() << "nmap is missing: ./dev test installs it";
  const Listener open(true);
  const Listener closed(false);
  ASSERT_NE(open.port(), 0);
  const std::string ports = std::to_string(open.port()) + "," + std::to_string(closed.port());
  const std::string xml = report({"-Pn", "-sT", "--unprivileged", "-p", ports});
  EXPECT_NE(xml.find("<!DOCTYPE nmaprun>"), xml.npos) << xml;
  EXPECT_EQ(kind_of("-", xml), Kind::kNmap);
  const Outcome outcome = read_manifest(xml, Kind::kNmap, {});
  ASSERT_TRUE(outcome) << testing::text_of(outcome) << xml;
  ASSERT_EQ(outcome->uses.size(), 1U) << xml;
  EXPECT_EQ(outcome->uses[0].port, open.port());
  EXPECT_EQ(outcome->uses[0].transport, Transport::kTcp);
  EXPECT_EQ(outcome->uses[0].address, "127.0.0.1");
}

TEST(NmapReport, OfAListOfHostsHasNoPorts) {
  if (!std::filesystem::exists(kNmap)) GTEST_SKIP() << "nmap is missing: ./dev test installs it";
  EXPECT_EQ(testing::text_of(read_manifest(report({"-sL"}), Kind::kNmap, {})), "");
}

}  // namespace
}  // namespace portolan::manifests
