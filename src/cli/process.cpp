// SPDX-License-Identifier: Apache-2.0
#include "cli/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>
#include <span>
#include <system_error>

namespace portolan::cli {
namespace {

// A standard descriptor that the caller closed would be given to the next file that is opened, and answers would be
// written into it. What is opened here instead refuses them.
void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

// Some file systems report a full disk only when a file is closed.
int finish_output(std::string_view bytes) {
  if (const int error = write_out(STDOUT_FILENO, bytes); error != 0 || bytes.empty()) return error;
  return ::close(STDOUT_FILENO) == 0 ? 0 : errno;
}

ExitStatus run(const Program& program, std::span<const char* const> words) {
  const Outcome outcome = run_program(program, words, look_at_terminal());
  const int error = finish_output(outcome.out);
  write_out(STDERR_FILENO, outcome.messages);
  // Whoever reads the answer may stop when it has enough.
  if (error == 0 || error == EPIPE) return outcome.status;
  write_out(STDERR_FILENO, fmt::format("{}: cannot write to standard output: {}\n", program.name,
                                       std::generic_category().message(error)));
  return ExitStatus::kFailed;
}

}  // namespace

int write_out(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

int run_process(const Program& program, int argc, char** argv) {
  occupy_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const std::span<const char* const> words(argv, static_cast<std::size_t>(argc));
    return static_cast<int>(run(program, words.subspan(words.empty() ? 0 : 1)));
  } catch (const std::exception& error) {  // no memory
    write_out(STDERR_FILENO, fmt::format("{}: {}\n", program.name, error.what()));
    return static_cast<int>(ExitStatus::kFailed);
  }
}

}  // namespace portolan::cli
