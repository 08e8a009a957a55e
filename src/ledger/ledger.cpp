// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger.h"

#include <sodium/randombytes.h>

#include "ledger/inside.h"
#include "ledger/rows.h"
#include "ledger/schema.h"

namespace portolan::ledger {

using database::Database;
using database::Row;
using database::Value;
using events::Event;

namespace {

// A name that no other ledger has: checkpoints of different ledgers must not be taken for each other.
Result<std::string> origin_of(Database& database, Mode mode) {
  auto origin = property(database, kOriginProperty);
  if (!origin) return std::unexpected(std::move(origin.error()));
  if (*origin) return **origin;
  if (mode == Mode::kRead) return fail(ErrorCode::kDamaged, "this ledger has no name of its own");
  constexpr char kDigits[] = "0123456789abcdef";
  std::string name = "portolan/";
  for (int i = 0; i < 16; ++i) name.push_back(kDigits[randombytes_uniform(16)]);
  if (auto set = set_property(database, kOriginProperty, name); !set) return std::unexpected(std::move(set.error()));
  return name;
}

}  // namespace

Result<events::Supply> Ledger::numbers(std::string_view registry) {
  const auto row = registry_row(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const RegistryRow known = row->value_or(RegistryRow());
  const auto counter = [](std::uint64_t first) { return [next = first]() mutable { return next++; }; };
  return events::Supply{.record_number = counter(known.next_record),
                        .contact_number = counter(known.next_contact),
                        .salt =
                            [] {
                              std::string salt(16, '\0');
                              randombytes_buf(salt.data(), salt.size());
                              return salt;
                            },
                        .application_number = counter(known.next_application)};
}

Result<Ledger> Ledger::open(std::unique_ptr<Database> database, Mode mode) {
  const auto schema = schema_of(*database);
  if (!schema) return std::unexpected(schema.error());
  if (*schema == 0 && mode != Mode::kCreate)
    return fail(ErrorCode::kNotFound, "there is no ledger: `portolan import FILE` or `portolan update` makes one");
  if (mode == Mode::kRead && *schema < newest_schema())
    return fail(ErrorCode::kUnsupported,
                "this ledger is of an older portolan: a command that writes brings it up to date");
  if (mode != Mode::kRead || *schema > newest_schema())
    if (auto migrated = migrate(*database); !migrated) return std::unexpected(std::move(migrated.error()));
  Ledger ledger(std::move(database));
  auto origin = origin_of(*ledger.database_, mode);
  if (!origin) return std::unexpected(std::move(origin.error()));
  ledger.origin_ = std::move(*origin);
  return ledger;
}

Result<std::uint64_t> Ledger::size() { return event_count(*database_); }

Result<std::vector<RegistryInfo>> Ledger::registries() {
  std::vector<RegistryInfo> out;
  auto asked =
      database_->query("SELECT name, version, last, effective FROM registries ORDER BY id", {}, [&](const Row& row) {
        out.push_back({.name = std::string(row.bytes(0)),
                       .version = number_at(row, 1),
                       .end = number_at(row, 2),
                       .effective = date_of(row.integer(3))});
        return true;
      });
  if (!asked) return std::unexpected(std::move(asked.error()));
  return out;
}

Result<std::optional<RegistryInfo>> Ledger::registry(std::string_view name) {
  const auto row = registry_row(*database_, name);
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  return RegistryInfo{.name = std::string(name),
                      .version = (*row)->version,
                      .end = (*row)->last,
                      .effective = date_of((*row)->effective)};
}

Result<std::optional<std::uint64_t>> Ledger::import_of(std::string_view registry, const events::Digest& sha256) {
  const auto row = registry_row(*database_, registry);
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  const std::array values = {value_of((*row)->id), Value::blob(proof::bytes_of(sha256))};
  return first_row(*database_, "SELECT position FROM documents WHERE registry = $1 AND sha256 = $2", values,
                   [](const Row& found) { return number_at(found, 0); });
}

Result<std::string> Ledger::event_bytes(std::uint64_t position) {
  const std::array values = {value_of(position)};
  auto bytes = first_row(*database_, "SELECT bytes FROM events WHERE position = $1", values,
                         [](const Row& row) { return std::string(row.bytes(0)); });
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  if (!*bytes) return fail(ErrorCode::kNotFound, "the ledger has no event " + std::to_string(position));
  return std::move(**bytes);
}

Result<std::optional<events::Personal>> Ledger::personal(std::uint64_t position) {
  const std::array values = {value_of(position)};
  return first_row(*database_, "SELECT salt, data FROM personal WHERE position = $1", values, [](const Row& row) {
    return events::Personal{std::string(row.bytes(0)), std::string(row.bytes(1))};
  });
}

Result<Ledger::Fetched> Ledger::fetched(std::string_view url) {
  const auto etag = property(*database_, "etag of " + std::string(url));
  if (!etag) return std::unexpected(etag.error());
  const auto modified = property(*database_, "last-modified of " + std::string(url));
  if (!modified) return std::unexpected(modified.error());
  return Fetched{etag->value_or(std::string()), modified->value_or(std::string())};
}

Result<void> Ledger::note_fetched(std::string_view url, const Fetched& fetched) {
  auto done = set_property(*database_, "etag of " + std::string(url), fetched.etag);
  if (done) done = set_property(*database_, "last-modified of " + std::string(url), fetched.last_modified);
  return done;
}

// --- reading events

Result<void> Ledger::each_event(const Filter& filter, const EachEvent& each) {
  std::optional<Error> error;
  const auto visit = [&](const Row& row) {
    auto event = events::decode(row.bytes(1));
    if (!event) {
      error = std::move(event.error());
      error->message += " (event " + std::to_string(row.integer(0)) + ")";
      return false;
    }
    return each(number_at(row, 0), *event);
  };
  std::int64_t id = 0;
  if (!filter.registry.empty()) {
    const auto row = known_registry(*database_, filter.registry);
    if (!row) return std::unexpected(row.error());
    id = static_cast<std::int64_t>(row->id);
  }
  const auto bound = [](std::uint64_t number) {
    return static_cast<std::int64_t>(std::min(number, static_cast<std::uint64_t>(INT64_MAX)));
  };
  const std::array values = {Value(bound(filter.from)), Value(bound(filter.to)), Value(id), Value(bound(filter.limit))};
  const std::string sql = std::string(
                              "SELECT position, bytes FROM events WHERE position >= $1 AND position < $2 AND "
                              "($3 = 0 OR registry = $3) ORDER BY position ") +
                          (filter.newest_first ? "DESC" : "ASC") + " LIMIT $4";
  auto asked = database_->query(sql, values, visit);
  if (!asked) return asked;
  if (error) return std::unexpected(std::move(*error));
  return {};
}

}  // namespace portolan::ledger
