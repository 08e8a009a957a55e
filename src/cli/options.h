// SPDX-License-Identifier: Apache-2.0
//
// Options that several commands take.
#pragma once

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

}  // namespace portolan::cli
