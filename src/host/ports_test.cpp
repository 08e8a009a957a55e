// SPDX-License-Identifier: Apache-2.0
#include "host/ports.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "test_data.h"

namespace portolan::host {
namespace {

namespace fs = std::filesystem;
using registry::Listener;

constexpr std::string_view kHead =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

// A line of /proc/net/tcp and its kind.
std::string line(std::string_view local, std::string_view state, int inode) {
  const std::string peer(local.find(':'), '0');
  return "   0: " + std::string(local) + " " + peer + ":0000 " + std::string(state) +
         " 00000000:00000000 00:00000000 00000000     0        0 " + std::to_string(inode) + " 1 0000000000000000\n";
}

// A made-up /proc in a folder of its own.
class Proc : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "portolan-host-XXXXXX").native();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    root_ = name;
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  void holds(const std::string& process, const std::string& descriptor, const std::string& target) {
    fs::create_directories(root_ / process / "fd");
    fs::create_symlink(target, root_ / process / "fd" / descriptor);
  }
  void write_sysctls(const std::string& range, const std::string& reserved) {
    write("sys/net/ipv4/ip_local_port_range", range);
    write("sys/net/ipv4/ip_local_reserved_ports", reserved);
  }
  void write_lists(const std::string& tcp) {
    write("net/tcp", std::string(kHead) + tcp);
    write("net/udp", std::string(kHead));
  }

  fs::path root_;
};

TEST(PortRange, IsTwoPorts) {
  EXPECT_EQ(*parse_port_range("32768\t60999\n"), (PortRange{32768, 60999}));
  EXPECT_EQ(*parse_port_range(" 1024   65535 "), (PortRange{1024, 65535}));
  for (const std::string_view text : {"", "\n", "32768", "60999 32768", "1 2 3", "1 65536", "a b", "-1 5"})
    EXPECT_FALSE(parse_port_range(text)) << text;
}

TEST(ReservedPorts, ArePortsAndRanges) {
  EXPECT_EQ(*parse_reserved_ports("8080,9148,30000-30010\n"),
            (std::vector<PortRange>{{8080, 8080}, {9148, 9148}, {30000, 30010}}));
  EXPECT_EQ(*parse_reserved_ports("65535"), (std::vector<PortRange>{{65535, 65535}}));
  EXPECT_TRUE(parse_reserved_ports("\n")->empty());
  EXPECT_TRUE(parse_reserved_ports("")->empty());
  for (const std::string_view text : {",", "80,", ",80", "80,,81", "9-8", "65536", "1-", "-1", "a", "80 81"})
    EXPECT_FALSE(parse_reserved_ports(text)) << text;
}

TEST_F(Proc, GivesTheFactsOfAHost) {
  write_sysctls("1024\t5000\n", "2000,3000-3001\n");
  write_lists(line("00000000:0050", "0A", 11) + line("0100007F:1F90", "0A", 12));
  write("net/tcp6", std::string(kHead) + line(std::string(32, '0') + ":0050", "0A", 13));
  holds("200", "3", "socket:[11]");
  holds("100", "4", "socket:[11]");
  holds("100", "5", "socket:[13]");
  holds("100", "6", "/dev/null");
  holds("100", "7", "pipe:[12]");
  write("100/comm", "nginx\n");
  write("200/comm", "worker\n");
  write("self/comm", "not a process id\n");

  const PortFacts found = read_port_facts(root_);
  EXPECT_EQ(found.facts.ephemeral, (PortRange{1024, 5000}));
  EXPECT_TRUE(found.facts.ephemeral_known);
  EXPECT_EQ(found.facts.reserved_from_ephemeral, (std::vector<PortRange>{{2000, 2000}, {3000, 3001}}));
  EXPECT_EQ(found.facts.listeners, (std::vector<Listener>{{80, Transport::kTcp, "0.0.0.0", "nginx"},
                                                          {80, Transport::kTcp, "::", "nginx"},
                                                          {8080, Transport::kTcp, "127.0.0.1", ""}}));
  EXPECT_TRUE(found.unknown.empty()) << found.unknown.front();
  EXPECT_EQ(found.malformed, 0U);
}

TEST_F(Proc, ReadsEveryTransport) {
  write_sysctls("32768 60999", "");
  write_lists("");
  write("net/udp", std::string(kHead) + line("00000000:0035", "07", 1));
  write("net/udp6", std::string(kHead) + line("00000000000000000000000001000000:0035", "07", 2));
  write("net/sctp/eps", " ENDPT SOCK STY SST HBKT LPORT UID INODE LADDRS\n a b 2 10 29 2905 200 3 10.0.0.1\n");
  EXPECT_EQ(read_port_facts(root_).facts.listeners, (std::vector<Listener>{{53, Transport::kUdp, "0.0.0.0", ""},
                                                                           {53, Transport::kUdp, "::1", ""},
                                                                           {2905, Transport::kSctp, "10.0.0.1", ""}}));
}

