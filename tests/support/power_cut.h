// SPDX-License-Identifier: Apache-2.0
//
// A disk as it may be found after the power failed: what was flushed is there; of what was not, anything may be, in any
// order and torn at sectors of 512 bytes. The same holds for the names of files: a file that was made or deleted is so
// for sure only when its folder was flushed.
//
// A write leaves alone what it does not cover, even in its own sector: SQLite takes that for granted
// (SQLITE_IOCAP_POWERSAFE_OVERWRITE), as do the disks of today.
//
// Thread-safety: values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fault_vfs.h"
#include "sample_registry.h"

namespace portolan::testing {

// The files of one folder by their names.
using Files = std::map<std::string, std::string>;

inline Files files_in(const std::filesystem::path& folder) {
  Files out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    out[entry.path().filename().string()].assign(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}
// Makes the folder hold these files and no others.
inline void lay_out(const Files& files, const std::filesystem::path& folder) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  for (const auto& [name, bytes] : files) {
    std::ofstream out(folder / name, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
}

// What becomes of what was not flushed.
struct Fate {
  enum class Data : std::uint8_t { kDropped, kKept, kReordered, kTorn };
  enum class Names : std::uint8_t { kDropped, kKept, kAny };
  Data data = Data::kDropped;
  Names names = Names::kDropped;
};

class Disk {
 public:
  explicit Disk(const Files& files) {
    for (const auto& [name, bytes] : files) {
      names_[name].durable = contents_.size();
      contents_.push_back({bytes, {}});
    }
  }

  // `action` must live as long as the disk. Of what could not be flushed, chance says now what reached the disk.
  void apply(const DiskAction& action, Random& random) {
    switch (action.kind) {
      case DiskAction::Kind::kCreate:
        names_[action.file].pending.emplace_back(contents_.size());
        contents_.emplace_back();
        return;
      case DiskAction::Kind::kDelete:
        if (current(action.file)) names_[action.file].pending.emplace_back(std::nullopt);
        return;
      case DiskAction::Kind::kSyncFolder:
        for (auto& [name, entry] : names_) flush(entry);
        return;
      case DiskAction::Kind::kSync: return settle(action.file, Fate::Data::kKept, random);
      case DiskAction::Kind::kFailedSync: return settle(action.file, Fate::Data::kTorn, random);
      case DiskAction::Kind::kWrite:
      case DiskAction::Kind::kTruncate: contents_[current(action.file).value()].pending.push_back(&action);
    }
  }

  Files after_power_cut(Fate fate, Random& random) const {
    Files out;
    for (const auto& [name, entry] : names_) {
      std::size_t kept = fate.names == Fate::Names::kKept ? entry.pending.size() : 0;
      if (fate.names == Fate::Names::kAny) kept = random.below(entry.pending.size() + 1);
      const Inode inode = kept == 0 ? entry.durable : entry.pending[kept - 1];
      if (inode) out[name] = survivor(contents_[*inode], fate.data, random);
    }
    return out;
  }

 private:
  static constexpr std::uint64_t kSector = 512;
  using Inode = std::optional<std::size_t>;  // nothing: there is no such file
  struct Entry {
    Inode durable;
    std::vector<Inode> pending;
  };
  struct Content {
    std::string durable;
    std::vector<const DiskAction*> pending;
  };

  static void flush(Entry& entry) {
    if (entry.pending.empty()) return;
    entry.durable = entry.pending.back();
    entry.pending.clear();
  }
  Inode current(const std::string& name) const {
    const auto found = names_.find(name);
    if (found == names_.end()) return std::nullopt;
    return found->second.pending.empty() ? found->second.durable : found->second.pending.back();
  }
  void settle(const std::string& name, Fate::Data fate, Random& random) {
    Content& content = contents_[current(name).value()];
    content.durable = survivor(content, fate, random);
    content.pending.clear();
  }

  static std::string survivor(const Content& content, Fate::Data fate, Random& random) {
    std::string bytes = content.durable;
    if (fate == Fate::Data::kDropped) return bytes;
    const bool garbage = random.below(2) == 0;  // what a file grew by and was not written: zeros, or anything
    for (const DiskAction* action : content.pending) {
      if (fate != Fate::Data::kTorn) {
        if (fate == Fate::Data::kKept || random.below(2) == 0) put(bytes, *action, 0, action->bytes.size(), garbage);
        continue;
      }
      const std::uint64_t end = action->at + action->bytes.size();
      if (action->kind == DiskAction::Kind::kTruncate && random.below(2) == 0) put(bytes, *action, 0, 0, garbage);
      for (std::uint64_t from = action->at; from < end;) {
        const std::uint64_t to = std::min(end, (from / kSector + 1) * kSector);
        if (random.below(2) == 0) put(bytes, *action, from - action->at, to - from, garbage);
        from = to;
      }
    }
    return bytes;
  }

  // A part of a write, or a truncation.
  static void put(std::string& bytes, const DiskAction& action, std::uint64_t offset, std::uint64_t count,
                  bool garbage) {
    if (action.kind == DiskAction::Kind::kTruncate) {
      bytes.resize(std::min<std::uint64_t>(bytes.size(), action.at));
      return;
    }
    const std::uint64_t at = action.at + offset;
    if (bytes.size() < at) bytes.resize(at, garbage ? '\xd9' : '\0');
    if (bytes.size() < at + count) bytes.resize(at + count);
    bytes.replace(at, count, action.bytes, offset, count);
  }

  std::map<std::string, Entry> names_;
  std::vector<Content> contents_;
};

}  // namespace portolan::testing
