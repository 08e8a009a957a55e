// SPDX-License-Identifier: Apache-2.0
//
// portolan apply: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 4> kTransports = {"tcp", "udp", "sctp", "dccp"};
constexpr std::array<std::string_view, 2> kDescription = {
    "Submits an application for a service name, with a port or without (RFC 6335, section 8.1). Everything that "
    "is wrong with it is said at once. What needs nobody's review is published at once; else it waits for those "
    "who decide: 'portolan show' tells where it stands.",
    "A name alone is assigned First Come First Served. A port of 0-1023 needs IETF Review or IESG Approval, one "
    "of 1024-49151 Expert Review, unless the registry has other rules.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NAME", .help = "The service."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "port",
               .value = "PORTS",
               .kind = ValueKind::kPorts,
               .choices = {},
               .help = "The port that is wanted, or a range of which any will do."},
    OptionSpec{.name = "range",
               .value = "NAME",
               .choices = {},
               .help = "The range or band of the rules of which any port will do, by its name or as 8000-8999."},
    OptionSpec{.name = "transport",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kTransports,
               .help = "tcp, udp, sctp, dccp, with commas between several; tcp unless told otherwise.",
               .repeats = true},
    OptionSpec{.name = "owner",
               .value = "ID",
               .choices = {},
               .help = "Whose it is: the id of a contact, or of a new one; your login name unless told otherwise."},
    OptionSpec{.name = "contact",
               .value = "ID",
               .choices = {},
               .help = "Who answers for it; the owner unless told otherwise."},
    OptionSpec{
        .name = "purpose", .value = "TEXT", .choices = {}, .help = "What it is for: the description of the record."},
    OptionSpec{
        .name = "reference", .value = "TEXT", .choices = {}, .help = "Where it is described: RFC5326, a URL, words."},
    OptionSpec{.name = "reason", .value = "TEXT", .choices = {}, .help = "Why it needs a port, and why that one."},
    OptionSpec{.name = "use", .value = "TEXT", .choices = {}, .help = "Known use without an assignment."},
    OptionSpec{.name = "notes", .value = "TEXT", .choices = {}, .help = "A note for the record."},
    OptionSpec{.name = "service-code",
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Its DCCP service code."},
    OptionSpec{
        .name = "key",
        .value = "KEY",
        .choices = {},
        .help = "Do this once: the same command again under the same key, and it says what it did the first time."},
    OptionSpec{
        .name = "dry-run", .letter = 'n', .value = {}, .choices = {}, .help = "Only show what would be written."},
    OptionSpec{.name = "yes", .letter = 'y', .value = {}, .choices = {}, .help = "Write without asking."},
};

constexpr std::array kExamples = {
    Example{"portolan apply lighthouse --owner Ann_Onym --purpose 'Lights of the harbour' --reference RFC7605",
            "a name"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It is submitted, or published at once."},
    StatusSpec{ExitStatus::kNotFound, "The rules refuse it, or nobody said yes: nothing was written."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
};

}  // namespace

constinit const CommandSpec kApplyCommand = {
    .name = "apply",
    .summary = "ask for a name or a port",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
