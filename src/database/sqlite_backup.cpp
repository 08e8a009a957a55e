// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "database/sqlite_connection.h"
#include "database/sqlite_error.h"

namespace portolan::database {
namespace {

constexpr int kPagesAtOnce = 1024;
// A backup begins again whenever another connection writes meanwhile; after so many times it holds writers up instead.
constexpr int kMostRestarts = 3;

std::unexpected<Error> system_failed(const std::string& path) {
  return fail(ErrorCode::kIo, "cannot write the backup: " + std::generic_category().message(errno),
              Place{path, 0, 0, {}});
}

// A new file beside the one to be replaced; removed again unless it has taken its place.
class Copy {
 public:
  explicit Copy(const std::string& beside) {
    for (unsigned attempt = 0; attempt < 100; ++attempt) {
      path_ = fmt::format("{}.{}-{}.tmp", beside, ::getpid(), attempt);
      made_ = ::mknod(path_.c_str(), S_IFREG | 0600, 0) == 0;
      if (made_ || errno != EEXIST) return;
    }
  }
  ~Copy() {
    if (!made_) return;
    ::unlink(path_.c_str());
    ::unlink((path_ + "-journal").c_str());
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  bool made() const { return made_; }
  const std::string& path() const { return path_; }
  Result<void> replace(const std::string& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return system_failed(target);
    made_ = false;
    return {};
  }

 private:
  std::string path_;
  bool made_ = false;
};

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

// A read transaction of the source, which keeps writers from committing.
class Hold {
 public:
  explicit Hold(sqlite3* source) : source_(source) {}
  ~Hold() {
    if (held_) sqlite3_exec(source_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  void take() {
    held_ = sqlite3_get_autocommit(source_) != 0 &&
            sqlite3_exec(source_, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", nullptr, nullptr, nullptr) == SQLITE_OK;
  }

 private:
  sqlite3* source_;
  bool held_ = false;
};

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

std::uint64_t unsigned_of(int pages) { return static_cast<std::uint64_t>(pages); }

// SQLITE_DONE, or the result that ended the backup; SQLITE_ABORT if `progress` did.
int copy_pages(sqlite3* source, sqlite3_backup* backup, const BackupProgress& progress) {
  Hold hold(source);
  int restarts = 0;
  int left = 0;
  while (true) {
    const int result = sqlite3_backup_step(backup, kPagesAtOnce);
    if (result != SQLITE_OK) return result;
    const int total = sqlite3_backup_pagecount(backup);
    if (left != 0 && sqlite3_backup_remaining(backup) >= left && ++restarts == kMostRestarts) hold.take();
    left = sqlite3_backup_remaining(backup);
    if (progress && !progress(unsigned_of(total - left), unsigned_of(total))) return SQLITE_ABORT;
  }
}

Result<void> copy_database(sqlite3* source, const std::string& path, const BackupProgress& progress) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, nullptr);
  const Connection target(raw);
  if (opened != SQLITE_OK) return std::unexpected(sqlite_error(target.get()));
  std::unique_ptr<sqlite3_backup, FinishBackup> backup(sqlite3_backup_init(target.get(), "main", source, "main"));
  if (!backup) return std::unexpected(sqlite_error(target.get()));
  const int result = copy_pages(source, backup.get(), progress);
  if (result == SQLITE_ABORT) return fail(ErrorCode::kInvalidArgument, "the backup was ended before it was whole");
  const std::uint64_t total = unsigned_of(sqlite3_backup_pagecount(backup.get()));
  backup.reset();
  if (result != SQLITE_DONE)
    return fail(code_of_sqlite(result),
                fmt::format("the backup failed: {} (SQLite {})", sqlite3_errstr(result), result));
  if (progress) progress(total, total);
  return {};
}

Result<void> flush(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return system_failed(path);
  const int flushed = ::fsync(descriptor);
  const auto result = flushed == 0 ? Result<void>() : system_failed(path);
  ::close(descriptor);
  return result;
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Result<void> check_target(sqlite3* source, const std::string& path) {
  std::error_code ignored;
  const char* file = sqlite3_db_filename(source, "main");
  if (file != nullptr && std::filesystem::equivalent(file, path, ignored))
    return fail(ErrorCode::kInvalidArgument, "a backup cannot take the place of its own database", {path, 0, 0, {}});
  // SQLite would apply the journal of the file that was there before to the copy.
  for (const char* suffix : {"-journal", "-wal"})
    if (exists(path + suffix))
      return fail(ErrorCode::kConflict, "a database that is in use or was not closed is there", {path, 0, 0, {}});
  return {};
}

Result<void> may_back_up(const SqliteConnection* database, const std::string& path) {
  if (database == nullptr) return fail(ErrorCode::kUnsupported, "only an SQLite database is backed up to a file");
  if (auto may = database->ready(); !may) return may;
  if (database->is_writing()) return fail(ErrorCode::kInvalidArgument, "a backup cannot be made while writing");
  return check_target(database->handle(), path);
}

}  // namespace

Result<void> backup_to(Database& database, const std::string& path, const BackupProgress& progress) {
  const auto* source = dynamic_cast<SqliteConnection*>(&database);
  if (auto may = may_back_up(source, path); !may) return may;
  Copy copy(path);
  if (!copy.made()) return system_failed(path);
  if (auto copied = copy_database(source->handle(), copy.path(), progress); !copied) return copied;
  if (auto flushed = flush(copy.path(), O_RDWR); !flushed) return flushed;
  if (auto replaced = copy.replace(path); !replaced) return replaced;
  return flush(folder_of(path), O_RDONLY | O_DIRECTORY);
}

}  // namespace portolan::database
