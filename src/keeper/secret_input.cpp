// SPDX-License-Identifier: Apache-2.0
#include "keeper/secret_input.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <utility>

#include "app/document.h"
#include "cli/process.h"

namespace portolan::keeper {
namespace {

constexpr std::size_t kMostBytes = 4096;

// The terminal shows nothing of what is typed as long as this lives.
class Unseen {
 public:
  Unseen() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Unseen() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
};

proof::SecretText ask(std::string_view question) {
  cli::write_out(STDERR_FILENO, question);
  std::string line;
  std::getline(std::cin, line);
  cli::write_out(STDERR_FILENO, "\n");
  return proof::SecretText(std::move(line));
}

}  // namespace

Result<std::optional<proof::SecretText>> read_password(const cli::Invocation& invocation) {
  const std::string file(invocation.arguments.value("password-file"));
  if (!file.empty()) {
    auto bytes = app::read_file(file, kMostBytes);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    const std::size_t end = bytes->find_first_of("\r\n");
    proof::SecretText line(bytes->substr(0, end));
    proof::wipe(*bytes);
    return line;
  }
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) return std::nullopt;
  const Unseen unseen;
  proof::SecretText first = ask("Password (nothing: a link to choose one): ");
  if (first.view().empty()) return std::nullopt;
  if (ask("Again: ").view() != first.view())
    return fail(ErrorCode::kInvalidValue, "these are two passwords: type the same twice");
  return first;
}

}  // namespace portolan::keeper
