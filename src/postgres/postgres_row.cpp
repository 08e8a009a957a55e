// SPDX-License-Identifier: Apache-2.0
#include "postgres/postgres_row.h"

#include <fmt/format.h>

namespace portolan::database {
namespace {

// Object ids of built-in types; fixed for ever (pg_type.dat).
enum TypeId : Oid {
  kBool = 16,
  kBytea = 17,
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kVarchar = 1043,
  kVoid = 2278,
};

}  // namespace

Result<PostgresRow::Type> PostgresRow::type_of(const PGresult* result, int column) {
  switch (PQftype(result, column)) {
    case kBool:
    case kInt2:
    case kInt4:
    case kInt8: return Type::kInteger;
    case kBytea:
    case kName:
    case kText:
    case kVarchar: return Type::kBytes;
    case kVoid: return Type::kNothing;
    default:
      return fail(ErrorCode::kUnsupported,
                  fmt::format("the column '{}' of the answer is neither BIGINT nor TEXT nor BYTEA: write a CAST",
                              PQfname(result, column)));
  }
}

Result<PostgresRow> PostgresRow::make(const PGresult* result) {
  PostgresRow row;
  for (int column = 0; column < PQnfields(result); ++column) {
    const auto type = type_of(result, column);
    if (!type) return std::unexpected(type.error());
    row.types_.push_back(*type);
  }
  return row;
}

bool PostgresRow::has(std::size_t column, Type type) const {
  return column < types_.size() && types_[column] == type && PQgetisnull(result_, 0, static_cast<int>(column)) == 0;
}

bool PostgresRow::is_null(std::size_t column) const {
  return !has(column, Type::kInteger) && !has(column, Type::kBytes);
}

std::int64_t PostgresRow::integer(std::size_t column) const {
  if (!has(column, Type::kInteger)) return 0;
  const char* at = PQgetvalue(result_, 0, static_cast<int>(column));
  const int size = PQgetlength(result_, 0, static_cast<int>(column));
  // Two's complement, the highest byte first, of 1, 2, 4 or 8 bytes.
  std::uint64_t value = size > 0 && (static_cast<unsigned char>(*at) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(at[i]);
  return static_cast<std::int64_t>(value);
}

std::string_view PostgresRow::bytes(std::size_t column) const {
  if (!has(column, Type::kBytes)) return "";
  return {PQgetvalue(result_, 0, static_cast<int>(column)),
          static_cast<std::size_t>(PQgetlength(result_, 0, static_cast<int>(column)))};
}

}  // namespace portolan::database
