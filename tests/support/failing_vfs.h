// SPDX-License-Identifier: Apache-2.0
//
// A VFS of SQLite over its own, on which flushing and writing can be made to fail.
#pragma once

#include <sqlite3.h>

#include <cstring>
#include <memory>

class FailingVfs {
 public:
  static FailingVfs& instance() {
    static FailingVfs vfs;
    return vfs;
  }

  const char* name() const { return vfs_.zName; }
  // The next `count` calls that flush succeed, all later ones fail.
  void fail_syncs_after(int count) { syncs_left_ = count; }
  void fill_disk() { full_ = true; }
  void heal() {
    syncs_left_ = -1;
    full_ = false;
  }

 private:
  // A file of ours with the one behind it, for which SQLite allocates szOsFile bytes in all.
  struct File {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  FailingVfs() : under_(sqlite3_vfs_find(nullptr)), vfs_(*under_) {
    vfs_.zName = "failing";
    vfs_.szOsFile += static_cast<int>(sizeof(File));
    vfs_.xOpen = [](sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
      auto* ours = reinterpret_cast<File*>(file);
      const int result = instance().under_->xOpen(instance().under_, name, ours->real(), flags, out);
      file->pMethods = ours->real()->pMethods != nullptr ? &instance().methods_ : nullptr;
      return result;
    };
    vfs_.xDelete = [](sqlite3_vfs*, const char* path, int sync_folder) {
      const int result = instance().under_->xDelete(instance().under_, path, sync_folder);
      return result == SQLITE_OK && sync_folder != 0 && !instance().may_sync() ? SQLITE_IOERR_DIR_FSYNC : result;
    };
    make_methods();
    sqlite3_vfs_register(&vfs_, 0);
  }

  bool may_sync() { return syncs_left_ < 0 || syncs_left_-- > 0 || (syncs_left_ = 0, false); }

  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

  void make_methods() {
    methods_.iVersion = 1;
    methods_.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
    methods_.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
      return real(f)->pMethods->xRead(real(f), to, size, at);
    };
    methods_.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
      return instance().full_ ? SQLITE_FULL : real(f)->pMethods->xWrite(real(f), from, size, at);
    };
    methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      return real(f)->pMethods->xTruncate(real(f), size);
    };
    methods_.xSync = [](sqlite3_file* f, int flags) {
      return instance().may_sync() ? real(f)->pMethods->xSync(real(f), flags) : SQLITE_IOERR_FSYNC;
    };
    methods_.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      return real(f)->pMethods->xFileSize(real(f), size);
    };
    methods_.xLock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xLock(real(f), lock); };
    methods_.xUnlock = [](sqlite3_file* f, int lock) { return real(f)->pMethods->xUnlock(real(f), lock); };
    methods_.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return real(f)->pMethods->xCheckReservedLock(real(f), out);
    };
    methods_.xFileControl = [](sqlite3_file* f, int what, void* with) {
      return real(f)->pMethods->xFileControl(real(f), what, with);
    };
    methods_.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
    methods_.xDeviceCharacteristics = [](sqlite3_file* f) {
      return real(f)->pMethods->xDeviceCharacteristics(real(f));
    };
  }

  sqlite3_vfs* under_;
  sqlite3_vfs vfs_;
  sqlite3_io_methods methods_ = {};
  int syncs_left_ = -1;
  bool full_ = false;
};
