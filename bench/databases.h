// SPDX-License-Identifier: Apache-2.0
//
// The databases that benchmarks write to, and the rival of all that is written durably.
#pragma once

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "database/database.h"
#include "database/sqlite.h"

namespace portolan::bench {

using database::Database;

class Folder {
 public:
  Folder() : path_(std::filesystem::current_path() / ("ledger-bench-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::unique_ptr<Database> open(const std::string& name) const {
    return database::open_sqlite((path_ / (name + ".sqlite")).string()).value();
  }
  void remove(const std::string& name) const { std::filesystem::remove(path_ / (name + ".sqlite")); }

 private:
  std::filesystem::path path_;
};

inline void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s failed\n", what);
  std::exit(4);
}

// What the database itself does for one durable commit: a row of the size of an event.
class Bare {
 public:
  explicit Bare(std::unique_ptr<Database> database) : database_(std::move(database)) {
    must(database_->run_script("CREATE TABLE bare (position BIGINT PRIMARY KEY, bytes $BLOB NOT NULL)").has_value(),
         "create");
  }
  void commit_one() {
    auto transaction = database::Transaction::begin(*database_, database::Access::kWrite);
    must(transaction.has_value(), "begin");
    const std::array values = {database::Value(next_++), database::Value::blob(bytes_)};
    must(database_->execute("INSERT INTO bare (position, bytes) VALUES ($1, $2)", values).has_value(), "insert");
    must(transaction->commit().has_value(), "commit");
  }

 private:
  std::unique_ptr<Database> database_;
  std::string bytes_ = std::string(160, 'x');
  std::int64_t next_ = 0;
};

}  // namespace portolan::bench
