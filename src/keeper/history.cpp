// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "formats/wrap.h"
#include "keeper/commands.h"
#include "keeper/session.h"
#include "keeping/telling.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using cli::OutputFormat;
using keeping::Chapter;

std::string detail_words(const app::Detail& detail) {
  if (!detail.before) return fmt::format("{}: {}", detail.what, detail.after);
  const auto quoted = [](const std::string& text) {
    return text.empty() ? std::string("nothing") : "\"" + text + "\"";
  };
  return fmt::format("{}: {} before, now {}", detail.what, quoted(*detail.before), quoted(detail.after));
}

std::string text_of(const std::vector<Chapter>& chapters) {
  std::string out;
  for (const Chapter& chapter : chapters) {
    for (const app::Section& section : chapter.story.sections)
      for (const app::Entry& entry : section.entries) {
        out += fmt::format("{}  {}: {}{}{}\n", to_string(chapter.date), section.title, entry.subject,
                           entry.about.empty() ? "" : ": ", entry.about);
        for (const app::Detail& detail : entry.details) out += "            " + detail_words(detail) + "\n";
      }
  }
  return formats::printable(out);
}

std::string json_of(const std::vector<Chapter>& chapters) {
  std::string out = "[";
  for (const Chapter& chapter : chapters) out += (&chapter == chapters.data() ? "" : ",") + chapter_json(chapter);
  return out + "]\n";
}

std::string lines_of(const std::vector<Chapter>& chapters) {
  std::string out;
  for (const Chapter& chapter : chapters) out += chapter_json(chapter) + "\n";
  return out;
}

}  // namespace

ExitStatus run_history(const Invocation& invocation) {
  if (invocation.format() == OutputFormat::kCsv) {
    invocation.complain("history writes table, json or jsonl");
    return ExitStatus::kUsage;
  }
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  const auto chapters = keeping::history(session->ledger, session->registry, invocation.arguments.positionals[0]);
  if (!chapters) return refuse(invocation, chapters.error());
  switch (invocation.format()) {
    case OutputFormat::kJson: invocation.out += json_of(*chapters); break;
    case OutputFormat::kJsonLines: invocation.out += lines_of(*chapters); break;
    default: invocation.out += text_of(*chapters);
  }
  if (!chapters->empty()) return ExitStatus::kDone;
  invocation.complain(fmt::format("the ledger knows nothing of {}", invocation.arguments.positionals[0]));
  return ExitStatus::kNotFound;
}

}  // namespace portolan::keeper
