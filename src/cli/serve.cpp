// SPDX-License-Identifier: Apache-2.0
//
// portolan serve: its words. What it does is in src/keeper/serve.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 4> kDescription = {
    "Puts the registry on the web: pages to look ports up, a JSON API, the files that IANA publishes under the same "
    "paths, and WHOIS. It answers from the ledger, or else from the registry that the other commands use, and follows "
    "it: what is imported while it runs is shown within a second.",
    "An ADDRESS is HOST:PORT ([::1]:8080 for IPv6, *:80 for every address), or the path of a UNIX socket. Sockets that "
    "are handed over by systemd or another starter are used instead; they are told apart by the names http, https and "
    "whois.",
    "SIGTERM and SIGINT end it when what runs is answered, SIGHUP reads the certificate again, SIGUSR2 starts the "
    "program anew, which takes the sockets over without losing a request.",
    "docs/serving.md says how to run it for others: behind another web server or alone, limits, metrics, systemd.",
};

constexpr std::array<std::string_view, 3> kMailTls = {"required", "offered", "never"};

constexpr std::array kOptions = {
    OptionSpec{.name = "listen",
               .letter = 'l',
               .value = "ADDRESS",
               .choices = {},
               .help = "Where to answer HTTP; 127.0.0.1:8643 if nothing else is said.",
               .repeats = true},
    OptionSpec{.name = "tls",
               .value = "ADDRESS",
               .choices = {},
               .help = "Where to answer HTTPS; needs --certificate and --key.",
               .repeats = true},
    OptionSpec{.name = "certificate",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "The certificate with its chain (PEM)."},
    OptionSpec{.name = "key", .value = "FILE", .kind = ValueKind::kFile, .choices = {}, .help = "Its key (PEM)."},
    OptionSpec{.name = "whois",
               .value = "ADDRESS",
               .choices = {},
               .help = "Where to answer WHOIS, whose own port is 43.",
               .repeats = true},
    OptionSpec{.name = "public-url",
               .value = "URL",
               .choices = {},
               .help = "How others call this server, for feeds: https://ports.example.org"},
    OptionSpec{.name = "read-only",
               .value = {},
               .choices = {},
               .help = "Nobody signs in, also where the ledger has accounts ('portolan user')."},
    kAccountsKeyOption,
    OptionSpec{.name = "mail",
               .value = "URL",
               .choices = {},
               .help = "Send mail about applications through this server: smtp://HOST:587 or smtps://HOST. Needs "
                       "--mail-from and --public-url."},
    OptionSpec{.name = "mail-from", .value = "ADDRESS", .choices = {}, .help = "Who the mail is from."},
    OptionSpec{.name = "mail-login",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "How to sign in there: the user on the first line of FILE, the password on the second."},
    OptionSpec{.name = "mail-tls",
               .value = "WHEN",
               .kind = ValueKind::kChoice,
               .choices = kMailTls,
               .help = "Whether smtp:// has to become TLS: required unless told otherwise."},
    OptionSpec{.name = "letters",
               .value = "FOLDER",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "Letters of one's own, instead of the program's (docs/post.md)."},
    OptionSpec{.name = "access-log",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "Write a line of JSON for each request to FILE; - is standard output."},
    OptionSpec{.name = "threads",
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Threads that serve connections; one for each core if nothing is said."},
    OptionSpec{
        .name = "limit",
        .value = "NAME=N",
        .choices = {},
        .help =
            "Another limit than the usual: connections=5000, idle-time=30, header-time, body-time, "
            "response-time, leave-time, leave-idle-time (seconds), header-bytes, body-bytes, headers, slowest (bytes a "
            "second).",
        .repeats = true},
};

constexpr std::array kExamples = {
    Example{"portolan serve", "the registry in a browser on this machine"},
    Example{"portolan serve --listen '*:80' --whois '*:43'", "for everybody"},
    Example{"portolan -r /srv/registry serve --tls '*:443' --certificate c.pem --key k.pem", "over TLS, from a ledger"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It was told to end, and did."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The registry, the ledger or the certificate cannot be read."},
    StatusSpec{ExitStatus::kFailed, "It cannot listen where it was told to, or the system failed."},
};

}  // namespace

constinit const CommandSpec kServeCommand = {
    .name = "serve",
    .summary = "the registry on the web: pages, API, downloads, WHOIS",
    .description = kDescription,
    .positionals = {},
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
