// SPDX-License-Identifier: Apache-2.0
#include "keeper/supervision.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

extern char** environ;

namespace portolan::keeper {
namespace {

constexpr std::string_view kReplaces = "PORTOLAN_REPLACES=";
constexpr std::string_view kListenPid = "LISTEN_PID=";
constexpr int kFirstSocket = 3;                     // SD_LISTEN_FDS_START
constexpr const char* kRunning = "/proc/self/exe";  // even when its file is gone

// The words that this process was started with.
std::vector<std::string> own_words() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::vector<std::string> words;
  for (std::size_t at = 0; at < all.size(); at += words.back().size() + 1) words.emplace_back(all.c_str() + at);
  return words;
}

std::vector<std::string> successor_environment(std::span<const net::Inherited> sockets) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with(kReplaces)) environment.emplace_back(*entry);
  std::string names;
  for (const net::Inherited& socket : sockets) names.append(names.empty() ? "" : ":").append(socket.name);
  environment.push_back(fmt::format("LISTEN_FDS={}", sockets.size()));
  environment.push_back("LISTEN_FDNAMES=" + names);
  environment.push_back(fmt::format("{}{}", kReplaces, ::getpid()));
  // The child writes its number here: between fork and exec it may not ask for memory.
  environment.push_back(std::string(kListenPid) + std::string(20, '\0'));
  return environment;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

// In the child of a program with threads: only what is async-signal-safe.
[[noreturn]] void become_successor(const char* program, std::span<const int> sockets, char* pid_digits,
                                   char* const* words, char* const* environment) {
  const auto [end, error] = std::to_chars(pid_digits, pid_digits + 19, ::getpid());
  *end = '\0';
  for (std::size_t i = 0; i < sockets.size(); ++i) ::dup2(sockets[i], kFirstSocket + static_cast<int>(i));
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(program, words, environment);
  ::execve(kRunning, words, environment);
  ::_exit(127);
}

}  // namespace

void notify(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr || (*path != '/' && *path != '@')) return;
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  const std::size_t size = std::strlen(path);
  if (size >= sizeof where.sun_path) return;
  std::memcpy(where.sun_path, path, size);
  if (*path == '@') where.sun_path[0] = '\0';
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&where),
           static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size));
  ::close(socket);
}

std::string own_program() {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::read_symlink(kRunning, error);
  return error ? kRunning : file.string();
}

Result<pid_t> start_successor(const std::string& program, std::span<const net::Inherited> sockets) {
  std::vector<std::string> words = own_words();
  std::vector<std::string> environment = successor_environment(sockets);
  const std::vector<char*> word_pointers = pointers(words);
  const std::vector<char*> environment_pointers = pointers(environment);
  // Above all numbers that they are to have, so that none is overwritten before it was moved.
  std::vector<int> raised;
  for (const net::Inherited& socket : sockets)
    raised.push_back(::fcntl(socket.socket, F_DUPFD_CLOEXEC, kFirstSocket + static_cast<int>(sockets.size())));
  const pid_t child = ::fork();
  if (child == 0)
    become_successor(program.c_str(), raised, environment.back().data() + kListenPid.size(), word_pointers.data(),
                     environment_pointers.data());
  const int error = errno;
  for (const int socket : raised) ::close(socket);
  if (child < 0) return fail(ErrorCode::kIo, "cannot start a successor: " + std::generic_category().message(error));
  return child;
}

void end_predecessor() {
  const char* value = std::getenv("PORTOLAN_REPLACES");
  if (value == nullptr) return;
  pid_t process = 0;
  const auto [end, error] = std::from_chars(value, value + std::strlen(value), process);
  // Only who really is our parent: the number may be somebody else's by now.
  if (error == std::errc() && process == ::getppid()) {
    notify(fmt::format("MAINPID={}", ::getpid()));
    ::kill(process, SIGTERM);
  }
  ::unsetenv("PORTOLAN_REPLACES");
}

}  // namespace portolan::keeper
