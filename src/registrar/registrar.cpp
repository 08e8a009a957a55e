// SPDX-License-Identifier: Apache-2.0
#include "registrar/registrar.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "accounts/roles.h"
#include "accounts/schema.h"

namespace portolan::registrar {

Counter::Counter(ledger::Ledger ledger, std::unique_ptr<database::Database> accounts, std::string registry,
                 Shared& shared)
    : ledger_(std::move(ledger)),
      accounts_(std::move(accounts)),
      desk_(ledger_, std::move(registry)),
      office_{.database = *accounts_, .hasher = shared.hasher, .keys = shared.keys, .rules = shared.rules} {}

Result<std::unique_ptr<Counter>> Counter::open(const keeping::Place& place, const std::string& registry,
                                               Shared& shared) {
  auto ledger = keeping::open_ledger(place, ledger::Mode::kWrite);
  if (!ledger) return std::unexpected(std::move(ledger.error()));
  auto accounts = keeping::open_database(place, false);
  if (!accounts) return std::unexpected(std::move(accounts.error()));
  if (auto made = accounts::migrate(**accounts); !made) return std::unexpected(std::move(made.error()));
  return std::unique_ptr<Counter>(new Counter(std::move(*ledger), std::move(*accounts), registry, shared));
}

Result<std::vector<policies::Office>> Counter::offices(std::string_view name) {
  const auto ground = desk_.ground();
  if (!ground) return std::unexpected(ground.error());
  std::vector<policies::Office> out;
  std::ranges::copy_if((*ground)->charter().offices, std::back_inserter(out),
                       [&](const policies::Office& office) { return office.account == name; });
  return out;
}

Result<std::vector<procedures::Person>> Counter::officers() {
  auto granted = accounts::officers_of(office_, registry());
  if (!granted) return granted;
  const auto ground = desk_.ground();
  if (!ground) return std::unexpected(ground.error());
  for (const policies::Office& office : (*ground)->charter().offices) {
    const auto account = accounts::find_account_by(office_, office.account);
    if (!account) return std::unexpected(account.error());
    if (!*account || (*account)->name != office.account) continue;
    auto person = this->person(**account);
    if (!person) return std::unexpected(std::move(person.error()));
    const auto known = std::ranges::find((*granted), person->id, &procedures::Person::id);
    if (known != granted->end())
      *known = std::move(*person);
    else if (!person->disabled)
      granted->push_back(std::move(*person));
  }
  return granted;
}

Result<procedures::Person> Counter::person(const accounts::Account& account) {
  auto person = accounts::person_for(office_, account.id, registry());
  if (!person || person->disabled) return person;
  const auto given = offices(account.name);
  if (!given) return std::unexpected(given.error());
  for (const policies::Office& office : *given) {
    if (!person->has(office.role)) person->roles.push_back(office.role);
    person->expert_for |= office.transports;
  }
  return person;
}

Registrar::Registrar(keeping::Place place, std::string registry, const accounts::Keys::Key& key,
                     accounts::PasswordHasher hasher, const Settings& settings)
    : place_(std::move(place)),
      registry_(std::move(registry)),
      shared_{accounts::Keys(key), std::move(hasher), settings.rules},
      left_(settings.counters) {}

Result<std::unique_ptr<Registrar>> Registrar::open(const keeping::Place& place, const std::string& registry,
                                                   const Settings& settings) {
  const auto file = key_file_of(place, settings.key_file);
  if (!file) return std::unexpected(file.error());
  const auto key = read_key(*file, settings.create_key);
  if (!key) return std::unexpected(key.error());
  auto hasher = accounts::PasswordHasher::make(settings.cost);
  if (!hasher) return std::unexpected(std::move(hasher.error()));
  std::unique_ptr<Registrar> registrar(new Registrar(place, registry, *key, std::move(*hasher), settings));
  // What cannot be opened is told at once, not to the first who comes.
  if (auto first = registrar->counter(); !first) return std::unexpected(std::move(first.error()));
  return registrar;
}

Result<Registrar::Lease> Registrar::counter() {
  std::unique_lock lock(mutex_);
  free_.wait(lock, [&] { return !idle_.empty() || left_ > 0; });
  if (!idle_.empty()) {
    auto counter = std::move(idle_.back());
    idle_.pop_back();
    return Lease(*this, std::move(counter));
  }
  --left_;
  lock.unlock();
  auto opened = Counter::open(place_, registry_, shared_);
  if (opened) return Lease(*this, std::move(*opened));
  lock.lock();
  ++left_;
  free_.notify_one();
  return std::unexpected(std::move(opened.error()));
}

void Registrar::give_back(std::unique_ptr<Counter> counter) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(counter));
  free_.notify_one();
}

Registrar::Lease::~Lease() {
  if (counter_ != nullptr) registrar_->give_back(std::move(counter_));
}

}  // namespace portolan::registrar
