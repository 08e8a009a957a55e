// SPDX-License-Identifier: Apache-2.0
//
// What the command line asks of the program that keeps ledgers.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "app/source.h"
#include "cli/spec.h"

namespace portolan::cli {

// What needs a ledger: commands without `run`, a moment of the past, a registry in a database. The program that starts
// as fast as getent hands the whole command line on; the one that keeps ledgers does it.
struct Keeper {
  ExitStatus (*run)(const Invocation& invocation) = nullptr;
  // Only in the program that keeps ledgers. The registry in use; nothing where there is no ledger to ask.
  std::optional<std::expected<app::Source, ExitStatus>> (*open)(const Invocation& invocation) = nullptr;
  // The registry of a date or position; nothing if the word is neither.
  std::optional<app::Outcome<registry::Registry>> (*registry_at)(const Invocation& invocation,
                                                                 const std::string& word) = nullptr;
};

}  // namespace portolan::cli
