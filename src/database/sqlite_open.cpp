// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

#include "database/sqlite_connection.h"
#include "database/sqlite_error.h"

namespace portolan::database {
namespace {

constexpr std::string_view kMemory = ":memory:";

std::unexpected<Error> system_failed(int number, const std::string& path) {
  return fail(number == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
              "cannot open the database: " + std::generic_category().message(number), Place{path, 0, 0, {}});
}

// An empty file is an empty database. SQLite would let everybody read it, and opening it here would, when it is closed
// again, drop the locks that another connection of this process has on it: mknod makes a file without opening it.
Result<void> make_private_file(const std::string& path) {
  if (::mknod(path.c_str(), S_IFREG | 0600, 0) != 0 && errno != EEXIST) return system_failed(errno, path);
  return {};
}

Result<void> prepare_file(const std::string& path, const SqliteOptions& options) {
  if (path.empty()) return fail(ErrorCode::kInvalidArgument, "the path of the database is empty");
  // A VFS of the caller may keep its files elsewhere.
  if (path == kMemory || !options.vfs.empty()) return {};
  if (options.create && !options.read_only) return make_private_file(path);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return system_failed(errno, path);
  return {};
}

int flags_of(const SqliteOptions& options) {
  const int access = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int create = options.create && !options.read_only ? SQLITE_OPEN_CREATE : 0;
  return access | create | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
}

int as_int(std::chrono::milliseconds time) {
  return static_cast<int>(std::clamp<std::int64_t>(time.count(), 0, std::numeric_limits<int>::max()));
}

}  // namespace

bool wal_is_sound(int version) noexcept { return version >= 3'051'003; }

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path,
                                                                 const SqliteOptions& options) {
  if (options.wal && !wal_is_sound(sqlite3_libversion_number()))
    return fail(ErrorCode::kUnsupported,
                fmt::format("a write-ahead log needs SQLite 3.51.3 or later, older ones can lose what was committed; "
                            "this one is {}",
                            sqlite3_libversion()));
  if (auto there = prepare_file(path, options); !there) return std::unexpected(std::move(there.error()));
  std::unique_ptr<SqliteConnection> database(new SqliteConnection);
  const int opened = sqlite3_open_v2(path.c_str(), &database->connection_, flags_of(options),
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
  auto configured = opened == SQLITE_OK ? database->configure(options) : database->failed();
  if (configured) return database;
  configured.error().place.file = path;
  return std::unexpected(std::move(configured.error()));
}

Result<void> SqliteConnection::configure(const SqliteOptions& options) {
  sqlite3_busy_timeout(connection_, as_int(options.busy_timeout));
  // What a database file that somebody has tampered with could do is not to be done.
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // "name" is never a text, as in PostgreSQL.
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // What was erased is overwritten; what is sorted stays out of temporary files.
  auto configured = command(
      "PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON;"
      "PRAGMA temp_store = MEMORY; PRAGMA synchronous = EXTRA");
  if (configured) configured = choose_journal(options);
  // Of a file that is no database, opening says nothing; reading does.
  if (configured) configured = command("PRAGMA schema_version");
  return configured;
}

Result<void> SqliteConnection::choose_journal(const SqliteOptions& options) {
  const std::string_view wanted = options.wal ? "wal" : "delete";
  const std::string change =
      options.read_only ? "PRAGMA journal_mode" : fmt::format("PRAGMA journal_mode = {}", wanted);
  std::string mode;
  const auto take = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) = values[0];
    return 0;
  };
  if (sqlite3_exec(connection_, change.c_str(), take, &mode, nullptr) != SQLITE_OK) return failed();
  if (mode == "wal" && !wal_is_sound(sqlite3_libversion_number()))
    return fail(ErrorCode::kUnsupported,
                fmt::format("the database has a write-ahead log, which SQLite {} can damage", sqlite3_libversion()));
  if (mode == wanted || mode == "memory" || options.read_only) return {};
  return fail(ErrorCode::kUnsupported, fmt::format("the database keeps its journal mode '{}'", mode));
}

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const SqliteOptions& options) {
  return SqliteConnection::open(path, options);
}

}  // namespace portolan::database
