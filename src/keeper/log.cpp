// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "keeper/commands.h"
#include "keeper/session.h"
#include "keeping/asking.h"
#include "keeping/telling.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using cli::OutputFormat;

// A position of --from or --to; complains and gives nothing for what is none.
std::optional<std::uint64_t> position(const Invocation& invocation, std::string_view option, std::uint64_t otherwise) {
  if (!invocation.arguments.has(option)) return otherwise;
  const auto moment = keeping::parse_moment(invocation.arguments.value(option));
  if (moment && std::holds_alternative<std::uint64_t>(*moment)) return std::get<std::uint64_t>(*moment);
  invocation.complain("a position is written @N");
  return std::nullopt;
}

bool is_wanted(const events::Event& event, std::string_view word) {
  if (word.empty() || events::type_name(event.what) == word) return true;
  const auto kind = events::kind_of(event.what);
  return kind && registry::to_string(*kind) == word;
}

}  // namespace

ExitStatus run_log(const Invocation& invocation) {
  const cli::Arguments& arguments = invocation.arguments;
  if (invocation.format() == OutputFormat::kCsv) {
    invocation.complain("log writes table, json or jsonl");
    return ExitStatus::kUsage;
  }
  const auto from = position(invocation, "from", 0);
  const auto to = position(invocation, "to", UINT64_MAX);
  if (!from || !to) return ExitStatus::kUsage;
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  std::uint64_t left = arguments.number("limit", SIZE_MAX);
  const bool words = invocation.format() == OutputFormat::kTable;
  const bool array = invocation.format() == OutputFormat::kJson;
  std::string_view between;
  if (array) invocation.out += '[';
  const auto read = session->ledger.each_event(
      {.registry = {}, .from = *from, .to = *to, .limit = UINT64_MAX, .newest_first = arguments.has("newest")},
      [&](std::uint64_t at, const events::Event& event) {
        if (!is_wanted(event, arguments.value("event"))) return true;
        if (left == 0) return false;
        --left;
        invocation.out += std::exchange(between, array ? ",\n" : "");
        invocation.out += words ? keeping::log_line(at, event) : keeping::log_json(at, event);
        if (!array) invocation.out += '\n';
        return left > 0;
      });
  if (array) invocation.out += "]\n";
  return read ? ExitStatus::kDone : refuse(invocation, read.error());
}

}  // namespace portolan::keeper
