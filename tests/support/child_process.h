// SPDX-License-Identifier: Apache-2.0
//
// A program that a test starts, listens to and ends: at the latest when this is destroyed, by its own id.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <vector>

extern char** environ;

namespace portolan::testing {

class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> words) {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::posix_spawn(&id_, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) id_ = -1;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~ChildProcess() {
    kill();
    static_cast<void>(wait());
    ::close(out_);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  bool started() const { return id_ > 0; }
  int descriptor() const { return out_; }

  // True if line() will not wait.
  bool has_line() const { return buffer_.find('\n', begin_) != std::string::npos; }
  // The next line that it says; nothing when it has ended and said all.
  std::optional<std::string> line() {
    for (std::size_t end = buffer_.find('\n', begin_);; end = buffer_.find('\n', begin_)) {
      if (end != std::string::npos) {
        std::string out = buffer_.substr(begin_, end - begin_);
        begin_ = end + 1;
        return out;
      }
      buffer_.erase(0, begin_);
      begin_ = 0;
      char bytes[4096];
      const ssize_t got = ::read(out_, bytes, sizeof bytes);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return std::nullopt;
      buffer_.append(bytes, static_cast<std::size_t>(got));
    }
  }

  // As kill -9 does; nothing to do if it has ended.
  void kill() const {
    if (id_ > 0) ::kill(id_, SIGKILL);
  }
  // Its status as waitpid has it.
  int wait() {
    int status = -1;
    if (id_ > 0)
      while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
      }
    id_ = -1;
    return status;
  }

 private:
  pid_t id_ = -1;
  int out_ = -1;
  std::string buffer_;
  std::size_t begin_ = 0;
};

}  // namespace portolan::testing
