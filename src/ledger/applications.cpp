// SPDX-License-Identifier: Apache-2.0
//
// Where applications stand, and what happened to one of them.
#include <fmt/format.h>

#include <algorithm>

#include "ledger/ledger.h"
#include "ledger/rows.h"

namespace portolan::ledger {
namespace {

using database::Row;
using database::Value;

constexpr std::string_view kColumns =
    "SELECT application, steps, first, last, submitted, changed, standing FROM applications WHERE registry = $1";

Result<ApplicationInfo> info_of(const Row& row) {
  auto standing = events::decode_standing(row.bytes(6));
  if (!standing) return std::unexpected(std::move(standing.error()));
  return ApplicationInfo{.number = number_at(row, 0),
                         .steps = number_at(row, 1),
                         .first = number_at(row, 2),
                         .last = number_at(row, 3),
                         .submitted = number_at(row, 4),
                         .changed = number_at(row, 5),
                         .standing = std::move(*standing)};
}

// What a filter asks for, in SQL. Texts are views into the filter and into what is kept here.
class Question {
 public:
  Question(std::uint64_t registry, const ApplicationFilter& filter) : service_(registry::fold_ascii(filter.service)) {
    values_.push_back(value_of(registry));
    if (filter.open_only) and_that("is_open", "=", Value(std::int64_t{1}));
    if (!filter.state.empty()) and_that("state", "=", Value::text(filter.state));
    if (!filter.kind.empty()) and_that("kind", "=", Value::text(filter.kind));
    if (!service_.empty()) and_that("service", "=", Value::text(service_));
    if (filter.applicant) and_that("applicant", "=", value_of(*filter.applicant));
    if (filter.reviewer) reviewer(*filter.reviewer);
    if (filter.due_by) due(*filter.due_by);
    if (filter.beyond) and_that("application", filter.newest_first ? "<" : ">", value_of(*filter.beyond));
    order(filter);
  }
  Question(const Question&) = delete;

  const std::string& sql() const noexcept { return sql_; }
  std::span<const Value> values() const noexcept { return values_; }

 private:
  void and_that(std::string_view column, std::string_view compared, Value value) {
    values_.push_back(value);
    sql_ += fmt::format(" AND {} {} ${}", column, compared, values_.size());
  }
  // The index has no row for nobody.
  void reviewer(std::uint64_t person) {
    and_that("reviewer", "=", value_of(person));
    if (person != 0) sql_ += " AND reviewer <> 0";
  }
  void due(std::uint64_t by) {
    and_that("due", "<=", value_of(by));
    sql_ += " AND due <> 0";
  }
  void order(const ApplicationFilter& filter) {
    values_.push_back(value_of(std::min<std::uint64_t>(filter.limit, INT64_MAX)));
    sql_ += fmt::format(" ORDER BY {} {} LIMIT ${}", filter.due_by ? "due" : "application",
                        filter.newest_first ? "DESC" : "ASC", values_.size());
  }

  std::string service_;
  std::string sql_{kColumns};
  std::vector<Value> values_;
};

constexpr std::string_view kSteps =
    "SELECT e.position, e.bytes, p.salt, p.data FROM events e LEFT JOIN personal p ON p.position = e.position "
    "WHERE e.registry = $1 AND ";

Result<void> read_steps(database::Database& database, std::string_view sql, std::span<const Value> values,
                        const EachStep& each) {
  std::optional<Error> error;
  auto asked = database.query(sql, values, [&](const Row& found) {
    const auto event = events::decode(found.bytes(1));
    if (!event) {
      error = event.error();
      return false;
    }
    std::optional<events::Personal> personal;
    if (!found.is_null(2)) personal = events::Personal{std::string(found.bytes(2)), std::string(found.bytes(3))};
    const events::Digest* commitment = events::commitment_in(event->what);
    if (personal && (commitment == nullptr || events::commitment(*personal) != *commitment)) {
      error =
          Error{.code = ErrorCode::kDamaged,
                .message = fmt::format("what is kept beside event {} is not what it committed to", number_at(found, 0)),
                .place = {}};
      return false;
    }
    return each(number_at(found, 0), *event, personal);
  });
  if (!asked) return asked;
  if (error) return std::unexpected(std::move(*error));
  return {};
}

}  // namespace

Result<std::vector<ApplicationInfo>> Ledger::applications(const ApplicationFilter& filter) {
  const auto row = known_registry(*database_, filter.registry);
  if (!row) return std::unexpected(row.error());
  const Question question(row->id, filter);
  std::vector<ApplicationInfo> out;
  std::optional<Error> error;
  auto asked = database_->query(question.sql(), question.values(), [&](const Row& found) {
    auto info = info_of(found);
    if (info)
      out.push_back(std::move(*info));
    else
      error = std::move(info.error());
    return !error;
  });
  if (!asked) return std::unexpected(std::move(asked.error()));
  if (error) return std::unexpected(std::move(*error));
  return out;
}

Result<std::optional<ApplicationInfo>> Ledger::application(std::string_view registry, std::uint64_t number) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const std::array values = {value_of(row->id), value_of(number)};
  auto found = first_row(*database_, std::string(kColumns) + " AND application = $2", values, info_of);
  if (!found) return std::unexpected(std::move(found.error()));
  if (!*found) return std::nullopt;
  if (!**found) return std::unexpected(std::move((*found)->error()));
  return std::move(***found);
}

Result<std::map<std::string, std::uint64_t, std::less<>>> Ledger::application_counts(std::string_view registry) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  std::map<std::string, std::uint64_t, std::less<>> out;
  const std::array values = {value_of(row->id)};
  auto asked = database_->query("SELECT state, COUNT(*) FROM applications WHERE registry = $1 GROUP BY state", values,
                                [&](const Row& found) {
                                  out.emplace(found.bytes(0), number_at(found, 1));
                                  return true;
                                });
  if (!asked) return std::unexpected(std::move(asked.error()));
  return out;
}

Result<void> Ledger::each_step(std::string_view registry, std::uint64_t number, const EachStep& each) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  return read_steps(*database_, std::string(kSteps) + "e.application = $2 AND e.step <> 0 ORDER BY e.step",
                    std::array{value_of(row->id), value_of(number)}, each);
}

Result<void> Ledger::each_step_in(std::string_view registry, const Stretch& stretch, const EachStep& each) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const auto bound = [](std::uint64_t number) { return value_of(std::min<std::uint64_t>(number, INT64_MAX)); };
  const std::array values = {value_of(row->id), bound(stretch.from), bound(stretch.to), bound(stretch.limit)};
  // The sum keeps databases from the index of steps, which is in another order: they would read and sort all of them.
  return read_steps(*database_,
                    std::string(kSteps) +
                        "e.position >= $2 AND e.position < $3 AND e.step + 0 <> 0 "
                        "ORDER BY e.position LIMIT $4",
                    values, each);
}

Result<std::optional<std::uint64_t>> Ledger::command_under(std::string_view registry, std::string_view actor,
                                                           std::string_view key) {
  const auto row = registry_row(*database_, registry);
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  const std::array values = {value_of((*row)->id), Value::text(actor), Value::text(key)};
  return first_row(*database_,
                   "SELECT position FROM request_keys WHERE registry = $1 AND actor = $2 AND request_key = $3", values,
                   [](const Row& found) { return number_at(found, 0); });
}

}  // namespace portolan::ledger
