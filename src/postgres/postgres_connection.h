// SPDX-License-Identifier: Apache-2.0
//
// The PostgreSQL driver.
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "database/session.h"
#include "postgres/postgres.h"
#include "postgres/postgres_error.h"

namespace portolan::database {

class PostgresConnection final : public Session {
 public:
  static Result<std::unique_ptr<PostgresConnection>> open(const std::string& address, const PostgresOptions& options);
  ~PostgresConnection() override;

  std::uint64_t connections() const noexcept override { return connections_; }
  std::string_view kind() const noexcept override { return "postgresql"; }
  std::string_view blob_type() const noexcept override { return "BYTEA"; }
  Result<bool> wait_for_notice(std::string_view channel, std::chrono::milliseconds timeout, int wake);

 private:
  PostgresConnection(std::string address, const PostgresOptions& options)
      : address_(std::move(address)), options_(options) {}

  Result<std::uint64_t> do_execute(std::string_view sql, std::span<const Value> values) override;
  Result<void> do_post(std::string_view sql, std::span<const Value> values) override;
  Result<void> do_query(std::string_view sql, std::span<const Value> values, const EachRow& each) override;
  Result<void> do_insert(std::string_view table, std::span<const std::string_view> columns,
                         std::span<const Value> values) override;
  Result<void> do_run_script(std::string_view sql) override;
  Result<void> do_begin(Access access) override;
  Result<void> do_commit() override;
  void do_rollback() noexcept override;

  // A new connection in place of the old one.
  Result<void> connect();
  Result<void> configure();
  // Connects again if the connection is known to be lost and no transaction was lost with it.
  Result<void> be_connected();
  bool is_lost() const noexcept { return lost_ || PQstatus(connection_.get()) != CONNECTION_OK; }

  // Sends what was posted and takes the answers: the last one, or the first failure. Everything else that is asked of
  // the connection needs this first.
  Result<PostgresResult> settle();
  // The same with a COMMIT behind it.
  Result<PostgresResult> commit_posted();
  // Takes them, until the server has answered everything; the connection is as before it was posted.
  Result<PostgresResult> take_posted();

  // Runs SQL of one or several statements, without parameters.
  Result<PostgresResult> run(const std::string& sql);
  // Sends the statement, prepared before, with its values.
  Result<void> send(std::string_view sql, std::span<const Value> values);
  Result<std::string> prepared(std::string_view sql);
  void forget_statements();
  // The failure of a statement, by its result if there is one; notices when it is the connection that failed.
  std::unexpected<Error> failed(const PGresult* result);
  // The rest of what the statement under way is answered. Outside of a transaction it is committed behind its result.
  Result<void> finish();
  // Behind a commit: fails if the server stopped waiting for its standbys, of which it only warns (its manual,
  // "Synchronous Replication"). Nothing else that is asked of it here gives a warning.
  Result<void> kept() const;
  // Takes what has come for the connection, without waiting.
  Result<void> take_notices();

  struct Finish {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  };
  std::string address_;
  PostgresOptions options_;
  std::unique_ptr<PGconn, Finish> connection_;
  std::uint64_t connections_ = 0;
  bool lost_ = false;                                        // known before PQstatus() says so
  bool warned_ = false;                                      // by the statement under way, or the last one
  std::unordered_map<std::string, std::string> statements_;  // SQL to its name on the server
  std::uint64_t last_statement_ = 0;
  std::size_t posted_ = 0;                        // statements that the server was not asked to answer yet
  std::size_t posted_bytes_ = 0;                  // of their values
  std::set<std::string, std::less<>> listening_;  // channels
  std::set<std::string, std::less<>> heard_;      // channels with notices that nobody has waited for yet
};

}  // namespace portolan::database
