// SPDX-License-Identifier: Apache-2.0
//
// Runs post_receivers.py for as long as the object lives: real mail servers and a program for webhooks, on loopback. It
// is ended by its own process id, and ends by itself when the test dies.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "scratch_folder.h"

extern char** environ;

namespace portolan::testing {

class PostReceivers {
 public:
  static constexpr const char* kMissing = "aiosmtpd is not installed (Debian's package python3-aiosmtpd)";

  struct Mail {
    std::string to, id, subject, answers, headers, body, transport, user;
  };
  struct Call {
    std::string path, event, delivery, signature, body;
  };

  // `name` of its folder: another for each that lives at once.
  explicit PostReceivers(const std::string& name) : folder_("post-" + name) {
    if (!start()) return;
    std::istringstream words(line());
    for (std::string one; words >> one;) words >> ports_[one];
  }
  ~PostReceivers() {
    for (const int end : {input_, output_})
      if (end >= 0) ::close(end);
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  PostReceivers(const PostReceivers&) = delete;
  PostReceivers& operator=(const PostReceivers&) = delete;

  // False where there is no aiosmtpd.
  bool is_there() const { return ports_.contains("smtp"); }
  // From now on connections are taken. True when they are.
  bool up() { return ::write(input_, "up\n", 3) == 3 && line() == "up"; }
  std::string url(const std::string& listener, const std::string& path = {}) const {
    const std::string scheme = listener == "hook" ? "http" : listener == "smtps" ? "smtps" : "smtp";
    return scheme + "://localhost:" + std::to_string(ports_.at(listener)) + path;
  }
  std::string ca_file() const { return folder_ / "ca.pem"; }

  // What was taken, in order.
  std::vector<Mail> mails() const {
    std::vector<Mail> out;
    for (auto& f : lines("mails")) out.push_back({f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]});
    return out;
  }
  std::vector<Call> calls() const {
    std::vector<Call> out;
    for (auto& f : lines("calls")) out.push_back({f[0], f[1], f[2], f[3], f[4]});
    return out;
  }

 private:
  bool start() {
    std::array<int, 2> input{};
    std::array<int, 2> output{};
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    // Debian's own Python, since its modules are.
    std::string program = "/usr/bin/python3";
    std::string script = std::string(PORTOLAN_FIXTURES) + "/../support/post_receivers.py";
    std::string folder = folder_.path().string();
    std::array<char*, 4> arguments = {program.data(), script.data(), folder.data(), nullptr};
    const bool spawned = ::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    input_ = input[1];
    output_ = output[0];
    if (!spawned) process_ = -1;
    return spawned;
  }

  std::string line() const {
    std::string out;
    for (char byte = 0; ::read(output_, &byte, 1) == 1 && byte != '\n';) out += byte;
    return out;
  }

  std::vector<std::vector<std::string>> lines(const std::string& name) const {
    std::vector<std::vector<std::string>> out;
    std::ifstream in(folder_ / name);
    for (std::string text; std::getline(in, text);) {
      std::vector<std::string>& fields = out.emplace_back(1);
      for (const char c : text)
        if (c == '\t')
          fields.emplace_back();
        else
          fields.back() += c;
      fields.resize(8);
    }
    return out;
  }

  ScratchFolder folder_;
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
  std::map<std::string, std::uint16_t> ports_;
};

}  // namespace portolan::testing
