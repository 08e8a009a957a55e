// SPDX-License-Identifier: Apache-2.0
//
// A row of an answer in PostgreSQL's binary format.
#pragma once

#include <cstdint>
#include <vector>

#include "postgres/postgres.h"
#include "postgres/postgres_error.h"

namespace portolan::database {

class PostgresRow final : public Row {
 public:
  // Looks at the first result that has rows. Fails with kUnsupported if a column's type is not of the interface.
  static Result<PostgresRow> make(const PGresult* result);

  // The row is the first of this result, which must outlive the use of the row.
  void set(const PGresult* result) noexcept { result_ = result; }
  bool is_null(std::size_t column) const override;
  std::int64_t integer(std::size_t column) const override;
  std::string_view bytes(std::size_t column) const override;

 private:
  enum class Type : std::uint8_t { kInteger, kBytes, kNothing };
  static Result<Type> type_of(const PGresult* result, int column);
  bool has(std::size_t column, Type type) const;

  std::vector<Type> types_;
  const PGresult* result_ = nullptr;
};

}  // namespace portolan::database
