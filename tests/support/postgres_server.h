// SPDX-License-Identifier: Apache-2.0
//
// A PostgreSQL server of a test's own: real, in a temporary folder, reached by a socket in that folder. It is started
// when first asked for and stopped and removed when the test program ends (the server itself also ends if the program
// dies). Where PostgreSQL is not installed, instance() is null, and tests should skip; where it does not start, the
// test program ends.
//
//     portolan::PostgresServer* server = portolan::PostgresServer::instance();
//     if (server == nullptr) GTEST_SKIP() << portolan::PostgresServer::kMissing;
//     server->address("postgres");  // of the database that is always there
//
// PORTOLAN_POSTGRES names the folder of its programs, if it is another than Debian's.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan {

class PostgresServer {
 public:
  struct Options {
    bool fsync = true;      // off is faster, and enough where no crash of the machine is tested
    bool loopback = false;  // listen on a port of 127.0.0.1 too
  };
  static constexpr const char* kMissing = "PostgreSQL 15 is not installed (Debian's package postgresql-15)";

  // The one of this program; the options of the first call count. Null if PostgreSQL is not installed.
  static PostgresServer* instance(Options options = {.fsync = true, .loopback = false}) {
    static const std::unique_ptr<PostgresServer> server = make(options);
    return server.get();
  }
  // A further one.
  static std::unique_ptr<PostgresServer> make(Options options) {
    if (!std::filesystem::exists(programs() + "/initdb")) return nullptr;
    std::unique_ptr<PostgresServer> server(new PostgresServer(options));
    return started(std::move(server), {"initdb", "--username", "portolan", "--auth", "trust", "--encoding", "UTF8",
                                       "--locale", "C", "--no-sync"});
  }
  // One that follows this one, by a stream of what is written here, until it is promoted. It answers questions.
  std::unique_ptr<PostgresServer> make_standby() const {
    std::unique_ptr<PostgresServer> server(new PostgresServer(options_));
    return started(std::move(server), {"pg_basebackup", "--dbname", address("postgres"), "--write-recovery-conf",
                                       "--checkpoint", "fast", "--no-sync"});
  }

  ~PostgresServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  std::string address(std::string_view database) const {
    return "host=" + folder_ + " port=" + std::to_string(port_ == 0 ? 5432 : port_) +
           " user=portolan dbname=" + std::string(database);
  }
  std::string loopback_address(std::string_view database) const {
    return "postgresql://portolan@127.0.0.1:" + std::to_string(port_) + "/" + std::string(database);
  }

  bool is_running() const { return process_ > 0; }
  // Of its socket.
  const std::string& folder() const { return folder_; }

  // True when it takes connections.
  bool start() {
    std::vector<std::string> words = {programs() + "/postgres", "-D", data(), "-k", folder_};
    words.insert(words.end(), {"-c", options_.fsync ? "fsync=on" : "fsync=off"});
    words.insert(words.end(), {"-c", port_ == 0 ? "listen_addresses=" : "listen_addresses=127.0.0.1"});
    words.insert(words.end(), {"-p", std::to_string(port_ == 0 ? 5432 : port_), "-c", "max_connections=40"});
    process_ = spawn(words);
    return process_ > 0 && wait_until_ready();
  }
  // Ends connections and writes everything down.
  void stop() { end(SIGINT); }
  // As a crash, of all its processes at once by SIGKILL: nobody says farewell or writes anything down.
  void kill() {
    if (process_ <= 0) return;
    // One that is stopped starts no others.
    ::kill(process_, SIGSTOP);
    ::waitpid(process_, nullptr, WUNTRACED);
    std::vector<pollfd> ending;
    for (const pid_t child : children()) {
      ending.push_back({static_cast<int>(::syscall(SYS_pidfd_open, child, 0)), POLLIN, 0});
      ::kill(child, SIGKILL);
    }
    end(SIGKILL);
    // It does not start again while one of them is left.
    for (pollfd& one : ending) {
      while (one.fd >= 0 && ::poll(&one, 1, -1) < 1) {
      }
      ::close(one.fd);
    }
  }
  // A standby becomes a server that takes writes. True when it does.
  bool promote() { return run({"pg_ctl", "--wait", "promote"}); }

