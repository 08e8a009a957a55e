// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include "app/picking.h"
#include "cli/process.h"
#include "fetch/fetch.h"
#include "keeper/changes.h"
#include "keeper/commands.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

constexpr std::string_view kIana =
    "https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xml";

// A line that is written over itself, on a terminal only.
class ProgressLine {
 public:
  ProgressLine() : shown_(::isatty(STDERR_FILENO) == 1) {}
  ~ProgressLine() { clear(); }
  bool show(const fetch::Progress& progress) {
    if (!shown_) return true;
    constexpr double kMega = 1e6;
    const std::string line =
        progress.expected == 0
            ? fmt::format("\rfetching: {:.1f} MB", static_cast<double>(progress.received) / kMega)
            : fmt::format("\rfetching: {:.1f} of {:.1f} MB", static_cast<double>(progress.received) / kMega,
                          static_cast<double>(progress.expected) / kMega);
    cli::write_out(STDERR_FILENO, line);
    written_ = true;
    return true;
  }
  void clear() {
    if (written_) cli::write_out(STDERR_FILENO, "\r\x1b[K");
    written_ = false;
  }

 private:
  bool shown_;
  bool written_ = false;
};

Result<fetch::Answer> fetch_from(const Invocation& invocation, Session& session, const std::string& url) {
  const auto known = session.ledger.fetched(url);
  if (!known) return std::unexpected(known.error());
  ProgressLine line;
  return fetch::fetch({.url = url,
                       .etag = known->etag,
                       .last_modified = known->last_modified,
                       .max_bytes = cli::reading_limits(invocation).bytes,
                       .ca_file = std::string(invocation.arguments.value("ca-file")),
                       .user_agent = fmt::format("portolan/{}", invocation.program.version)},
                      [&](const fetch::Progress& progress) { return line.show(progress); });
}

}  // namespace

ExitStatus run_update(const Invocation& invocation) {
  const std::string url(invocation.arguments.has("url") ? invocation.arguments.value("url") : kIana);
  auto session = open_session(invocation, ledger::Mode::kCreate);
  if (!session) return session.error();
  auto answer = fetch_from(invocation, *session, url);
  if (!answer) return invocation.refuse(answer.error(), ExitStatus::kFailed);
  if (answer->not_modified) {
    invocation.out += "nothing is new since the last update\n";
    return ExitStatus::kDone;
  }
  const auto form = app::form_of_bytes(answer->bytes);
  if (!form || !form->readable()) {
    invocation.complain(fmt::format("{}: this is no registry in a readable format ({})", url, app::readable_forms()));
    return ExitStatus::kUnreadable;
  }
  std::vector<app::Document> documents;
  documents.push_back({url, std::move(answer->bytes), *form});
  const auto plan = keeping::plan_import(session->ledger, std::move(documents),
                                         {.date = {}, .backfill = false, .actor = app::login_name(), .now = now()},
                                         cli::reading_limits(invocation));
  if (!plan) return invocation.refuse(plan.error(), ExitStatus::kUnreadable);
  const ExitStatus status = show_and_write(invocation, *session, *plan);
  if (status != ExitStatus::kDone) return status;
  const auto noted = session->ledger.note_fetched(url, {answer->etag, answer->last_modified});
  return noted ? status : refuse(invocation, noted.error());
}

}  // namespace portolan::keeper
