// SPDX-License-Identifier: Apache-2.0
#include "app/view.h"

#include <fmt/format.h>

#include <chrono>
#include <span>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "formats/json.h"
#include "lookup/compiler.h"
#include "lookup/core.h"

namespace portolan::app {
namespace {

std::string_view bytes_of(const Lookup& lookup) {
  const lookup::Mapping& mapping = lookup.core().mapping;
  return {reinterpret_cast<const char*>(mapping.data()), mapping.size()};
}

std::string identity_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

// The first of the month where the day is not known.
std::int64_t midnight_of(Date date) {
  if (date.empty()) return 0;
  const std::chrono::year_month_day day{std::chrono::year(date.year), std::chrono::month(date.month),
                                        std::chrono::day(date.has_day() ? date.day : 1U)};
  return std::chrono::sys_seconds(std::chrono::sys_days(day)).time_since_epoch().count();
}

// A server outlives its files: what is mapped could be cut under it, so it keeps a copy that was checked whole.
Result<Source> own_copy(Source source) {
  auto bytes = std::make_unique<const std::string>(bytes_of(source.lookup));
  auto lookup = Lookup::from_bytes(std::as_bytes(std::span(*bytes)), Lookup::Verify::kAll);
  if (!lookup) return std::unexpected(std::move(lookup.error()));
  return Source{source.origin, std::move(source.where), std::move(bytes), std::move(*lookup)};
}

}  // namespace

View::View(Source source, Moment moment)
    : source_(std::move(source)),
      moment_(moment),
      description_(app::description(source_)),
      bytes_(bytes_of(source_.lookup)),
      identity_(identity_of(bytes_)) {
  if (moment_.modified == 0) moment_.modified = midnight_of(updated());
}

Result<void> View::prepare() {
  const auto registry = this->registry();
  if (!registry) return std::unexpected(registry.error());
  for (const registry::Record& record : registry->records) {
    formats::write_json_record(record, texts_.bytes());
    texts_.end_text();
  }
  for (const registry::Contact& contact : registry->contacts) {
    formats::write_json_contact(contact, texts_.bytes());
    texts_.end_text();
  }
  texts_.shrink();
  return {};
}

Result<std::shared_ptr<const View>> View::make(Source source, Moment moment) {
  if (source.origin != Source::Origin::kBundled && source.bytes == nullptr) {
    auto copied = own_copy(std::move(source));
    if (!copied) return std::unexpected(std::move(copied.error()));
    source = std::move(*copied);
  }
  const std::shared_ptr<View> view(new View(std::move(source), moment));
  if (auto prepared = view->prepare(); !prepared) return std::unexpected(std::move(prepared.error()));
  return view;
}

Result<std::shared_ptr<const View>> View::make(const registry::Registry& registry, std::string where, Moment moment) {
  auto compiled = lookup::compile(registry);
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  auto bytes = std::make_unique<const std::string>(std::move(*compiled));
  auto lookup = Lookup::from_bytes(std::as_bytes(std::span(*bytes)), Lookup::Verify::kNone);
  if (!lookup) return std::unexpected(std::move(lookup.error()));
  return make(Source{Source::Origin::kNamed, std::move(where), std::move(bytes), std::move(*lookup)}, moment);
}

Result<registry::Registry> View::registry() const { return lookup::decompile(lookup()); }

}  // namespace portolan::app
