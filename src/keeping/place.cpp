// SPDX-License-Identifier: Apache-2.0
#include "keeping/place.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "app/source.h"
#include "database/sqlite.h"
#include "postgres/postgres.h"

namespace portolan::keeping {
namespace {

constexpr std::string_view kUsualRegistry = "service-names-port-numbers";

std::string folder_of(const std::string& lookup_file) { return lookup_file.substr(0, lookup_file.rfind('/')); }

bool holds_ledger(const std::string& folder) {
  std::error_code ignored;
  return std::filesystem::exists(Place{folder, {}, {}}.ledger_file(), ignored);
}

Result<void> make_folder(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return {};
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::kIo, "cannot make the folder: " + error.message(), {folder, 0, 0, {}});
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return {};
}

std::unexpected<Error> at(const Place& place, Error error) {
  if (error.place.file.empty()) error.place.file = place.words();
  return std::unexpected(std::move(error));
}

}  // namespace

std::string Place::words() const {
  if (is_folder()) return folder;
  // postgresql://user:secret@host/...: the secret is nobody's business.
  const std::size_t at_sign = address.find('@');
  const std::size_t colon = address.find(':', address.find("://") + 3);
  if (at_sign == address.npos || colon == address.npos || colon > at_sign) return address;
  return address.substr(0, colon) + address.substr(at_sign);
}

Place place_of(const std::string& where) {
  const app::Named named = app::split_registry(where);
  const std::string registry(named.registry);
  std::string path(named.where);
  if (app::is_database(path)) return {{}, std::move(path), registry};
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  if (!path.empty()) return {std::move(path), {}, registry};
  const std::vector<std::string> installed = app::installed_lookups();
  for (const std::string& lookup : installed)
    if (holds_ledger(folder_of(lookup))) return {folder_of(lookup), {}, registry};
  return {folder_of(installed.front()), {}, registry};
}

Result<std::unique_ptr<database::Database>> open_database(const Place& place, bool create) {
  const auto open = [&]() -> Result<std::unique_ptr<database::Database>> {
    if (!place.is_folder()) return database::open_postgres(place.address);
    if (create)
      if (auto made = make_folder(place.folder); !made) return std::unexpected(std::move(made.error()));
    if (!create && !holds_ledger(place.folder))
      return fail(ErrorCode::kNotFound,
                  "there is no ledger here: `portolan import FILE` or `portolan update` makes one");
    return database::open_sqlite(place.ledger_file(), {.create = create});
  };
  auto database = open();
  if (!database) return at(place, std::move(database.error()));
  return database;
}

Result<ledger::Ledger> open_ledger(const Place& place, ledger::Mode mode) {
  auto database = open_database(place, mode == ledger::Mode::kCreate);
  if (!database) return std::unexpected(std::move(database.error()));
  auto ledger = ledger::Ledger::open(std::move(*database), mode);
  if (!ledger) return at(place, std::move(ledger.error()));
  return ledger;
}

Result<std::string> registry_in(ledger::Ledger& ledger, std::string_view name) {
  const auto known = ledger.registries();
  if (!known) return std::unexpected(known.error());
  const std::string wanted(name.empty() ? kUsualRegistry : name);
  for (const ledger::RegistryInfo& info : *known)
    if (info.name == wanted) return wanted;
  if (name.empty() && known->size() == 1) return known->front().name;
  if (known->empty())
    return fail(ErrorCode::kNotFound, "this ledger is empty: `portolan import FILE` or `portolan update` fills it");
  std::string names;
  for (const ledger::RegistryInfo& info : *known) names += (names.empty() ? "" : ", ") + info.name;
  return fail(ErrorCode::kNotFound,
              name.empty() ? fmt::format("this ledger holds {}: name one of them, as in --registry WHERE#{}", names,
                                         known->front().name)
                           : fmt::format("this ledger holds no registry '{}', but {}", wanted, names));
}

}  // namespace portolan::keeping
