// SPDX-License-Identifier: Apache-2.0
//
// A database that says when something is about to be asked of it.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "database/database.h"

namespace portolan::testing {

class SayingDatabase final : public database::Database {
 public:
  explicit SayingDatabase(std::unique_ptr<database::Database> database) : database_(std::move(database)) {}

  std::function<void()> before;  // nothing is said without it

  Result<std::uint64_t> execute(std::string_view sql, std::span<const database::Value> values) override {
    return asked().execute(sql, values);
  }
  Result<void> post(std::string_view sql, std::span<const database::Value> values) override {
    return asked().post(sql, values);
  }
  Result<void> query(std::string_view sql, std::span<const database::Value> values,
                     const database::EachRow& each) override {
    return asked().query(sql, values, each);
  }
  Result<void> insert(std::string_view table, std::span<const std::string_view> columns,
                      std::span<const database::Value> values) override {
    return asked().insert(table, columns, values);
  }
  Result<void> run_script(std::string_view sql) override { return asked().run_script(sql); }
  Result<void> begin(database::Access access) override { return asked().begin(access); }
  Result<void> commit() override { return asked().commit(); }
  void rollback() noexcept override { database_->rollback(); }
  std::uint64_t connections() const noexcept override { return database_->connections(); }
  std::string_view kind() const noexcept override { return database_->kind(); }
  std::string_view blob_type() const noexcept override { return database_->blob_type(); }

 private:
  database::Database& asked() const {
    if (before) before();
    return *database_;
  }

  std::unique_ptr<database::Database> database_;
};

}  // namespace portolan::testing
