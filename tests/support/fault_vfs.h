// SPDX-License-Identifier: Apache-2.0
//
// SQLite's own way to the disk, with a note of everything that it asks of the disk, and failures where a test wants
// them. Databases and their journals only; SqliteOptions::vfs takes name().
//
// When the folder is flushed is not SQLite's VFS interface's to say: it is seen where SQLite's VFS opens the folder,
// which it does for nothing else.
//
// Thread-safety: one at a time in a program, used by one thread.
#pragma once

#include <sqlite3.h>

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace portolan::testing {

struct DiskAction {
  enum class Kind : std::uint8_t {
    kCreate,
    kWrite,
    kTruncate,
    kSync,
    kFailedSync,  // what was not flushed may never be, whatever a later flush says
    kDelete,
    kSyncFolder,
  };
  Kind kind = Kind::kWrite;
  std::string file = {};   // without its folder
  std::uint64_t at = 0;    // of a write; of a truncation the new size
  std::string bytes = {};  // of a write
};

enum class Fault : std::uint8_t {
  kNone,
  kIo,        // EIO, nothing done
  kFull,      // ENOSPC, and half of it written
  kIoFolder,  // of a deletion: done, but the folder cannot be flushed
};

class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  static constexpr const char* name() { return "portolan-fault"; }
  const std::vector<DiskAction>& done() const { return done_; }
  void forget() { done_.clear(); }

  // Asked before each action but kSyncFolder, which comes with another.
  std::function<Fault(const DiskAction&)> before;

 private:
  using Kind = DiskAction::Kind;
  // A file as SQLite knows it: that of the VFS below lies behind this, in the same memory.
  struct File {
    sqlite3_file base;
    FaultVfs* owner;
    std::string* name;
  };

  static FaultVfs& of(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }
  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static sqlite3_file* below(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1);
  }
  static std::string short_name(const char* path) { return std::filesystem::path(path).filename().string(); }

  Fault ask(const DiskAction& action) {
    const Fault fault = before ? before(action) : Fault::kNone;
    if (fault != Fault::kNone) errno_ = fault == Fault::kFull ? ENOSPC : EIO;
    return fault;
  }
  void note(DiskAction action) { done_.push_back(std::move(action)); }

  int open(const char* path, sqlite3_file* file, int flags, int* out_flags);
  int remove(const char* path, int sync_folder);
  int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at);
  int truncate(sqlite3_file* file, sqlite3_int64 size);
  int sync(sqlite3_file* file, int flags);
  static int close(sqlite3_file* file);
  static int open_folder(const char* path, int* descriptor);

  const sqlite3_io_methods& methods();

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_{};
  sqlite3_io_methods methods_{};
  sqlite3_syscall_ptr real_open_folder_ = nullptr;
  int errno_ = 0;
  std::vector<DiskAction> done_;
  static inline FaultVfs* active_ = nullptr;
};

inline FaultVfs::FaultVfs() : real_(sqlite3_vfs_find(nullptr)) {
  active_ = this;
  vfs_.iVersion = 1;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.mxPathname = real_->mxPathname;
  vfs_.zName = name();
  vfs_.pAppData = this;
  vfs_.xOpen = [](sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
    return of(vfs).open(path, file, flags, out);
  };
  vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int sync) { return of(vfs).remove(path, sync); };
  vfs_.xAccess = [](sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    return of(vfs).real_->xAccess(of(vfs).real_, path, flags, out);
  };
  vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* path, int size, char* out) {
    return of(vfs).real_->xFullPathname(of(vfs).real_, path, size, out);
  };
  vfs_.xRandomness = [](sqlite3_vfs* vfs, int size, char* out) {
    return of(vfs).real_->xRandomness(of(vfs).real_, size, out);
  };
  vfs_.xSleep = [](sqlite3_vfs* vfs, int time) { return of(vfs).real_->xSleep(of(vfs).real_, time); };
  vfs_.xCurrentTime = [](sqlite3_vfs* vfs, double* out) { return of(vfs).real_->xCurrentTime(of(vfs).real_, out); };
  vfs_.xGetLastError = [](sqlite3_vfs* vfs, int, char*) { return of(vfs).errno_; };
  sqlite3_vfs_register(&vfs_, 0);
  real_open_folder_ = real_->xGetSystemCall(real_, "openDirectory");
  real_->xSetSystemCall(real_, "openDirectory", reinterpret_cast<sqlite3_syscall_ptr>(&FaultVfs::open_folder));
}

inline FaultVfs::~FaultVfs() {
  real_->xSetSystemCall(real_, "openDirectory", nullptr);
  sqlite3_vfs_unregister(&vfs_);
  active_ = nullptr;
}

inline int FaultVfs::open_folder(const char* path, int* descriptor) {
  active_->note({.kind = Kind::kSyncFolder});
  return reinterpret_cast<int (*)(const char*, int*)>(active_->real_open_folder_)(path, descriptor);
}

