// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

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

// What the server said of the document that this ledger had from there last; nothing without a ledger, which a download
// that fails must not make.
Result<ledger::Ledger::Fetched> known_of(const Invocation& invocation, const std::string& url) {
  const keeping::Place place = keeping::place_of(std::string(invocation.arguments.value("registry")));
  auto ledger = keeping::open_ledger(place, ledger::Mode::kWrite);
  if (ledger) return ledger->fetched(url);
  if (ledger.error().code == ErrorCode::kNotFound) return ledger::Ledger::Fetched();
  return std::unexpected(std::move(ledger.error()));
}

Result<fetch::Answer> fetch_from(const Invocation& invocation, const std::string& url,
                                 const ledger::Ledger::Fetched& known) {
  const cli::Arguments& arguments = invocation.arguments;
  fetch::Request request{.url = url,
                         .etag = known.etag,
                         .last_modified = known.last_modified,
                         .max_bytes = cli::reading_limits(invocation).bytes,
                         .ca_file = std::string(arguments.value("ca-file")),
                         .user_agent = fmt::format("portolan/{}", invocation.program.version)};
  request.attempts = static_cast<unsigned>(arguments.number("tries", request.attempts));
  if (arguments.has("timeout")) request.total_timeout = std::chrono::seconds(arguments.number("timeout", 1));
  ProgressLine line;
  return fetch::fetch(request, [&](const fetch::Progress& progress) { return line.show(progress); });
}

app::Outcome<keeping::Plan> plan_of(const Invocation& invocation, Session& session, const std::string& url,
                                    std::string bytes) {
  const auto form = app::form_of_bytes(bytes);
  if (!form || !form->readable())
    return std::unexpected(std::vector{
        Error{ErrorCode::kUnsupported,
              fmt::format("this is no registry in a readable format ({}): check the address", app::readable_forms()),
              {url, 0, 0, {}}}});
  std::vector<app::Document> documents;
  documents.push_back({url, std::move(bytes), *form});
  return keeping::plan_import(session.ledger, std::move(documents),
                              {.date = {}, .backfill = false, .actor = app::login_name(), .now = now()},
                              cli::reading_limits(invocation));
}

// Nobody used the program wrongly where the server's document does not fit, and what it takes to bring it in all the
// same belongs to another command.
ExitStatus refuse_document(const Invocation& invocation, const std::vector<Error>& errors) {
  invocation.complain(errors);
  const bool does_not_fit = errors.front().code == ErrorCode::kInvalidArgument;
  invocation.complain(does_not_fit ? "nothing was written; `portolan import` takes such a file, with that option"
                                   : "nothing was written: the document of the server is not in order; try again "
                                     "later, or with --url from elsewhere");
  return ExitStatus::kUnreadable;
}

}  // namespace

ExitStatus run_update(const Invocation& invocation) {
  const std::string url(invocation.arguments.has("url") ? invocation.arguments.value("url") : kIana);
  const auto known = known_of(invocation, url);
  if (!known) return refuse(invocation, known.error());
  auto answer = fetch_from(invocation, url, *known);
  if (!answer) return invocation.refuse(answer.error(), ExitStatus::kFailed);
  if (answer->not_modified) {
    invocation.out += "up to date: the server has nothing new since the last update\n";
    return ExitStatus::kDone;
  }
  auto session = open_session(invocation, ledger::Mode::kCreate);
  if (!session) return session.error();
  const auto plan = plan_of(invocation, *session, url, std::move(answer->bytes));
  if (!plan) return refuse_document(invocation, plan.error());
  const ExitStatus status = show_and_write(invocation, *session, *plan);
  if (status != ExitStatus::kDone) return status;
  const auto noted = session->ledger.note_fetched(url, {answer->etag, answer->last_modified});
  return noted ? status : refuse(invocation, noted.error());
}

}  // namespace portolan::keeper
