// SPDX-License-Identifier: Apache-2.0
//
// The layout of the lookup file, shared by the compiler and the reader. docs/lookup-format.md is its description;
// the numbers here are persistent: a change of any of them is a new kVersion.
//
// Freestanding: nothing here allocates, throws or calls anything but memcpy.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#define XXH_INLINE_ALL
#define XXH_NO_STREAM
#include <xxhash.h>

#include "portolan/lookup.h"
#include "portolan/types.h"

namespace portolan::lookup {

static_assert(std::endian::native == std::endian::little, "the lookup file is little-endian and mapped as it is");

inline constexpr char kMagic[8] = {'p', 'o', 'r', 't', 'o', 'l', 'a', 'n'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kAlignment = 64;  // of sections

enum Section : std::uint32_t {
  kHead = 0,           // the document's title, notes, footnotes: fields like a record's
  kPorts = 1,          // by port and transport
  kGroups = 2,         // lists of records for ports and names that have several
  kRecords = 3,        // the records themselves
  kRecordIndex = 4,    // u32 per record in registry order: where it lies, in units of 8 bytes
  kNameBuckets = 5,    // hash table of names
  kNameKeys = 6,       // sorted first 16 bytes of every distinct name, folded
  kNameRefs = 7,       // u32 for each of kNameKeys: a record or a group
  kContacts = 8,       // the contacts themselves
  kContactIndex = 9,   // u32 per contact in registry order
  kContactsById = 10,  // u32 per contact, sorted by id
  kText = 11,          // all folded text, for substrings
  kTextStarts = 12,    // u32 per record and text field: where it begins in kText
  kWordText = 13,      // the distinct words, sorted, one behind the other
  kWordIndex = 14,     // Word per word, and one behind the last
  kPostings = 15,      // u32 record positions
  kNamePilots = 16,    // which of the hash functions finds a name
  kSectionCount = 17,
};

struct SectionEntry {
  std::uint64_t offset = 0;  // from the beginning of the file
  std::uint64_t size = 0;    // in bytes, without padding
  std::uint64_t hash = 0;    // XXH3 of the section, seeded with its number
};

struct Header {
  char magic[8] = {};
  std::uint32_t version = 0;
  std::uint32_t header_size = 0;
  std::uint64_t file_size = 0;
  std::uint64_t salt = 0;  // of the checksums inside the sections: a page of another file does not fit
  std::uint32_t record_count = 0;
  std::uint32_t contact_count = 0;
  std::uint32_t updated = 0;       // packed date
  std::uint32_t bucket_count = 0;  // of kNameBuckets
  std::uint32_t name_count = 0;    // of kNameKeys
  std::uint32_t word_count = 0;
  std::uint32_t pilot_block_count = 0;  // of kNamePilots
  std::uint32_t name_seed = 0;          // of the hash of names
  SectionEntry sections[kSectionCount];
  std::uint64_t hash = 0;  // XXH3 of all before it
};
static_assert(sizeof(Header) == 480);

// A record or contact: this, then a u32 end for each field that is there, then the fields' bytes, padded to 8.
struct Blob {
  std::uint32_t size = 0;      // of all, a multiple of 8
  std::uint32_t checksum = 0;  // of what follows it
  std::uint32_t position = 0;  // in registry order
  std::uint16_t fields = 0;    // bit per field that is there
  std::uint16_t flags = 0;
};
struct RecordBlob {
  Blob blob;
  std::uint16_t first_port = 0;
  std::uint16_t last_port = 0;
  std::uint8_t transport = 0;  // 0xFF: none
  std::uint8_t status = 0;
  std::uint16_t empty_columns = 0;
  std::uint32_t registered = 0;
  std::uint32_t modified = 0;
  std::uint32_t deassigned = 0;
  std::uint32_t service_code = 0;
};
struct ContactBlob {
  Blob blob;
  std::uint32_t updated = 0;
  std::uint32_t reserved = 0;
};
static_assert(sizeof(Blob) == 16 && sizeof(RecordBlob) == 40 && sizeof(ContactBlob) == 24);

inline constexpr std::uint8_t kNoTransport = 0xFF;

enum RecordFlag : std::uint16_t {
  kHasPorts = 1,
  kHasServiceCode = 2,
  kRemoved = 4,
  kRangeOfOne = 8,
  kAssigneeStated = 16,
};
enum RecordField : unsigned {
  kName = 0,
  kDescription,
  kAssignee,
  kContact,
  kReference,
  kUnauthorized,
  kNotes,  // as published
  kAliasOf,
  kReplaces,  // derived
  kDescriptionMarkup,
  kAssigneeMarkup,
  kContactMarkup,
  kReferenceMarkup,
  kUnauthorizedMarkup,
  kNotesMarkup,
  kRecordFields,
};
enum ContactFlag : std::uint16_t { kHasName = 1, kHasOrganization = 2, kHasUpdated = 4, kHasUris = 8 };
enum ContactField : unsigned { kContactId = 0, kContactName, kContactOrganization, kContactUris, kContactFields };
// The head is a list of strings: count, then u32 ends, then bytes; compiler.cpp says which is which.

// An entry of kPorts, kNameBuckets or kNameRefs: nothing, one record, or a group.
inline constexpr std::uint32_t kSingle = 0x80000000U;  // the rest is the record's place in kRecords, by 8 bytes
                                                       // without it: the group's place in kGroups, by 8 bytes
struct Group {
  std::uint32_t count = 0;
  std::uint32_t checksum = 0;  // of the entries
  // count u32 follow: places in kRecords, by 8 bytes; padded to 8
};

// A bucket of names: one cache line. The hash is perfect: a name is in its slot of its bucket or nowhere.
inline constexpr unsigned kBucketSlots = 3;
struct Bucket {
  std::uint64_t keys[kBucketSlots][2] = {};  // all zero: free
  std::uint32_t entries[kBucketSlots] = {};
  std::uint32_t checksum = 0;  // of what is before it
};
static_assert(sizeof(Bucket) == 64);

// Names whose hashes share a pilot are hashed once more with it; the compiler chose it so that none of them meets
// another name. One cache line.
inline constexpr unsigned kBlockPilots = 30;
struct PilotBlock {
  std::uint16_t pilots[kBlockPilots] = {};
  std::uint32_t checksum = 0;  // of what is before it
};
static_assert(sizeof(PilotBlock) == 64);

struct Word {
  std::uint32_t text = 0;             // where it begins in kWordText
  std::uint32_t postings = 0;         // where its list begins in kPostings, in entries
  std::uint32_t in_names = 0;         // the first so many of the list have it in their name,
  std::uint32_t in_descriptions = 0;  // the next so many in their description, the rest anywhere else
};

// The text fields of kText, in this order, each for all records one behind the other.
inline constexpr unsigned kTextFields = 4;  // names, descriptions, people, the rest

inline std::uint32_t checksum(const void* bytes, std::size_t size, std::uint64_t salt, std::uint64_t offset) noexcept {
  return static_cast<std::uint32_t>(XXH3_64bits_withSeed(bytes, size, salt ^ (offset * 0x9E3779B97F4A7C15U)));
}

inline std::uint32_t pack(Date date) noexcept {
  return std::uint32_t{date.year} << 16U | std::uint32_t{date.month} << 8U | date.day;
}
inline Date unpack(std::uint32_t packed) noexcept {
  return {.year = static_cast<std::uint16_t>(packed >> 16U),
          .month = static_cast<std::uint8_t>(packed >> 8U & 0xFFU),
          .day = static_cast<std::uint8_t>(packed & 0xFFU)};
}

// A name as the hash table knows it: up to 15 bytes folded to lower case, the 16th their number; of longer names a
// hash with 0xFF there, so that the record's own name must be compared.
struct NameKey {
  std::uint64_t words[2] = {};
  bool operator==(const NameKey&) const noexcept = default;
  bool is_long() const noexcept { return words[1] >> 56U == 0xFF; }
};

// ASCII lower case of eight bytes at once.
inline std::uint64_t fold8(std::uint64_t v) noexcept {
  constexpr std::uint64_t kHigh = 0x8080808080808080U;
  constexpr std::uint64_t kLow7 = ~kHigh;
  const std::uint64_t low = v & kLow7;
  const std::uint64_t above_at = low + (0x80 - 'A') * 0x0101010101010101U;     // bit 7: byte >= 'A'
  const std::uint64_t above_z = low + (0x80 - 'Z' - 1) * 0x0101010101010101U;  // bit 7: byte > 'Z'
  const std::uint64_t upper = above_at & ~above_z & ~v & kHigh;
  return v | upper >> 2U;
}

inline char fold1(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

#if defined(__x86_64__)
// The 16 bytes at `p`, of which the first n count, zero behind them. Reads past the name, but never past its page, so
// it cannot fault; in assembly, since to the language those bytes are not there. Lengths of names cannot be foretold,
// and a wrong guess costs more than all of this. REQUIRES: n <= 15, and the 16 bytes lie in one page.
inline void load_short(const char* p, std::size_t n, std::uint64_t& low, std::uint64_t& high) noexcept {
  alignas(16) static constexpr unsigned char kKeep[32] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                                          255, 255, 255, 255, 255, 0,   0,   0,   0,   0,   0,
                                                          0,   0,   0,   0,   0,   0,   0,   0,   0,   0};
  std::uint64_t keep[2];
  std::memcpy(keep, kKeep + 16 - n, 16);
  asm("movq (%2), %0\n\tmovq 8(%2), %1" : "=&r"(low), "=&r"(high) : "r"(p) : "memory");
  low &= keep[0];
  high &= keep[1];
}
inline bool in_one_page(const char* p) noexcept { return (reinterpret_cast<std::uintptr_t>(p) & 4095U) <= 4096 - 16; }
#else
inline void load_short(const char*, std::size_t, std::uint64_t&, std::uint64_t&) noexcept {}
inline bool in_one_page(const char*) noexcept { return false; }
#endif

// The same without reading past the name.
[[gnu::noinline, gnu::cold]] inline void load_exactly(const char* p, std::size_t n, std::uint64_t& low,
                                                      std::uint64_t& high) noexcept {
  char bytes[16] = {};
  for (std::size_t i = 0; i < n; ++i) bytes[i] = p[i];
  std::memcpy(&low, bytes, 8);
  std::memcpy(&high, bytes + 8, 8);
}

// Long names are rare: what they need is kept out of the way of the others.
[[gnu::noinline, gnu::cold]] inline NameKey long_name_key(std::string_view name) noexcept {
  std::uint64_t a = 0x9E3779B97F4A7C15U;
  std::uint64_t b = name.size();
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(fold1(name[i]));
    a = (a ^ c) * 0x100000001B3U;
    b = (b + c) * 0xC2B2AE3D27D4EB4FU;
    b ^= b >> 29U;
  }
  NameKey key;
  key.words[0] = a;
  key.words[1] = b | std::uint64_t{0xFF} << 56U;
  return key;
}

inline NameKey name_key(std::string_view name) noexcept {
  NameKey key;
  const char* p = name.data();
  const std::size_t n = name.size();
  if (n == 0) return key;  // not even one byte may be read
  if (n <= 15) [[likely]] {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (in_one_page(p))
      load_short(p, n, low, high);
    else
      load_exactly(p, n, low, high);
    key.words[0] = fold8(low);
    key.words[1] = fold8(high) | std::uint64_t{n} << 56U;
    return key;
  }
  return long_name_key(name);
}

// The hash of a key: both halves of a product of 128 bits.
inline std::uint64_t name_hash(const NameKey& key, std::uint32_t seed) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = Wide{key.words[0] ^ 0x9E3779B97F4A7C15U ^ seed} * (key.words[1] ^ 0xD6E8FEB86659FD93U);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// One of `count`, by the upper half of a hash, and by the lower half.
inline std::uint32_t upper_of(std::uint64_t hash, std::uint32_t count) noexcept {
  return static_cast<std::uint32_t>((hash >> 32U) * count >> 32U);
}
inline std::uint32_t lower_of(std::uint64_t hash, std::uint32_t count) noexcept {
  return static_cast<std::uint32_t>((hash & 0xFFFFFFFFU) * count >> 32U);
}

// The hash with which a name's bucket (upper half) and slot in it (lower half) are chosen.
inline std::uint64_t piloted(std::uint64_t hash, std::uint16_t pilot) noexcept {
  return (hash ^ (std::uint64_t{pilot} + 1) * 0x9E3779B97F4A7C15U) * 0xC2B2AE3D27D4EB4FU;
}

}  // namespace portolan::lookup
