// SPDX-License-Identifier: Apache-2.0
//
// The program: the process around cli/program.h. Its commands are listed in cli/commands.cpp. What needs a ledger is
// done by a second program, so that this one starts without the libraries which that needs.
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "cli/commands.h"
#include "cli/keeper.h"
#include "cli/process.h"

namespace {

using portolan::cli::ExitStatus;
using portolan::cli::Invocation;

constexpr const char* kKeeperName = "portolan-keeper";

// Beside this program, as it is built, or where it is installed.
std::vector<std::string> keepers() {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  return {(here / kKeeperName).string(), (here / "../libexec/portolan" / kKeeperName).string()};
}

// Becomes the other program, with the same words.
ExitStatus hand_on(const Invocation& invocation) {
  std::vector<char*> words = {const_cast<char*>("portolan")};
  for (const char* word : invocation.words) words.push_back(const_cast<char*>(word));
  words.push_back(nullptr);
  int code = ENOENT;
  for (const std::string& keeper : keepers()) {
    ::execv(keeper.c_str(), words.data());
    if (errno != ENOENT) code = errno;
  }
  invocation.complain(std::string("cannot run ") + kKeeperName + ", which keeps ledgers: " +
                      std::generic_category().message(code) + "; it belongs beside this program");
  return ExitStatus::kFailed;
}

constexpr portolan::cli::Keeper kKeeper = {.run = hand_on};

}  // namespace

int main(int argc, char** argv) {
  return portolan::cli::run_process(portolan::cli::the_program(PORTOLAN_VERSION, &kKeeper), argc, argv);
}
