// SPDX-License-Identifier: Apache-2.0
#include "app/picking.h"
#include "keeper/changes.h"
#include "keeper/commands.h"

namespace portolan::keeper {

using cli::ExitStatus;
using cli::Invocation;

ExitStatus run_import(const Invocation& invocation) {
  const cli::Arguments& arguments = invocation.arguments;
  keeping::ImportOptions options{
      .date = {}, .backfill = arguments.has("backfill"), .actor = app::login_name(), .now = now()};
  if (arguments.has("date")) {
    const auto date = parse_date(arguments.value("date"));
    if (!date || !date->has_day()) {
      invocation.complain("--date is a day: 2024-07-01");
      return ExitStatus::kUsage;
    }
    options.date = *date;
  }
  const formats::Limits limits = cli::reading_limits(invocation);
  std::vector<app::Document> documents;
  for (const std::string& file : arguments.positionals) {
    auto document = app::read_document(file, arguments.value("from"), limits);
    if (!document) return invocation.refuse(document.error(), ExitStatus::kUnreadable);
    documents.push_back(std::move(*document));
  }
  auto session = open_session(invocation, ledger::Mode::kCreate);
  if (!session) return session.error();
  const auto plan = keeping::plan_import(session->ledger, std::move(documents), options, limits);
  if (!plan) return invocation.refuse(plan.error(), ExitStatus::kUnreadable);
  return show_and_write(invocation, *session, *plan);
}

}  // namespace portolan::keeper
