// SPDX-License-Identifier: Apache-2.0
#include "registry/status.h"

#include <array>
#include <utility>

namespace portolan::registry {
namespace {

// What a description or note says when an assignment came to its end, longest first where one holds another.
constexpr std::array<std::string_view, 9> kEndings = {"de-assigned",   "deassigned",      "de-registered",
                                                      "deregistered",  "de-commissioned", "decommissioned",
                                                      "decomissioned", "removed",         "released"};

// The first date in `text` in the spelling YYYY-M-D or YYYY-M; notes write both with and without leading zeros.
Date first_date(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i + 6 <= text.size(); ++i) {
    if (i > 0 && is_digit(text[i - 1])) continue;
    std::size_t p = i;
    while (p < text.size() && is_digit(text[p])) ++p;
    if (p - i != 4 || p >= text.size() || text[p] != '-') continue;
    std::string date(text.substr(i, 4));
    for (int part = 0; part < 2 && p < text.size() && text[p] == '-'; ++part) {
      const std::size_t begin = ++p;
      while (p < text.size() && is_digit(text[p]) && p - begin < 2) ++p;
      if (p == begin) break;
      date.append(p - begin == 1 ? "-0" : "-").append(text.substr(begin, p - begin));
    }
    if (const auto parsed = parse_date(date)) return *parsed;
  }
  return {};
}

struct Ending {
  bool found = false;
  bool removed = false;
  Date since;
};

Ending ending_in(std::string_view text) {
  const std::string folded = fold_ascii(text);
  for (const std::string_view word : kEndings) {
    const std::size_t at = folded.find(word);
    if (at == std::string::npos) continue;
    return {.found = true, .removed = word == "removed", .since = first_date(std::string_view(folded).substr(at))};
  }
  // "This entry is being removed on ..." and the like are found above; a bare "deprecated" ends nothing.
  return {};
}

bool begins_with(std::string_view folded, std::string_view word) { return folded.starts_with(word); }

}  // namespace

RecordStatus status_of(const Record& record) {
  const std::string description = fold_ascii(record.description.published());
  const std::string notes = fold_ascii(record.notes.published());
  if (!record.name.empty()) {
    const bool historic = notes.contains("this entry is now historic") || description.ends_with("(historic)");
    return {.status = historic ? Status::kHistoric : Status::kAssigned, .since = {}, .removed = false};
  }
  if (begins_with(description, "unassigned")) return {.status = Status::kUnassigned, .since = {}, .removed = false};
  if (begins_with(description, "any private")) return {.status = Status::kAssigned, .since = {}, .removed = false};
  for (const std::string* text : {&notes, &description}) {
    if (const Ending ending = ending_in(*text); ending.found)
      return {.status = Status::kDeassigned, .since = ending.since, .removed = ending.removed};
  }
  return {.status = Status::kReserved, .since = {}, .removed = false};
}

std::string to_string(const RecordStatus& status) {
  if (status.status != Status::kDeassigned) return std::string(portolan::to_string(status.status));
  std::string out = status.removed ? "removed" : "de-assigned";
  if (!status.since.empty()) out += (status.since.has_day() ? " on " : " in ") + portolan::to_string(status.since);
  return out;
}

std::string_view uncovered_words(std::uint16_t port) noexcept {
  return kDynamicPorts.contains(port) ? "dynamic port, never assigned" : "unassigned";
}

}  // namespace portolan::registry
