// SPDX-License-Identifier: Apache-2.0
//
// The registrar's office: what people do in a registry of a ledger, whichever way they come - from the shell, through
// the API, on the web. Here accounts, which know who somebody is, meet the desk, which knows what is done.
//
// The accounts lie in the ledger's own database, with a key beside it (a file) of which a copy of the database alone
// is worth nothing.
//
// Errors: those of the ledger and of the database.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "accounts/office.h"
#include "accounts/passwords.h"
#include "accounts/people.h"
#include "accounts/secrets.h"
#include "desk/desk.h"
#include "keeping/place.h"
#include "ledger/ledger.h"
#include "portolan/error.h"

namespace portolan::registrar {

// The file with the key of a place: that which is named, or accounts.key in its folder. Fails with kInvalidArgument
// where neither is there.
Result<std::string> key_file_of(const keeping::Place& place, const std::string& named = {});
// The key in that file. It is made, for its owner's eyes only, where it is not there and `create` says so.
Result<accounts::Keys::Key> read_key(const std::string& file, bool create);

// What all counters of a program share.
struct Shared {
  accounts::Keys keys;
  accounts::PasswordHasher hasher;
  accounts::Rules rules;
};

// Where one is served: a connection to the ledger with the desk of a registry, and one to the accounts.
//
// Thread-safety: one thread at a time. `shared` must outlive it.
class Counter {
 public:
  // Makes the tables of the accounts where they are not there.
  static Result<std::unique_ptr<Counter>> open(const keeping::Place& place, const std::string& registry,
                                               Shared& shared);

  ledger::Ledger& ledger() noexcept { return ledger_; }
  desk::Desk& desk() noexcept { return desk_; }
  const accounts::Office& office() const noexcept { return office_; }
  const std::string& registry() const noexcept { return desk_.registry(); }

  // What the registry's rules make of whoever has that name.
  Result<std::vector<policies::Office>> offices(std::string_view name);
  // Everybody who holds an office here.
  Result<std::vector<procedures::Person>> officers();
  // As whom the procedures see the account: what was granted to it, and the offices that the registry's rules give to
  // its name. kNotFound if there is none.
  Result<procedures::Person> person(const accounts::Account& account);

 private:
  Counter(ledger::Ledger ledger, std::unique_ptr<database::Database> accounts, std::string registry, Shared& shared);

  ledger::Ledger ledger_;
  std::unique_ptr<database::Database> accounts_;
  desk::Desk desk_;
  accounts::Office office_;
};

struct Settings {
  std::string key_file = {};  // empty: that of the folder
  bool create_key = false;
  unsigned counters = 4;  // connections, at most twice as many
  accounts::HashCost cost = {};
  accounts::Rules rules = {};
};

// Counters for a server's threads.
//
// Thread-safety: any thread at any time.
class Registrar {
 public:
  // Fails where the ledger or the key cannot be opened.
  static Result<std::unique_ptr<Registrar>> open(const keeping::Place& place, const std::string& registry,
                                                 const Settings& settings = {});

  // A counter of one's own until it ends.
  class Lease {
   public:
    Lease(Registrar& registrar, std::unique_ptr<Counter> counter)
        : registrar_(&registrar), counter_(std::move(counter)) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&& other) = delete;
    ~Lease();
    Counter& operator*() const noexcept { return *counter_; }
    Counter* operator->() const noexcept { return counter_.get(); }

   private:
    Registrar* registrar_;
    std::unique_ptr<Counter> counter_;
  };
  // Waits while all are taken.
  Result<Lease> counter();

  const std::string& registry() const noexcept { return registry_; }

 private:
  Registrar(keeping::Place place, std::string registry, const accounts::Keys::Key& key, accounts::PasswordHasher hasher,
            const Settings& settings);
  void give_back(std::unique_ptr<Counter> counter);

  keeping::Place place_;
  std::string registry_;
  Shared shared_;
  std::mutex mutex_;
  std::condition_variable free_;
  unsigned left_;  // that may still be opened
  std::vector<std::unique_ptr<Counter>> idle_;
};

}  // namespace portolan::registrar