  std::string log() const {
    std::ifstream in(folder_ + "/log");
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  explicit PostgresServer(Options options) : options_(options) {
    // Short: the name of a socket has at most 107 bytes.
    std::string name = "/tmp/portolan-pg-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return;
    folder_ = name;
    if (options.loopback) port_ = free_port();
    // The server refuses to run as root.
    const passwd* user = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr;
    if (user == nullptr) return;
    user_ = user->pw_uid;
    group_ = user->pw_gid;
    if (::chown(folder_.c_str(), user_, group_) != 0) user_ = 0;
  }

  static std::string programs() {
    const char* folder = std::getenv("PORTOLAN_POSTGRES");
    return folder != nullptr ? folder : "/usr/lib/postgresql/15/bin";
  }
  std::string data() const { return folder_ + "/data"; }

  static std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(socket, any, size) == 0 && ::getsockname(socket, any, &size) == 0;
    ::close(socket);
    return bound ? ntohs(address.sin_port) : 0;
  }

  // Makes its data with one of PostgreSQL's programs, and starts it.
  static std::unique_ptr<PostgresServer> started(std::unique_ptr<PostgresServer> server,
                                                 const std::vector<std::string>& words) {
    if (server->run(words) && server->start()) return server;
    // Not a reason to skip: tests that nobody notices not to run prove nothing.
    std::fprintf(stderr, "PostgreSQL does not start:\n%s\n", server->log().c_str());
    std::abort();
  }

  // Runs one of its programs on its data to the end.
  bool run(std::vector<std::string> words) const {
    words[0] = programs() + "/" + words[0];
    words.insert(words.end(), {"--pgdata", data()});
    const pid_t process = spawn(words);
    int status = -1;
    return process > 0 && ::waitpid(process, &status, 0) == process && status == 0;
  }

  std::vector<pid_t> children() const {
    const std::string id = std::to_string(process_);
    std::ifstream in("/proc/" + id + "/task/" + id + "/children");
    return {std::istream_iterator<pid_t>(in), {}};
  }

  // Starts a program, with all that it says in the log.
  pid_t spawn(const std::vector<std::string>& words) const {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const std::string log_path = folder_ + "/log";
    const pid_t parent = ::getpid();
    const pid_t process = ::fork();
    if (process != 0) return process;
    become_user();
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (::getppid() != parent || ::chdir(folder_.c_str()) != 0) ::_exit(127);
    const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(log, 1);
    ::dup2(log, 2);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }

  void become_user() const {
    if (user_ == 0) return;
    if (::setgroups(0, nullptr) != 0 || ::setgid(group_) != 0 || ::setuid(user_) != 0) ::_exit(127);
  }

  // The server writes its process id into the first line of a file and its state into the eighth.
  bool wait_until_ready() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < end) {
      std::ifstream in(data() + "/postmaster.pid");
      std::vector<std::string> lines;
      for (std::string line; std::getline(in, line);) lines.push_back(line);
      if (lines.size() >= 8 && lines[0] == std::to_string(process_) && lines[7].starts_with("ready")) return true;
      if (::waitpid(process_, nullptr, WNOHANG) == process_) break;
      ::poll(nullptr, 0, 5);
    }
    process_ = 0;
    return false;
  }

  void end(int signal) {
    if (process_ <= 0) return;
    ::kill(process_, signal);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }

  Options options_;
  std::string folder_;
  std::uint16_t port_ = 0;
  uid_t user_ = 0;  // 0 is whoever runs the test
  gid_t group_ = 0;
  pid_t process_ = 0;
};

}  // namespace portolan