inline const sqlite3_io_methods& FaultVfs::methods() {
  methods_.iVersion = 1;  // no shared memory and no mapping: there is nothing that is not seen here
  methods_.xClose = &FaultVfs::close;
  methods_.xRead = [](sqlite3_file* file, void* out, int count, sqlite3_int64 at) {
    return below(file)->pMethods->xRead(below(file), out, count, at);
  };
  methods_.xWrite = [](sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    return of(file).owner->write(file, bytes, count, at);
  };
  methods_.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) { return of(file).owner->truncate(file, size); };
  methods_.xSync = [](sqlite3_file* file, int flags) { return of(file).owner->sync(file, flags); };
  methods_.xFileSize = [](sqlite3_file* file, sqlite3_int64* out) {
    return below(file)->pMethods->xFileSize(below(file), out);
  };
  methods_.xLock = [](sqlite3_file* file, int lock) { return below(file)->pMethods->xLock(below(file), lock); };
  methods_.xUnlock = [](sqlite3_file* file, int lock) { return below(file)->pMethods->xUnlock(below(file), lock); };
  methods_.xCheckReservedLock = [](sqlite3_file* file, int* out) {
    return below(file)->pMethods->xCheckReservedLock(below(file), out);
  };
  methods_.xFileControl = [](sqlite3_file* file, int what, void* argument) {
    return below(file)->pMethods->xFileControl(below(file), what, argument);
  };
  methods_.xSectorSize = [](sqlite3_file* file) { return below(file)->pMethods->xSectorSize(below(file)); };
  methods_.xDeviceCharacteristics = [](sqlite3_file* file) {
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
  };
  return methods_;
}

inline int FaultVfs::open(const char* path, sqlite3_file* file, int flags, int* out_flags) {
  of(file).base.pMethods = nullptr;
  const DiskAction create{.kind = Kind::kCreate, .file = short_name(path)};
  const bool creates = (flags & SQLITE_OPEN_CREATE) != 0 && !std::filesystem::exists(path);
  if (creates && ask(create) != Fault::kNone) return SQLITE_CANTOPEN;
  const int result = real_->xOpen(real_, path, below(file), flags, out_flags);
  if (result != SQLITE_OK) return result;
  if (creates) note(create);
  of(file).owner = this;
  of(file).name = new std::string(create.file);  // SQLite's memory has no constructors; close() deletes it
  of(file).base.pMethods = &methods();
  return SQLITE_OK;
}

inline int FaultVfs::close(sqlite3_file* file) {
  delete of(file).name;
  return below(file)->pMethods->xClose(below(file));
}

inline int FaultVfs::remove(const char* path, int sync_folder) {
  const DiskAction action{.kind = Kind::kDelete, .file = short_name(path)};
  const Fault fault = std::filesystem::exists(path) ? ask(action) : Fault::kNone;
  if (fault == Fault::kIo || fault == Fault::kFull) return SQLITE_IOERR_DELETE;
  note(action);
  const int result = real_->xDelete(real_, path, fault == Fault::kIoFolder ? 0 : sync_folder);
  if (result == SQLITE_OK && fault == Fault::kIoFolder && sync_folder != 0) return SQLITE_IOERR_DIR_FSYNC;
  return result;
}

inline int FaultVfs::write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
  DiskAction action{.kind = Kind::kWrite,
                    .file = *of(file).name,
                    .at = static_cast<std::uint64_t>(at),
                    .bytes = {static_cast<const char*>(bytes), static_cast<std::size_t>(count)}};
  const Fault fault = ask(action);
  if (fault == Fault::kIo || fault == Fault::kIoFolder) return SQLITE_IOERR_WRITE;
  if (fault == Fault::kFull) action.bytes.resize(action.bytes.size() / 2);
  const int size = static_cast<int>(action.bytes.size());
  const int result = below(file)->pMethods->xWrite(below(file), action.bytes.data(), size, at);
  if (result == SQLITE_OK) note(std::move(action));
  return fault == Fault::kFull ? SQLITE_FULL : result;
}

inline int FaultVfs::truncate(sqlite3_file* file, sqlite3_int64 size) {
  const DiskAction action{.kind = Kind::kTruncate, .file = *of(file).name, .at = static_cast<std::uint64_t>(size)};
  if (ask(action) != Fault::kNone) return SQLITE_IOERR_TRUNCATE;
  note(action);
  return below(file)->pMethods->xTruncate(below(file), size);
}

inline int FaultVfs::sync(sqlite3_file* file, int flags) {
  const DiskAction action{.kind = Kind::kSync, .file = *of(file).name};
  if (ask(action) != Fault::kNone) {
    note({.kind = Kind::kFailedSync, .file = *of(file).name});
    return SQLITE_IOERR_FSYNC;
  }
  note(action);
  return below(file)->pMethods->xSync(below(file), flags);
}

}  // namespace portolan::testing
