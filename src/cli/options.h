// SPDX-License-Identifier: Apache-2.0
//
// Options that several commands take.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "cli/spec.h"

namespace portolan::cli {

inline constexpr OptionSpec kFromOption = {.name = "from",
                                           .value = "FORMAT",
                                           .kind = ValueKind::kFormat,
                                           .choices = {},
                                           .help = "The format of the input, where its name and content do not tell."};
inline constexpr OptionSpec kToOption = {.name = "to",
                                         .value = "FORMAT",
                                         .kind = ValueKind::kFormat,
                                         .choices = {},
                                         .help = "The format of the output, where its name does not tell."};
inline constexpr OptionSpec kDetailsOption = {
    .name = "details",
    .letter = 'd',
    .value = {},
    .choices = {},
    .help = "Show all that the registry says, also in a pipe: assignee, contact, dates, reference, notes."};

inline constexpr OptionSpec kAccountsKeyOption = {
    .name = "accounts-key",
    .value = "FILE",
    .kind = ValueKind::kFile,
    .choices = {},
    .help = "The key of the accounts; accounts.key in the ledger's folder unless told otherwise."};

inline constexpr std::array<std::string_view, 4> kTransportNames = {"tcp", "udp", "sctp", "dccp"};

// --- of commands that write into a ledger

inline constexpr OptionSpec kYesOption = {
    .name = "yes", .letter = 'y', .value = {}, .choices = {}, .help = "Write without asking."};
inline constexpr OptionSpec kDryRunOption = {
    .name = "dry-run", .letter = 'n', .value = {}, .choices = {}, .help = "Only show what would be written."};
inline constexpr OptionSpec kKeyOption = {
    .name = "key",
    .value = "KEY",
    .choices = {},
    .help = "Do this once: the same command again under the same key, and it says what it did the first time."};
inline constexpr std::array kWritingOptions = {kKeyOption, kDryRunOption, kYesOption};

// The options of one table behind those of the other.
template <std::size_t... Counts>
constexpr auto joined(const std::array<OptionSpec, Counts>&... tables) {
  std::array<OptionSpec, (Counts + ...)> out{};
  auto at = out.begin();
  ((at = std::ranges::copy(tables, at).out), ...);
  return out;
}

}  // namespace portolan::cli
