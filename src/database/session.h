// SPDX-License-Identifier: Apache-2.0
//
// What both databases do alike, for those who write a driver: the order of calls, the checks of values and the rule
// that a failed statement spoils its transaction. A driver overrides the do_... functions, which are only called when
// they make sense.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "database/database.h"

namespace portolan::database {

class Session : public Database {
 public:
  Result<std::uint64_t> execute(std::string_view sql, std::span<const Value> values) final;
  Result<void> post(std::string_view sql, std::span<const Value> values) final;
  Result<void> query(std::string_view sql, std::span<const Value> values, const EachRow& each) final;
  Result<void> insert(std::string_view table, std::span<const std::string_view> columns,
                      std::span<const Value> values) final;
  Result<void> run_script(std::string_view sql) final;
  Result<void> begin(Access access) final;
  Result<void> commit() final;
  void rollback() noexcept final;

 protected:
  // The transaction that is open.
  std::optional<Access> access() const noexcept { return access_; }
  // Nothing if a statement may be run now, or why not.
  Result<void> ready() const;

 private:
  virtual Result<std::uint64_t> do_execute(std::string_view sql, std::span<const Value> values) = 0;
  // Called in write transactions only. A failure that is kept for later is told by the next call, or by do_commit().
  virtual Result<void> do_post(std::string_view sql, std::span<const Value> values) {
    const auto done = do_execute(sql, values);
    return done ? Result<void>() : std::unexpected(done.error());
  }
  virtual Result<void> do_query(std::string_view sql, std::span<const Value> values, const EachRow& each) = 0;
  // `values` is one or more whole rows.
  virtual Result<void> do_insert(std::string_view table, std::span<const std::string_view> columns,
                                 std::span<const Value> values) = 0;
  virtual Result<void> do_run_script(std::string_view sql) = 0;
  virtual Result<void> do_begin(Access access) = 0;
  // After a failure do_rollback() is called too.
  virtual Result<void> do_commit() = 0;
  virtual void do_rollback() noexcept = 0;

  // Calls it if it may be called now; a failure spoils the transaction.
  template <class Call>
  auto run(Call call) -> decltype(call());

  std::optional<Access> access_;
  std::optional<Error> spoiled_;  // the failure that spoiled the transaction
  bool in_query_ = false;
};

// The statement with the database's type for bytes in place of $BLOB.
std::string with_blob_type(std::string_view sql, std::string_view blob_type);
// "name", for SQL.
std::string quoted(std::string_view name);
// `"one", "two"`.
std::string quoted_list(std::span<const std::string_view> names);

}  // namespace portolan::database
