// SPDX-License-Identifier: Apache-2.0
//
// What a Lookup is inside: the mapped bytes, their header, and which parts have been compared with their checksums.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "lookup/layout.h"
#include "lookup/reader.h"
#include "portolan/lookup.h"

namespace portolan::lookup {

// A file in memory. Owned pages are given back in the destructor; borrowed bytes are left alone.
class Mapping {
 public:
  Mapping() = default;
  Mapping(const std::byte* bytes, std::size_t size, bool owned) : bytes_(bytes), size_(size), owned_(owned) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&&) = delete;
  ~Mapping();

  static Result<Mapping> map(const std::string& path);

  const std::byte* data() const noexcept { return bytes_; }
  std::size_t size() const noexcept { return size_; }

 private:
  const std::byte* bytes_ = nullptr;
  std::size_t size_ = 0;
  bool owned_ = false;
};

class MappedSource {
 public:
  MappedSource(const std::byte* bytes, std::uint64_t size, bool checked)
      : bytes_(bytes), size_(size), checked_(checked) {}
  const std::byte* fetch(std::uint64_t offset, std::size_t size, void*) const noexcept {
    return offset > size_ || size > size_ - offset ? nullptr : bytes_ + offset;
  }
  bool checked() const noexcept { return checked_; }

 private:
  const std::byte* bytes_;
  std::uint64_t size_;
  bool checked_;
};

}  // namespace portolan::lookup

namespace portolan::detail {

struct Core {
  Core(lookup::Mapping mapped, const lookup::Header& read, bool check)
      : mapping(std::move(mapped)), header(read), checked(check), source(mapping.data(), mapping.size(), check) {}

  // A section as an array; empty if it is damaged. Compared with its checksum when it is first used.
  template <class T>
  std::span<const T> section(lookup::Section which) const noexcept {
    if (!intact(which)) return {};
    const lookup::SectionEntry& entry = header.sections[which];
    return {reinterpret_cast<const T*>(mapping.data() + entry.offset), entry.size / sizeof(T)};
  }
  bool intact(lookup::Section which) const noexcept;

  RecordView record_at(std::uint32_t place) const noexcept;
  ContactView contact_at(std::uint32_t place) const noexcept;

  lookup::Mapping mapping;
  lookup::Header header;
  bool checked;
  mutable lookup::MappedSource source;
  mutable std::atomic<std::uint32_t> compared{0};  // bit per section: its checksum held
};

}  // namespace portolan::detail
