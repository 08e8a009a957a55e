// SPDX-License-Identifier: Apache-2.0
//
// The words that the requests of RFC 6335, section 8, have in common: claim, apply, release, deassign, reuse, revoke,
// report, maintain. What they do is in src/keeper/requests.cpp.
//
// Thread-safety: constants.
#pragma once

#include <array>
#include <string_view>

#include "cli/options.h"

namespace portolan::cli {

inline constexpr std::array kServicePositionals = {
    PositionalSpec{.name = "NAME", .help = "The service."},
};

// --- what is asked for (section 8.1)

inline constexpr std::array kWantedPortOptions = {
    OptionSpec{.name = "port",
               .value = "PORTS",
               .kind = ValueKind::kPorts,
               .choices = {},
               .help = "The port that is wanted, or a range of which any will do."},
    OptionSpec{.name = "range",
               .value = "NAME",
               .choices = {},
               .help = "The range or band of the rules of which any port will do, by its name or as 8000-8999."},
};
inline constexpr std::array kWantedTransportOptions = {
    OptionSpec{.name = "transport",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kTransportNames,
               .help = "tcp, udp, sctp, dccp, with commas between several; tcp unless told otherwise.",
               .repeats = true},
};
inline constexpr std::array kOwnerOptions = {
    OptionSpec{.name = "owner",
               .value = "ID",
               .choices = {},
               .help = "Whose it is: the id of a contact, or of a new one; your login name unless told otherwise."},
    OptionSpec{.name = "contact",
               .value = "ID",
               .choices = {},
               .help = "Who answers for it; the owner unless told otherwise."},
};
inline constexpr OptionSpec kPurposeOption = {
    .name = "purpose", .value = "TEXT", .choices = {}, .help = "What it is for: the description of the record."};
inline constexpr OptionSpec kReferenceOption = {
    .name = "reference", .value = "TEXT", .choices = {}, .help = "Where it is described: RFC5326, a URL, words."};
// What is read by those who review.
inline constexpr std::array kReviewedOptions = {
    kPurposeOption,
    kReferenceOption,
    OptionSpec{.name = "reason", .value = "TEXT", .choices = {}, .help = "Why it needs a port, and why that one."},
    OptionSpec{.name = "use", .value = "TEXT", .choices = {}, .help = "Known use without an assignment."},
    OptionSpec{.name = "notes", .value = "TEXT", .choices = {}, .help = "A note for the record."},
    OptionSpec{.name = "service-code",
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Its DCCP service code."},
};

// --- what is held already

inline constexpr std::array kHeldOptions = {
    OptionSpec{.name = "port", .value = "PORT", .kind = ValueKind::kPorts, .choices = {}, .help = "Only this port."},
    OptionSpec{.name = "transport",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kTransportNames,
               .help = "Only on these transports: tcp, udp, sctp, dccp, with commas between several.",
               .repeats = true},
};
inline constexpr std::array kWhyOptions = {
    OptionSpec{.name = "reason", .value = "TEXT", .choices = {}, .help = "Why; kept with the application."},
};
inline constexpr std::array kGivesUpNameOptions = {
    OptionSpec{.name = "gives-up-name",
               .value = {},
               .choices = {},
               .help = "Give the service name up as well: it is kept as historic."},
};

// `done` is what it means that the command did what it was told.
constexpr std::array<StatusSpec, 5> request_statuses(std::string_view done) {
  return {
      StatusSpec{ExitStatus::kDone, done},
      StatusSpec{ExitStatus::kNotFound, "The rules refuse it, or nobody said yes: nothing was written."},
      StatusSpec{ExitStatus::kUsage, "Wrong usage."},
      StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
      StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
  };
}

}  // namespace portolan::cli
