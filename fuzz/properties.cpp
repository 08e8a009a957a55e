// SPDX-License-Identifier: Apache-2.0
#include "properties.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "registry/text.h"

namespace portolan::fuzz {
namespace {

using formats::Reading;
using formats::ReadOptions;

// The length of each line, without its line feed.
std::vector<std::size_t> line_lengths(std::string_view input) {
  std::vector<std::size_t> lengths = {0};
  for (const char c : input)
    if (c == '\n')
      lengths.push_back(0);
    else
      ++lengths.back();
  return lengths;
}

// A message may quote U+FFFE or U+FFFF, which is_plain_text refuses although it is UTF-8.
bool is_shown_whole(std::string text) {
  for (const std::string_view character : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (std::size_t at = text.find(character); at != std::string::npos; at = text.find(character, at))
      text.replace(at, character.size(), "?");
  return registry::is_plain_text(text);
}

void check_problem(const Error& problem, const std::vector<std::size_t>& lines) {
  const std::string shown = to_string(problem);
  require(!problem.message.empty(), "a problem has words", shown);
  require(is_shown_whole(shown), "a problem's words are whole UTF-8 characters", shown);
  require(problem.place.file == "-", "a problem names the document", shown);
  require(problem.place.line >= 1 && problem.place.line <= lines.size(), "a problem's line is in the input", shown);
  // The place behind the last byte of a line is where its end is missing.
  require(problem.place.column >= 1 && problem.place.column <= lines[problem.place.line - 1] + 1,
          "a problem's column is in its line", shown);
}

void check_record_lines(const Reading& reading, std::size_t lines) {
  const auto& found = reading.record_lines;
  require(found.size() == reading.registry->records.size(), "every record has its line",
          fmt::format("{} records, {} lines", reading.registry->records.size(), found.size()));
  require(std::ranges::is_sorted(found), "records come in the order of their lines");
  require(found.empty() || (found.front() >= 1 && found.back() <= lines), "a record's line is in the input");
}

// The document is what a writer wrote, however large that is: limits of reading are not what is checked.
registry::Registry read_again(std::string_view document, formats::Reader read) {
  Reading reading = read(document, {});
  require(reading.ok(), "what is written can be read",
          fmt::format("{}\n{}", reading.problems.empty() ? "" : to_string(reading.problems.front()), document));
  return std::move(*reading.registry);
}

}  // namespace

void require(bool holds, std::string_view property, std::string_view detail) {
  if (holds) return;
  const std::string line = fmt::format("does not hold: {}\n{}\n", property, detail);
  std::fputs(line.c_str(), stderr);
  std::abort();
}

std::string_view as_text(std::span<const std::uint8_t> input) noexcept {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

ReadOptions small_limits() {
  ReadOptions options;
  options.limits = {.bytes = std::size_t{64} << 10U,
                    .depth = 12,
                    .attributes = 6,
                    .text = 2048,
                    .elements = 2000,
                    .records = 200,
                    .problems = 20};
  options.record_lines = true;
  return options;
}

std::string written(const registry::Registry& registry, formats::Writer write) {
  std::string out;
  write(registry, out);
  return out;
}

void check_reading(std::string_view input, const Reading& reading, const ReadOptions& options) {
  require(reading.ok() == reading.problems.empty(), "there is either a registry or a problem");
  require(reading.problems.size() <= options.limits.problems + 1, "no more problems are listed than the limit says");
  const auto lines = line_lengths(input);
  for (const Error& problem : reading.problems) check_problem(problem, lines);
  if (reading.ok()) check_record_lines(reading, lines.size());
}

void check_lossless(const registry::Registry& registry, const Codec& codec) {
  const std::string first = written(registry, codec.write);
  const registry::Registry again = read_again(first, codec.read);
  require(again == registry, "what is written reads back as the same registry", first);
  require(written(again, codec.write) == first, "the same registry is written as the same bytes", first);
}

void check_stable(const registry::Registry& registry, const Codec& codec) {
  const std::string first = written(registry, codec.write);
  const std::string second = written(read_again(first, codec.read), codec.write);
  require(second == first, "what is read back is written as the same bytes", fmt::format("{}\n---\n{}", first, second));
}

void check_readable(const registry::Registry& registry, const Codec& codec) {
  read_again(written(registry, codec.write), codec.read);
}

}  // namespace portolan::fuzz
