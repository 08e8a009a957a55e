// SPDX-License-Identifier: Apache-2.0
//
// The places where a database can be: a SQLite file in a scratch folder, and a schema of a test's own PostgreSQL
// server. A test that takes a StoreKind runs on both, and gives a process that it starts the store's address.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include "database_address.h"
#include "postgres_server.h"
#include "scratch_folder.h"

namespace portolan::testing {

class Store {
 public:
  Store() = default;
  virtual ~Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  virtual std::string address() const = 0;
  virtual void begin_anew() = 0;  // what was there is gone
};

class SqliteStore final : public Store {
 public:
  std::string address() const override { return folder_ / "ledger.sqlite"; }
  void begin_anew() override {
    std::filesystem::remove(address());
    std::filesystem::remove(address() + "-journal");
  }

 private:
  ScratchFolder folder_{"store"};
};

class PostgresStore final : public Store {
 public:
  explicit PostgresStore(const PostgresServer& server) : server_(server) {
    run("CREATE EXTENSION IF NOT EXISTS amcheck");  // what_is_wrong() asks it
    begin_anew();
  }
  ~PostgresStore() override { run("DROP SCHEMA " + schema_ + " CASCADE"); }

  std::string address() const override { return server_.address("postgres") + " options=-csearch_path=" + schema_; }
  void begin_anew() override {
    static int last = 0;
    if (!schema_.empty()) run("DROP SCHEMA " + schema_ + " CASCADE");
    schema_ = "store" + std::to_string(++last);
    run("CREATE SCHEMA " + schema_);
  }

 private:
  void run(const std::string& sql) const {
    const auto database = database::open_postgres(server_.address("postgres"));
    const auto done = database ? (*database)->execute(sql) : std::unexpected(database.error());
    EXPECT_TRUE(done) << to_string(done.error());
  }

  const PostgresServer& server_;
  std::string schema_;
};

struct StoreKind {
  const char* name;
  const char* missing;               // why there may be none
  std::unique_ptr<Store> (*make)();  // null if there is none
};
inline void PrintTo(const StoreKind& kind, std::ostream* out) { *out << kind.name; }

inline const StoreKind kSqlite = {"Sqlite", "",
                                  []() -> std::unique_ptr<Store> { return std::make_unique<SqliteStore>(); }};
inline const StoreKind kPostgres = {"Postgres", PostgresServer::kMissing, []() -> std::unique_ptr<Store> {
                                      const PostgresServer* server = PostgresServer::instance({.fsync = false});
                                      if (server == nullptr) return nullptr;
                                      return std::make_unique<PostgresStore>(*server);
                                    }};

// A test of one store, or of each.
class StoreTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    store_ = GetParam().make();
    if (!store_) GTEST_SKIP() << GetParam().missing;
  }
  std::string address() const { return store_->address(); }

  std::unique_ptr<Store> store_;
};
inline std::string store_name(const ::testing::TestParamInfo<StoreKind>& info) { return info.param.name; }

}  // namespace portolan::testing
