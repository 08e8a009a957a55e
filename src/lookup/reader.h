// SPDX-License-Identifier: Apache-2.0
//
// The one reader of lookup files, over any source of bytes: a mapping (the library) or pread (a module that lives in
// other programs' processes). Freestanding: no allocation, no exceptions, no state but the source's.
//
// A Source has
//     const std::byte* fetch(std::uint64_t offset, std::size_t size, void* scratch);
// which gives `size` bytes of the file (in place, or copied into `scratch`), or null if they are not there; and
//     bool checked() const;   // compare checksums on every read
//
// Every function bounds-checks what it reads; bytes that do not fit their checksum or the grammar of
// docs/lookup-format.md make it say `damaged` and give nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lookup/layout.h"

namespace portolan::lookup {

// True if the header is of this version, whole, and fits a file of that size.
inline bool header_holds(const Header& header, std::uint64_t file_size) noexcept {
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0 || header.version != kVersion) return false;
  if (header.header_size != sizeof(Header) || header.file_size != file_size) return false;
  if (header.hash != XXH3_64bits(&header, offsetof(Header, hash))) return false;
  for (const SectionEntry& section : header.sections)
    if (section.offset % kAlignment != 0 || section.offset > file_size || section.size > file_size - section.offset)
      return false;
  const auto holds = [&](Section section, std::uint64_t count, std::uint64_t size) {
    return header.sections[section].size == count * size;
  };
  return holds(kPorts, 65536 / detail::kPortsPerBlock, detail::kPortBlockBytes) &&
         holds(kRecordIndex, header.record_count, 4) && holds(kContactIndex, header.contact_count, 4) &&
         holds(kContactsById, header.contact_count, 4) && header.bucket_count > 0 && header.pilot_block_count > 0 &&
         holds(kNameBuckets, header.bucket_count, sizeof(Bucket)) &&
         holds(kNamePilots, header.pilot_block_count, sizeof(PilotBlock)) && holds(kNameKeys, header.name_count, 16) &&
         holds(kNameRefs, header.name_count, 4) && holds(kTextStarts, header.record_count, 4 * kTextFields) &&
         holds(kWordIndex, std::uint64_t{header.word_count} + 1, sizeof(Word)) &&
         header.sections[kPostings].size % 4 == 0;
}

template <class Source>
class Reader {
 public:
  Reader(Source& source, const Header& header) noexcept : source_(source), header_(header) {}

  bool damaged() const noexcept { return damaged_; }

  // The entry for a port and transport: see kSingle. 0: no record covers it.
  std::uint32_t port_entry(std::uint16_t port, Transport transport) noexcept {
    alignas(8) std::byte scratch[detail::kPortBlockBytes];
    const std::uint64_t at = std::uint64_t{port / detail::kPortsPerBlock} * detail::kPortBlockBytes;
    const std::byte* block = checked_block(kPorts, at, detail::kPortBlockBytes, scratch);
    if (block == nullptr) return 0;
    const std::size_t slot = port % detail::kPortsPerBlock * 4 + static_cast<std::size_t>(transport);
    return detail::load32(block + slot * 4);
  }

  // The entry for a name; 0 if there is none. For a long name the records' own names must be compared.
  std::uint32_t name_entry(const NameKey& key) noexcept {
    if (key.words[1] == 0) return 0;
    alignas(64) std::byte scratch[sizeof(Bucket)];
    const std::uint64_t hash = name_hash(key, header_.name_seed);
    const std::byte* block = line(kNamePilots, upper_of(hash, header_.pilot_block_count), scratch);
    if (block == nullptr) return 0;
    std::uint16_t pilot = 0;
    std::memcpy(&pilot, block + lower_of(hash, kBlockPilots) * sizeof pilot, sizeof pilot);
    const std::uint64_t place = piloted(hash, pilot);
    const std::byte* bytes = line(kNameBuckets, upper_of(place, header_.bucket_count), scratch);
    if (bytes == nullptr) return 0;
    const auto* bucket = reinterpret_cast<const Bucket*>(bytes);
    const std::uint32_t slot = lower_of(place, kBucketSlots);
    return bucket->keys[slot][0] == key.words[0] && bucket->keys[slot][1] == key.words[1] ? bucket->entries[slot] : 0;
  }

