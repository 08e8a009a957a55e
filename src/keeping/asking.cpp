// SPDX-License-Identifier: Apache-2.0
#include "keeping/asking.h"

#include <fmt/format.h>

#include <span>

#include "app/moment.h"
#include "lookup/compiler.h"

namespace portolan::keeping {

std::optional<ledger::Moment> parse_moment(std::string_view text) {
  const auto parsed = app::parse_moment(text);
  if (!parsed) return std::nullopt;
  return std::visit([](auto value) { return ledger::Moment(value); }, *parsed);
}

std::string words(const ledger::Moment& moment) {
  if (const auto* date = std::get_if<Date>(&moment)) return to_string(*date);
  if (const auto* position = std::get_if<std::uint64_t>(&moment)) return fmt::format("@{}", *position);
  return "now";
}

bool is_from(Date date, Date day) noexcept {
  const auto number = [](Date of, int without_day) {
    return of.year * 10'000 + of.month * 100 + (of.has_day() ? of.day : without_day);
  };
  return number(date, 99) >= number(day, 0);
}

namespace {

Result<void> settled(ledger::Ledger& ledger, const ledger::Moment& moment) {
  const auto* position = std::get_if<std::uint64_t>(&moment);
  if (position == nullptr) return {};
  const auto end = ledger.end_of_append(*position);
  if (!end) return std::unexpected(end.error());
  if (!*end) return {};
  return fail(ErrorCode::kNotFound,
              fmt::format("@{} lies inside of one change, which was made as a whole: ask for @{}", *position, **end));
}

}  // namespace

Result<ledger::StateAt> state_at(ledger::Ledger& ledger, std::string_view registry, const ledger::Moment& moment) {
  if (auto fine = settled(ledger, moment); !fine) return std::unexpected(std::move(fine.error()));
  auto at = ledger.state(registry, moment);
  if (!at || at->end != 0) return at;
  const auto dates = ledger.dates(registry);
  return fail(ErrorCode::kNotFound, dates && !dates->empty()
                                        ? fmt::format("nothing is known of {}: the ledger begins with {}",
                                                      words(moment), to_string(dates->front().date))
                                        : fmt::format("nothing is known of {}", words(moment)));
}

Result<registry::Registry> registry_at(ledger::Ledger& ledger, std::string_view registry,
                                       const ledger::Moment& moment) {
  const auto at = state_at(ledger, registry, moment);
  if (!at) return std::unexpected(at.error());
  return ledger.materialize(registry, *at);
}

app::Outcome<app::Source> open_source_at(const Place& place, const ledger::Moment& moment) {
  const auto failed = [&](Error error) {
    if (error.place.file.empty()) error.place.file = place.words();
    return std::unexpected(std::vector{std::move(error)});
  };
  auto ledger = open_ledger(place, ledger::Mode::kRead);
  if (!ledger) return failed(std::move(ledger.error()));
  const auto name = registry_in(*ledger, place.registry);
  if (!name) return failed(name.error());
  const auto registry = registry_at(*ledger, *name, moment);
  if (!registry) return failed(registry.error());
  auto compiled = lookup::compile(*registry);
  if (!compiled) return failed(std::move(compiled.error()));
  auto bytes = std::make_unique<std::string>(std::move(*compiled));
  auto lookup = Lookup::from_bytes(std::as_bytes(std::span(*bytes)), Lookup::Verify::kNone);
  if (!lookup) return failed(std::move(lookup.error()));
  return app::Source{app::Source::Origin::kNamed, place.words(), std::move(bytes), std::move(*lookup)};
}

}  // namespace portolan::keeping
