// SPDX-License-Identifier: Apache-2.0
#include "portal/words.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>

#include "accounts/people.h"
#include "desk/story.h"
#include "server/page_parts.h"

namespace portolan::portal {
namespace {

using procedures::Act;
using procedures::State;

constexpr std::array<std::string_view, 7> kColumns = {"Number", "What",    "Port", "Transports",
                                                      "State",  "Changed", "Due"};

Markup heads() {
  Markup out;
  for (const std::string_view column : kColumns) out += tag("th", {{"scope", "col"}}, column);
  return tag("thead", {}, tag("tr", {}, out));
}

std::string transports_of(const events::Standing& standing) {
  return standing.transports.empty() ? std::string() : to_string(standing.transports);
}

Markup row(const ledger::ApplicationInfo& info, std::uint64_t now) {
  const events::Standing& standing = info.standing;
  const std::string name = standing.service.empty() ? "no name" : standing.service;
  const auto state = state_named(standing.state);
  return tag("tr", {},
             tag("th", {{"scope", "row"}},
                 server::link(fmt::format("/applications/{}", info.number), fmt::format("{}", info.number))),
             tag("td", {}, tag("strong", {}, name), " ", tag("span", {{"class", "muted"}}, standing.kind)),
             tag("td", {}, standing.ports ? to_string(*standing.ports) : std::string()),
             tag("td", {}, transports_of(standing)), tag("td", {}, state ? state_mark(*state) : Markup()),
             tag("td", {}, time_words(info.changed)),
             tag("td", {},
                 standing.due == 0 || standing.closed
                     ? std::string()
                     : distance_words(procedures::Time(std::chrono::seconds(standing.due)), now)));
}

}  // namespace

std::string name_of(Visit& visit, procedures::PersonId person) {
  if (person == 0 || person == procedures::kLocalOperator) return desk::name_of(person);
  const auto account = accounts::find_account(visit.office(), person);
  return account && *account ? (*account)->shown : desk::name_of(person);
}

std::string time_words(std::uint64_t microseconds) {
  return time_words(procedures::Time(
      std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(static_cast<std::int64_t>(microseconds)))));
}

std::string time_words(procedures::Time time) { return fmt::format("{:%Y-%m-%d %H:%M}", time); }

std::string distance_words(procedures::Time time, std::uint64_t now) {
  const auto seconds = time.time_since_epoch().count() - static_cast<std::int64_t>(now / 1'000'000);
  const auto far = seconds < 0 ? -seconds : seconds;
  constexpr std::int64_t kHour = 3600;
  constexpr std::int64_t kDay = 24 * kHour;
  const bool in_days = far >= 2 * kDay;
  const bool in_hours = far >= 2 * kHour;
  const auto count = in_days ? far / kDay : in_hours ? far / kHour : far / 60;
  const std::string words = fmt::format("{} {}{}", count,
                                        in_days    ? "day"
                                        : in_hours ? "hour"
                                                   : "minute",
                                        count == 1 ? "" : "s");
  return seconds < 0 ? words + " ago" : "in " + words;
}

Markup state_mark(State state) {
  // The colours of the registry's statuses, for what is alike: done, refused, waiting.
  std::string_view colour = "reserved";
  if (state == State::kDone) colour = "assigned";
  if (state == State::kApproved) colour = "unassigned";
  if (procedures::is_closed(state) && state != State::kDone) colour = "de-assigned";
  return server::status_mark(colour, to_string(state));
}

std::optional<State> state_named(std::string_view word) noexcept {
  for (std::size_t i = 0; i < procedures::kStateCount; ++i)
    if (to_string(static_cast<State>(i)) == word) return static_cast<State>(i);
  return std::nullopt;
}

Markup application_table(Visit& visit, std::string_view caption, const std::vector<ledger::ApplicationInfo>& list) {
  Markup rows;
  for (const ledger::ApplicationInfo& info : list) rows += row(info, visit.now());
  return server::scrolling(caption, tag("table", {}, tag("caption", {}, caption), heads(), tag("tbody", {}, rows)));
}

Markup violation_list(const std::vector<procedures::Violation>& violations) {
  Markup items;
  for (const procedures::Violation& one : violations) {
    Markup item = one.message;
    if (!one.section.empty()) {
      item += " ";
      item += tag("span", {{"class", "muted"}}, "(", one.section, ")");
    }
    items += tag("li", {}, item);
  }
  return tag("ul", {{"class", "violations"}}, items);
}

std::optional<Act> act_named(std::string_view word) noexcept {
  for (std::size_t i = 0; i < procedures::kActCount; ++i) {
    const auto act = static_cast<Act>(i);
    if (act != Act::kSubmit && act != Act::kTick && to_string(act) == word) return act;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_number(std::string_view text) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number != 0 && number <= std::uint64_t{INT64_MAX} ? std::optional(number) : std::nullopt;
}

}  // namespace portolan::portal