  // How many records an entry stands for.
  std::uint32_t entry_count(std::uint32_t entry) noexcept {
    if (entry == 0) return 0;
    if ((entry & kSingle) != 0) return 1;
    Group scratch;
    const std::uint64_t at = std::uint64_t{entry} * 8;
    const std::byte* bytes = fetch(kGroups, at, sizeof(Group), &scratch);
    if (bytes == nullptr) return 0;
    const auto* group = reinterpret_cast<const Group*>(bytes);
    if (group->count > (header_.sections[kGroups].size - at - sizeof(Group)) / 4) return damage(), 0;
    return group->count;
  }

  // The place of the index-th record of a group, in kRecords by 8 bytes. REQUIRES: index < entry_count(entry).
  // `verify_group` is to be called once before, where the source is checked.
  std::uint32_t group_place(std::uint32_t entry, std::uint32_t index) noexcept {
    std::uint32_t scratch = 0;
    const std::byte* at =
        fetch(kGroups, std::uint64_t{entry} * 8 + sizeof(Group) + std::uint64_t{index} * 4, 4, &scratch);
    return at == nullptr ? 0 : detail::load32(at);
  }

  // Compares the checksum of a whole group. In place only: a source that copies must do it in pieces of its own.
  bool verify_group(std::uint32_t entry, std::uint32_t count) noexcept {
    const std::uint64_t at = std::uint64_t{entry} * 8;
    Group scratch;
    const std::byte* head = fetch(kGroups, at, sizeof(Group), &scratch);
    const std::byte* list = fetch(kGroups, at + sizeof(Group), std::size_t{count} * 4, nullptr);
    if (head == nullptr || list == nullptr) return false;
    if (checksum(list, std::size_t{count} * 4, header_.salt, header_.sections[kGroups].offset + at + sizeof(Group)) !=
        reinterpret_cast<const Group*>(head)->checksum)
      return damage(), false;
    return true;
  }

  // A record or contact: where it begins, and how many bytes may be read from there. `room` bytes of scratch.
  const std::byte* blob(Section section, std::uint32_t place, std::size_t smallest, void* scratch, std::size_t room,
                        std::size_t& size) noexcept {
    const std::uint64_t at = std::uint64_t{place & ~kSingle} * 8;
    const std::byte* head = fetch(section, at, sizeof(Blob), scratch);
    if (head == nullptr) return nullptr;
    size = detail::load32(head);
    if (size < smallest || size % 8 != 0 || size > room) return damage(), nullptr;
    const std::byte* bytes = fetch(section, at, size, scratch);
    if (bytes == nullptr || !source_.checked()) return bytes;
    const std::uint32_t sum = checksum(bytes + 8, size - 8, header_.salt, header_.sections[section].offset + at + 8);
    return sum == detail::load32(bytes + 4) ? bytes : (damage(), nullptr);
  }

 private:
  const std::byte* damage() noexcept {
    damaged_ = true;
    return nullptr;
  }

  const std::byte* fetch(Section section, std::uint64_t at, std::size_t size, void* scratch) noexcept {
    const SectionEntry& entry = header_.sections[section];
    if (at > entry.size || size > entry.size - at) return damage();
    const std::byte* bytes = source_.fetch(entry.offset + at, size, scratch);
    return bytes == nullptr ? damage() : bytes;
  }

  // A block of the size of a cache line.
  const std::byte* line(Section section, std::uint64_t number, void* scratch) noexcept {
    return checked_block(section, number * 64, 64, scratch);
  }

  // A block whose last four bytes are the checksum of the others.
  const std::byte* checked_block(Section section, std::uint64_t at, std::size_t size, void* scratch) noexcept {
    const std::byte* bytes = fetch(section, at, size, scratch);
    if (bytes == nullptr || !source_.checked()) return bytes;
    const std::uint32_t sum = checksum(bytes, size - 4, header_.salt, header_.sections[section].offset + at);
    return sum == detail::load32(bytes + size - 4) ? bytes : damage();
  }

  Source& source_;
  const Header& header_;
  bool damaged_ = false;
};

}  // namespace portolan::lookup
