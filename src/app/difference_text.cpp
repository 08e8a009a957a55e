// SPDX-License-Identifier: Apache-2.0
#include "app/difference_text.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "app/difference_story.h"

namespace portolan::app {
namespace {

std::string or_none(const std::string& value) { return value.empty() ? "(none)" : value; }

std::string values(const Detail& detail) {
  return detail.before ? or_none(*detail.before) + " -> " + or_none(detail.after) : detail.after;
}

void lay_out(const Entry& entry, std::string& out) {
  auto end = std::back_inserter(out);
  fmt::format_to(end, "  {}{}{}\n", entry.subject, entry.about.empty() ? "" : ": ", entry.about);
  for (const Detail& detail : entry.details) fmt::format_to(end, "    {}: {}\n", detail.what, values(detail));
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & '\x80') != 0;
}

// An underscore within a word needs no escape, and ids of contacts are full of them. Nor does ">", since no data begins
// a line and every "<" is escaped.
bool needs_escape(std::string_view text, std::size_t at) {
  if (text[at] == '_') return at == 0 || at + 1 == text.size() || !is_word(text[at - 1]) || !is_word(text[at + 1]);
  return std::string_view("\\`*[]<&|~#").contains(text[at]);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (needs_escape(text, i)) out += '\\';
    out += text[i];
  }
  return out;
}

void lay_out_markdown(const Entry& entry, std::string& out) {
  auto end = std::back_inserter(out);
  fmt::format_to(end, "- **{}**{}{}\n", escaped(entry.subject), entry.about.empty() ? "" : ": ", escaped(entry.about));
  for (const Detail& detail : entry.details)
    fmt::format_to(end, "  - {}: {}\n", escaped(detail.what), escaped(values(detail)));
}

}  // namespace

std::string difference_summary(const registry::Difference& difference) { return tell(difference, false).summary; }

void write_difference_text(const registry::Difference& difference, const TellOptions& options, std::string& out) {
  const Story story = tell(difference, options.quiet_too);
  auto end = std::back_inserter(out);
  fmt::format_to(end, "{}{}{}\n", story.dates, story.dates.empty() ? "" : ": ", story.summary);
  for (const Section& section : story.sections) {
    fmt::format_to(end, "\n{}\n", section.title);
    for (const Entry& entry : section.entries) lay_out(entry, out);
  }
  if (!story.unlisted.empty()) fmt::format_to(end, "\nNot listed: {}\n", story.unlisted);
}

void write_difference_markdown(const registry::Difference& difference, const TellOptions& options, std::string& out) {
  const Story story = tell(difference, options.quiet_too);
  auto end = std::back_inserter(out);
  fmt::format_to(end, "# Changes{}{}\n\n{}\n", story.dates.empty() ? "" : ", ", story.dates, story.summary);
  for (const Section& section : story.sections) {
    fmt::format_to(end, "\n## {}\n\n", section.title);
    for (const Entry& entry : section.entries) lay_out_markdown(entry, out);
  }
  if (!story.unlisted.empty()) fmt::format_to(end, "\nNot listed: {}\n", story.unlisted);
}

}  // namespace portolan::app
