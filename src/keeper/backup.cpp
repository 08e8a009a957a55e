// SPDX-License-Identifier: Apache-2.0
//
// portolan backup, portolan restore.
#include "ledger/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "app/output.h"
#include "cli/process.h"
#include "keeper/commands.h"
#include "keeper/session.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

std::unexpected<Error> system_failure(const std::string& file, std::string_view what) {
  return fail(ErrorCode::kIo, fmt::format("{}: {}", what, std::generic_category().message(errno)), {file, 0, 0, {}});
}

// A file beside the one that is meant; it takes its place when it is whole and on the disk.
class NewFile {
 public:
  explicit NewFile(const std::string& path)
      : path_(path),
        temporary_(fmt::format("{}.{}.tmp", path, ::getpid())),
        descriptor_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {}
  ~NewFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    if (!placed_) ::unlink(temporary_.c_str());
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Result<void> write(std::string_view bytes) const {
    if (descriptor_ < 0) return system_failure(path_, "cannot be written");
    return app::write_all(descriptor_, bytes, path_);
  }
  Result<void> place() {
    if (descriptor_ < 0 || ::fsync(descriptor_) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0)
      return system_failure(path_, "cannot be written");
    placed_ = true;
    return {};
  }

 private:
  std::string path_;
  std::string temporary_;
  int descriptor_;
  bool placed_ = false;
};

std::string words(const ledger::BackupInfo& info) {
  return fmt::format("{} events of {}, {} personal data, {} bytes\n", info.tree.size, info.origin, info.personal,
                     info.bytes);
}

}  // namespace

ExitStatus run_backup(const Invocation& invocation) {
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  NewFile file(invocation.arguments.positionals[0]);
  const auto done = ledger::write_backup(session->ledger, [&](std::string_view bytes) { return file.write(bytes); });
  if (!done) return refuse(invocation, done.error());
  if (const auto placed = file.place(); !placed) return refuse(invocation, placed.error());
  invocation.out += words(*done);
  return ExitStatus::kDone;
}

ExitStatus run_restore(const Invocation& invocation) {
  const std::string& path = invocation.arguments.positionals[0];
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return invocation.refuse(system_failure(path, "cannot be read").error(), ExitStatus::kUnreadable);
  const keeping::Place place = keeping::place_of(std::string(invocation.arguments.value("registry")));
  auto database = keeping::open_database(place, true);
  if (!database) {
    ::close(descriptor);
    return refuse(invocation, database.error());
  }
  const auto done = ledger::restore_backup(
      [&](std::span<char> buffer) -> Result<std::size_t> {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count < 0) return system_failure(path, "cannot be read");
        return static_cast<std::size_t>(count);
      },
      **database);
  ::close(descriptor);
  if (!done) return refuse(invocation, done.error());
  invocation.out += words(*done);
  auto ledger = ledger::Ledger::open(std::move(*database), ledger::Mode::kRead);
  if (!ledger) return refuse(invocation, ledger.error());
  auto registry = keeping::registry_in(*ledger);
  if (!registry) return ExitStatus::kDone;  // an empty ledger
  Session session{place, std::move(*ledger), std::move(*registry)};
  return refresh_lookup(invocation, session, session.registry);
}

}  // namespace portolan::keeper