TEST_F(Proc, NamesSocketsThatShareAPortOnce) {
  write_sysctls("32768 60999", "");
  write_lists(line("00000000:0050", "0A", 11) + line("00000000:0050", "0A", 12) + line("00000000:0050", "0A", 13));
  holds("5", "1", "socket:[11]");
  holds("6", "1", "socket:[12]");
  write("5/comm", "nginx\n");
  write("6/comm", "nginx\n");
  EXPECT_EQ(read_port_facts(root_).facts.listeners,
            (std::vector<Listener>{{80, Transport::kTcp, "0.0.0.0", ""}, {80, Transport::kTcp, "0.0.0.0", "nginx"}}));
}

TEST_F(Proc, LeavesProcessesAloneIfToldTo) {
  write_sysctls("32768 60999", "");
  write_lists(line("00000000:0050", "0A", 11));
  holds("5", "1", "socket:[11]");
  write("5/comm", "nginx\n");
  EXPECT_EQ(read_port_facts(root_, Processes::kSkip).facts.listeners,
            (std::vector<Listener>{{80, Transport::kTcp, "0.0.0.0", ""}}));
}

TEST_F(Proc, GivesNoControlCharactersOfAProcessName) {
  write_sysctls("32768 60999", "");
  write_lists(line("00000000:0050", "0A", 11) + line("00000000:0051", "0A", 12));
  holds("5", "1", "socket:[11]");
  holds("6", "1", "socket:[12]");
  write("5/comm", "a\x1B[31m\xC3\n");
  write("6/comm", "z\xC3\xBCrich\n");
  const auto listeners = read_port_facts(root_).facts.listeners;
  ASSERT_EQ(listeners.size(), 2U);
  EXPECT_EQ(listeners[0].process, "a?[31m?");
  EXPECT_EQ(listeners[1].process, "z\xC3\xBCrich");
}

TEST_F(Proc, SaysWhatItDoesNotKnow) {
  const PortFacts found = read_port_facts(root_ / "nothing");
  EXPECT_EQ(found.facts.ephemeral, registry::kLinuxEphemeral);
  EXPECT_FALSE(found.facts.ephemeral_known);
  EXPECT_TRUE(found.facts.listeners.empty());
  const std::string at = (root_ / "nothing").native();
  const std::string gone = ": No such file or directory: ";
  EXPECT_EQ(found.unknown, (std::vector<std::string>{at + "/sys/net/ipv4/ip_local_port_range" + gone +
                                                         "the ephemeral range 32768-60999, Linux's default, is assumed",
                                                     at + "/sys/net/ipv4/ip_local_reserved_ports" + gone +
                                                         "no port is taken to be left out of the ephemeral range",
                                                     at + "/net/tcp" + gone + "listeners on tcp may be missing",
                                                     at + "/net/udp" + gone + "listeners on udp may be missing"}));
}

TEST_F(Proc, TakesDefaultsForValuesThatMakeNoSense) {
  write_sysctls("60999 32768\n", "80,x\n");
  write_lists("");
  const PortFacts found = read_port_facts(root_);
  EXPECT_EQ(found.facts.ephemeral, registry::kLinuxEphemeral);
  EXPECT_FALSE(found.facts.ephemeral_known);
  EXPECT_TRUE(found.facts.reserved_from_ephemeral.empty());
  ASSERT_EQ(found.unknown.size(), 2U);
  EXPECT_NE(found.unknown[0].find("not two ports"), std::string::npos);
  EXPECT_NE(found.unknown[1].find("not a list of ports"), std::string::npos);
}

TEST_F(Proc, SaysWhichListCannotBeRead) {
  write_sysctls("32768 60999", "");
  write_lists("garbage\n" + line("00000000:0050", "0A", 1));
  fs::create_directories(root_ / "net/tcp6");
  const PortFacts found = read_port_facts(root_);
  ASSERT_EQ(found.unknown.size(), 1U);
  EXPECT_EQ(found.unknown[0], (root_ / "net/tcp6").native() + ": Is a directory: listeners on tcp may be missing");
  EXPECT_EQ(found.malformed, 1U);
  EXPECT_EQ(found.facts.listeners.size(), 1U);
}

// A TCP socket of this process on 127.0.0.1 that is closed with the object.
class OpenSocket {
 public:
  OpenSocket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(descriptor_, any, size) == 0 && listen(descriptor_, 1) == 0 && getsockname(descriptor_, any, &size) == 0)
      port_ = ntohs(address.sin_port);
  }
  ~OpenSocket() { close(descriptor_); }
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

TEST(ThisHost, FindsAListenerOfThisProcess) {
  if (!fs::exists("/proc/net/tcp")) GTEST_SKIP() << "no /proc/net/tcp on this system";
  const OpenSocket open;
  ASSERT_NE(open.port(), 0);
  std::string own_name = testing::read_file("/proc/self/comm");
  std::erase(own_name, '\n');
  const Listener expected{open.port(), Transport::kTcp, "127.0.0.1", own_name};
  const auto listeners = read_port_facts().facts.listeners;
  EXPECT_NE(std::ranges::find(listeners, expected), listeners.end());
}

}  // namespace
}  // namespace portolan::host
