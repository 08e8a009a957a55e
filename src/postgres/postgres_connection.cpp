// SPDX-License-Identifier: Apache-2.0
#include "postgres/postgres_connection.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "postgres/copy_text.h"
#include "postgres/postgres_row.h"

namespace portolan::database {
namespace {

// Programs have a fixed number of statements; this is for one that makes them up.
constexpr std::size_t kMostStatements = 256;
// Of the protocol, which counts parameters in 16 bits.
constexpr std::size_t kMostValues = 65'535;
// So much is posted before the answers are taken: neither side may wait with full buffers for the other.
constexpr std::size_t kMostPosted = 64;
constexpr std::size_t kMostPostedBytes = std::size_t{32} << 10U;
// The lock that a writer holds: the first eight letters of the project's name. Locks are each database's own.
constexpr std::int64_t kWriterLock = 0x706f72746f6c616e;

// Values as libpq takes them.
class Parameters {
 public:
  explicit Parameters(std::span<const Value> values) : digits_(values.size()) {
    for (std::size_t i = 0; i < values.size(); ++i) add(values[i], digits_[i]);
  }
  int count() const { return static_cast<int>(data_.size()); }
  const char* const* data() const { return data_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  using Digits = std::array<char, 24>;

  // Integers go as text, which the server reads as whatever integer it needs; texts and bytes go as they are.
  void add(const Value& value, Digits& digits) {
    const bool is_integer = value.kind() == Value::Kind::kInteger;
    if (is_integer) *std::to_chars(digits.begin(), digits.end() - 1, value.integer()).ptr = '\0';
    data_.push_back(value.is_null() ? nullptr : is_integer ? digits.data() : value.bytes().data());
    lengths_.push_back(static_cast<int>(value.bytes().size()));
    formats_.push_back(is_integer ? 0 : 1);
  }

  std::vector<Digits> digits_;
  std::vector<const char*> data_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

// The results of the statement under way; what is left of them is taken off the connection at the end.
class Results {
 public:
  explicit Results(PGconn* connection) : connection_(connection) {}
  ~Results() {
    // A COPY that could not be ended would answer so for ever.
    for (auto left = next(); left && PQresultStatus(left.get()) != PGRES_COPY_IN; left = next()) {
    }
  }
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;

  PostgresResult next() { return PostgresResult(PQgetResult(connection_)); }

 private:
  PGconn* connection_;
};

Result<void> check_count(std::span<const Value> values) {
  if (values.size() <= kMostValues) return {};
  return fail(ErrorCode::kLimit, fmt::format("a statement takes at most {} values", kMostValues));
}

bool succeeded(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

// "INSERT 0 5" changed five rows, "SELECT 5" none.
std::uint64_t rows_changed(PGresult* result) {
  const std::string_view status = PQcmdStatus(result);
  const std::string_view digits = status.starts_with("SELECT") ? "" : PQcmdTuples(result);
  std::uint64_t rows = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), rows);
  return rows;
}

}  // namespace

PostgresConnection::~PostgresConnection() { rollback(); }

std::unexpected<Error> PostgresConnection::failed(const PGresult* result) {
  lost_ = lost_ || ended_connection(result);
  if (is_lost()) return std::unexpected(connection_error(connection_.get()));
  auto error = postgres_error(result);
  // A table has other columns than when the statement was prepared.
  if (error.code == ErrorCode::kUnsupported) forget_statements();
  return std::unexpected(std::move(error));
}

void PostgresConnection::forget_statements() {
  statements_.clear();
  if (PQtransactionStatus(connection_.get()) == PQTRANS_IDLE ||
      PQtransactionStatus(connection_.get()) == PQTRANS_INTRANS)
    PQclear(PQexec(connection_.get(), "DEALLOCATE ALL"));
}

Result<PostgresResult> PostgresConnection::run(const std::string& sql) {
  warned_ = false;
  PostgresResult result(PQexec(connection_.get(), sql.c_str()));
  if (!succeeded(result.get()) && PQresultStatus(result.get()) != PGRES_EMPTY_QUERY) return failed(result.get());
  return result;
}

Result<void> PostgresConnection::finish() {
  for (PostgresResult more(PQgetResult(connection_.get())); more; more.reset(PQgetResult(connection_.get())))
    if (!succeeded(more.get())) return failed(more.get());
  if (is_lost()) return std::unexpected(connection_error(connection_.get()));
  return access() ? Result<void>() : kept();
}

Result<void> PostgresConnection::kept() const {
  if (!warned_) return {};
  return fail(ErrorCode::kUnavailable,
              "the server stopped waiting for its standbys, it is unknown whether they have written this");
}

Result<std::string> PostgresConnection::prepared(std::string_view sql) {
  if (const auto found = statements_.find(std::string(sql)); found != statements_.end()) return found->second;
  if (statements_.size() >= kMostStatements) forget_statements();
  std::string name = fmt::format("portolan_{}", ++last_statement_);
  const std::string text = with_blob_type(sql, blob_type());
  const PostgresResult result(PQprepare(connection_.get(), name.c_str(), text.c_str(), 0, nullptr));
  if (!succeeded(result.get())) return failed(result.get());
  statements_.emplace(sql, name);
  return name;
}

Result<void> PostgresConnection::send(std::string_view sql, std::span<const Value> values) {
  if (auto checked = check_count(values); !checked) return checked;
  if (auto settled = settle(); !settled) return std::unexpected(std::move(settled.error()));
  if (auto connected = be_connected(); !connected) return connected;
  const auto name = prepared(sql);
  if (!name) return std::unexpected(name.error());
  const Parameters parameters(values);
  warned_ = false;
  if (PQsendQueryPrepared(connection_.get(), name->c_str(), parameters.count(), parameters.data(), parameters.lengths(),
                          parameters.formats(), 1) == 0)
    return failed(nullptr);
  return {};
}

Result<void> PostgresConnection::do_post(std::string_view sql, std::span<const Value> values) {
  if (auto checked = check_count(values); !checked) return checked;
  const bool known = statements_.contains(std::string(sql));
  if (!known || posted_ >= kMostPosted || posted_bytes_ >= kMostPostedBytes)
    if (auto settled = settle(); !settled) return std::unexpected(std::move(settled.error()));
  const auto name = prepared(sql);
  if (!name) return std::unexpected(name.error());
  const Parameters parameters(values);
  if (posted_ == 0 && PQenterPipelineMode(connection_.get()) == 0) return failed(nullptr);
  ++posted_;
  for (const Value& value : values) posted_bytes_ += value.bytes().size();
  if (PQsendQueryPrepared(connection_.get(), name->c_str(), parameters.count(), parameters.data(), parameters.lengths(),
                          parameters.formats(), 1) == 0)
    return failed(nullptr);
  return {};
}

Result<PostgresResult> PostgresConnection::settle() {
  if (posted_ == 0) return PostgresResult();
  posted_ = posted_bytes_ = 0;
  auto taken = PQpipelineSync(connection_.get()) == 1 ? take_posted() : failed(nullptr);
  // A connection that does not come back from this is of no more use.
  if (PQexitPipelineMode(connection_.get()) == 0) lost_ = true;
  if (!taken && taken.error().code == ErrorCode::kUnsupported) forget_statements();
  return taken;
}

Result<PostgresResult> PostgresConnection::take_posted() {
  PostgresResult last;
  std::optional<Error> refused;
  for (bool ended = false;;) {
    PostgresResult result(PQgetResult(connection_.get()));
    // Nothing behind the answer of each statement; twice nothing if the connection is lost.
    if (!result && std::exchange(ended, true)) break;
    if (!result) continue;
    ended = false;
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (!succeeded(result.get()) && status != PGRES_PIPELINE_ABORTED) {
      lost_ = lost_ || ended_connection(result.get());
      if (!refused && !is_lost()) refused = postgres_error(result.get());
    }
    last = std::move(result);
  }
  if (refused) return std::unexpected(std::move(*refused));
  if (is_lost()) return std::unexpected(connection_error(connection_.get()));
  return last;
}

Result<std::uint64_t> PostgresConnection::do_execute(std::string_view sql, std::span<const Value> values) {
  if (auto sent = send(sql, values); !sent) return std::unexpected(std::move(sent.error()));
  Results results(connection_.get());
  const auto result = results.next();
  if (!succeeded(result.get())) return failed(result.get());
  if (auto finished = finish(); !finished) return std::unexpected(std::move(finished.error()));
  return rows_changed(result.get());
}

Result<void> PostgresConnection::do_query(std::string_view sql, std::span<const Value> values, const EachRow& each) {
  if (auto sent = send(sql, values); !sent) return sent;
  PQsetSingleRowMode(connection_.get());
  Results results(connection_.get());
  std::optional<PostgresRow> row;
  bool wanted = true;
  for (auto result = results.next(); result; result = results.next()) {
    if (!succeeded(result.get())) return failed(result.get());
    if (PQntuples(result.get()) == 0 || !wanted) continue;
    if (!row) {
      auto made = PostgresRow::make(result.get());
      if (!made) return std::unexpected(std::move(made.error()));
      row = std::move(*made);
    }
    row->set(result.get());
    wanted = each(*row);
  }
  return finish();
}

Result<void> PostgresConnection::do_insert(std::string_view table, std::span<const std::string_view> columns,
                                           std::span<const Value> values) {
  if (auto settled = settle(); !settled) return std::unexpected(std::move(settled.error()));
  if (auto connected = be_connected(); !connected) return connected;
  const std::string sql = fmt::format("COPY {} ({}) FROM STDIN", quoted(table), quoted_list(columns));
  warned_ = false;
  if (PostgresResult begun(PQexec(connection_.get(), sql.c_str())); PQresultStatus(begun.get()) != PGRES_COPY_IN)
    return failed(begun.get());
  Results results(connection_.get());
  const auto put = [&](std::string_view data) {
    return PQputCopyData(connection_.get(), data.data(), static_cast<int>(data.size())) == 1;
  };
  const bool all_put = copy_text(values, columns.size(), put);
  PQputCopyEnd(connection_.get(), all_put ? nullptr : "the connection failed");
  const auto result = results.next();
  if (!succeeded(result.get())) return failed(result.get());
  return finish();
}

Result<void> PostgresConnection::do_run_script(std::string_view sql) {
  if (auto settled = settle(); !settled) return std::unexpected(std::move(settled.error()));
  if (auto connected = be_connected(); !connected) return connected;
  auto result = run(with_blob_type(sql, blob_type()));
  if (!result) return std::unexpected(std::move(result.error()));
  forget_statements();
  return access() ? Result<void>() : kept();
}

Result<void> PostgresConnection::do_begin(Access access) {
  static const std::string kRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
  static const std::string kWrite =
      fmt::format("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock({})", kWriterLock);
  const std::string& sql = access == Access::kRead ? kRead : kWrite;
  if (auto connected = be_connected(); !connected) return connected;
  auto begun = run(sql);
  // Nothing has happened yet, so a connection that turns out to be lost only now may be made anew.
  if (!begun && is_lost()) {
    if (auto connected = be_connected(); !connected) return connected;
    begun = run(sql);
  }
  if (begun) return {};
  do_rollback();
  return std::unexpected(std::move(begun.error()));
}

Result<PostgresResult> PostgresConnection::commit_posted() {
  if (auto posted = do_post("COMMIT", {}); !posted) return std::unexpected(std::move(posted.error()));
  warned_ = false;
  return settle();
}

Result<void> PostgresConnection::do_commit() {
  auto committed = posted_ > 0 ? commit_posted() : run("COMMIT");
  if (!committed && is_lost())
    return fail(ErrorCode::kUnavailable,
                "the connection was lost, it is unknown whether this was written: " + committed.error().message);
  if (!committed) return std::unexpected(std::move(committed.error()));
  // A COMMIT of a transaction that failed is answered so, and is no error to the server.
  if (PQcmdStatus(committed->get()) != std::string_view("COMMIT"))
    return fail(ErrorCode::kInvalidArgument, "nothing was written, the server rolled back");
  return kept();
}

void PostgresConnection::do_rollback() noexcept {
  static_cast<void>(settle());
  if (!is_lost() && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE)
    PQclear(PQexec(connection_.get(), "ROLLBACK"));
}

}  // namespace portolan::database
