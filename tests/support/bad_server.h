// SPDX-License-Identifier: Apache-2.0
//
// Runs bad_server.py for as long as the object lives, on loopback, with certificates made for it in a temporary folder.
// The server is ended by its own process id, and ends by itself when the test dies.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>

namespace portolan::testing {

class BadServer {
 public:
  BadServer() {
    std::string pattern = (std::filesystem::temp_directory_path() / "portolan-bad-server-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
    if (!folder_.empty() && start()) read_ports();
  }
  ~BadServer() {
    if (input_ >= 0) ::close(input_);
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  BadServer(const BadServer&) = delete;
  BadServer& operator=(const BadServer&) = delete;

  bool running() const { return !ports_.empty(); }
  // The port of a listener as bad_server.py names it; 0 if it could not be had.
  std::uint16_t port(const std::string& listener) const {
    const auto found = ports_.find(listener);
    return found == ports_.end() ? std::uint16_t{0} : found->second;
  }
  std::string url(const std::string& listener, const std::string& path) const {
    return (listener == "plain" ? "http" : "https") + std::string("://localhost:") + std::to_string(port(listener)) +
           "/" + path;
  }
  // The authority of the good, the expired and the wrongly named certificate.
  std::string ca_file() const { return (folder_ / "ca.pem").string(); }

 private:
  bool start() {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    std::string program = "python3";
    std::string script = (std::filesystem::path(PORTOLAN_FIXTURES) / "../support/bad_server.py").string();
    std::string folder = folder_.string();
    std::array<char*, 4> arguments = {program.data(), script.data(), folder.data(), nullptr};
    const bool spawned = ::posix_spawnp(&process_, "python3", &actions, nullptr, arguments.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    input_ = input[1];
    output_ = output[0];
    if (!spawned) process_ = -1;
    return spawned;
  }

  // Its only line comes when it listens; without one it has failed and said why on standard error.
  void read_ports() {
    std::string line;
    char byte = 0;
    while (::read(output_, &byte, 1) == 1 && byte != '\n') line += byte;
    ::close(output_);
    std::istringstream words(line);
    for (std::string name; words >> name;) words >> ports_[name];
  }

  std::filesystem::path folder_;
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::map<std::string, std::uint16_t> ports_;
};

}  // namespace portolan::testing
