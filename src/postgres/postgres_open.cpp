// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <utility>
#include <vector>

#include "postgres/postgres_connection.h"

namespace portolan::database {
namespace {

struct Setting {
  std::string_view keyword;
  const char* value;
};
// What an address that says nothing of it gets.
constexpr std::array kDefaults = {
    Setting{"target_session_attrs", "read-write"},
    Setting{"connect_timeout", "10"},
    // A server that has vanished without a word is noticed, instead of waited for for hours.
    Setting{"keepalives_idle", "20"},
    Setting{"keepalives_interval", "10"},
    Setting{"keepalives_count", "3"},
    Setting{"tcp_user_timeout", "30000"},
    Setting{"fallback_application_name", "portolan"},
};

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

Result<Options> parse_address(const std::string& address) {
  char* words = nullptr;
  Options options(PQconninfoParse(address.c_str(), &words));
  if (options) return options;
  // Not what libpq says of it: that repeats parts of the address, and a password may be in them.
  PQfreemem(words);
  return fail(ErrorCode::kInvalidArgument, "this is no address of a PostgreSQL database: postgresql://user@host/name");
}

const char* default_of(std::string_view keyword) {
  for (const Setting& setting : kDefaults)
    if (setting.keyword == keyword) return setting.value;
  return nullptr;
}

const char* value_of(const PQconninfoOption& option) {
  if (option.keyword == std::string_view("client_encoding")) return "UTF8";
  if (option.val != nullptr) return option.val;
  // libpq itself looks at the environment, for what it is not given.
  const bool in_environment = option.envvar != nullptr && std::getenv(option.envvar) != nullptr;
  return in_environment ? nullptr : default_of(option.keyword);
}

// Warnings are not for the standard error of this program.
void note_warning(void* warned, const PGresult* notice) {
  const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && severity == std::string_view("WARNING")) *static_cast<bool*>(warned) = true;
}

}  // namespace

Result<void> PostgresConnection::connect() {
  const auto options = parse_address(address_);
  if (!options) return std::unexpected(options.error());
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const PQconninfoOption* option = options->get(); option->keyword != nullptr; ++option) {
    if (value_of(*option) == nullptr) continue;
    keywords.push_back(option->keyword);
    values.push_back(value_of(*option));
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  statements_.clear();
  listening_.clear();
  heard_.clear();
  lost_ = false;
  ++connections_;
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
  if (is_lost()) return std::unexpected(connection_error(connection_.get()));
  auto configured = configure();
  if (!configured) connection_.reset();
  return configured;
}

Result<void> PostgresConnection::configure() {
  PQsetNoticeReceiver(connection_.get(), note_warning, &warned_);
  const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
  if (encoding == nullptr || encoding != std::string_view("UTF8"))
    return fail(ErrorCode::kUnsupported, "the database must have the encoding UTF8");
  // A server that is set to answer before it has written would lose what was acknowledged.
  auto configured =
      run(fmt::format("SET lock_timeout = {}; SELECT set_config('synchronous_commit', 'on', false) "
                      "WHERE current_setting('synchronous_commit') = 'off'",
                      options_.lock_timeout.count()));
  if (!configured) return std::unexpected(std::move(configured.error()));
  return {};
}

Result<void> PostgresConnection::be_connected() {
  if (!is_lost()) return {};
  if (access()) return fail(ErrorCode::kUnavailable, "the connection was lost, and the transaction with it");
  return connect();
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& address,
                                                                     const PostgresOptions& options) {
  std::unique_ptr<PostgresConnection> database(new PostgresConnection(address, options));
  if (auto connected = database->connect(); !connected) return std::unexpected(std::move(connected.error()));
  return database;
}

Result<std::unique_ptr<Database>> open_postgres(const std::string& address, const PostgresOptions& options) {
  return PostgresConnection::open(address, options);
}

}  // namespace portolan::database
