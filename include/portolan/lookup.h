// SPDX-License-Identifier: Apache-2.0
//
// Start here. A Lookup answers questions about a port registry from a compiled lookup file: by port, by name, by
// range, by position. `portolan compile` makes such files from a registry; docs/lookup-format.md describes them.
//
//     auto lookup = portolan::Lookup::open(portolan_registry_path());  // of portolan.h; or the path of any other
//     if (!lookup) return report(lookup.error());
//     for (portolan::RecordView record : lookup->on_port(443, portolan::Transport::kTcp))
//       use(record.name(), record.description());
//
// Thread-safety: after open() every const function can be called from any number of threads at once. Reads take no
// lock, allocate nothing and cannot throw.
//
// Lifetimes: a Lookup owns the mapping of its file. Views and texts point into it and are good until the Lookup is
// destroyed or assigned to. Replace a file that is in use by rename(2), as `portolan compile` does: the old mapping
// stays whole. Truncating a mapped file in place is the one thing that this library cannot survive.
//
// Texts are UTF-8, not terminated by a zero byte.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "portolan/error.h"
#include "portolan/types.h"

namespace portolan {

// One record of the registry, looked at in place. Cheap to copy. A default-constructed view, and the view of a
// record that turned out to be damaged, is not valid(): all its fields are empty.
class RecordView {
 public:
  RecordView() noexcept = default;
  // For the library: a record as it lies in memory. `limit` is how many bytes may be read.
  RecordView(const std::byte* blob, std::size_t limit) noexcept;

  bool valid() const noexcept { return blob_ != nullptr; }
  explicit operator bool() const noexcept { return valid(); }
  // Not valid() because the bytes it should be in do not fit their checksum or the format: there may be such a
  // record, but this file cannot tell.
  bool damaged() const noexcept { return damaged_; }
  static RecordView damage() noexcept {
    RecordView view;
    view.damaged_ = true;
    return view;
  }

  // Position in the registry's own order, from 0.
  std::uint32_t position() const noexcept;

  // The twelve columns. Texts are as IANA's CSV publishes them; empty where the registry says nothing.
  std::string_view name() const noexcept { return field(0); }
  std::optional<PortRange> ports() const noexcept;
  std::optional<Transport> transport() const noexcept;  // nothing: all of them, if there is a port
  std::string_view description() const noexcept { return field(1); }
  std::string_view assignee() const noexcept { return field(2).empty() ? field(3) : field(2); }  // "[Jon_Postel]"
  std::string_view contact() const noexcept { return field(3); }
  Date registered() const noexcept;
  Date modified() const noexcept;
  std::string_view reference() const noexcept { return field(4); }  // "[RFC9110]"
  std::optional<std::uint32_t> service_code() const noexcept;       // DCCP only
  std::string_view unauthorized_use() const noexcept { return field(5); }
  std::string_view notes() const noexcept { return field(6); }

  // Derived from the columns.
  Status status() const noexcept;
  Date deassigned() const noexcept;  // when a de-assigned one was given up, where the registry says so
  bool removed() const noexcept;     // de-assigned, and the registry's word for it is "removed"
  // The well-formed name that this one is a historic alias of; empty if it is none.
  std::string_view alias_of() const noexcept { return field(7); }
  // The historic names that this one replaces, separated by newlines; empty if there are none.
  std::string_view replaces() const noexcept { return field(8); }

  // For the library: the field with this number of docs/lookup-format.md; empty if it is not there.
  std::string_view field(unsigned number) const noexcept;
  std::uint16_t flags() const noexcept;
  std::uint16_t empty_columns() const noexcept;

  // The same record of the same Lookup.
  bool operator==(const RecordView&) const noexcept = default;

 private:
  const std::byte* blob_ = nullptr;
  bool damaged_ = false;
};

// A contact, looked at in place.
class ContactView {
 public:
  ContactView() noexcept = default;
  ContactView(const std::byte* blob, std::size_t limit) noexcept;

  bool valid() const noexcept { return blob_ != nullptr; }
  explicit operator bool() const noexcept { return valid(); }
  bool damaged() const noexcept { return damaged_; }  // as of a record
  static ContactView damage() noexcept {
    ContactView view;
    view.damaged_ = true;
    return view;
  }

  std::string_view id() const noexcept { return field(0); }  // "Jon_Postel"
  std::string_view name() const noexcept { return field(1); }
  std::string_view organization() const noexcept { return field(2); }
  // As registered, several separated by newlines: IANA writes & for @ in mail addresses.
  std::string_view uris() const noexcept { return field(3); }
  Date updated() const noexcept;

  std::string_view field(unsigned number) const noexcept;
  std::uint16_t flags() const noexcept;

 private:
  const std::byte* blob_ = nullptr;
  bool damaged_ = false;
};

namespace detail {

inline std::uint32_t load32(const std::byte* at) noexcept {
  std::uint32_t value;
  std::memcpy(&value, at, sizeof value);  // the format is little-endian, and so is every machine it is built for
  return value;
}

// Where the parts of a mapped lookup file lie. Filled by Lookup::open, constant afterwards.
struct Core;

// The ports section: blocks of 16 ports with 4 transports each, followed by the block's checksum.
inline constexpr std::size_t kPortsPerBlock = 16;
inline constexpr std::size_t kPortBlockBytes = kPortsPerBlock * 4 * 4 + 4;

inline std::uint32_t port_entry(const std::byte* ports, std::uint16_t port, Transport transport) noexcept {
  const std::size_t block = port / kPortsPerBlock * kPortBlockBytes;
  const std::size_t slot = (port % kPortsPerBlock) * 4 + static_cast<std::size_t>(transport);
  return load32(ports + block + slot * 4);
}

}  // namespace detail

// The records that answer a question, in registry order for each transport. A range of RecordView:
//     for (RecordView record : lookup.on_port(80)) ...
class Matches {
 public:
  class Iterator {
   public:
    using value_type = RecordView;
    using difference_type = std::ptrdiff_t;
    Iterator() noexcept = default;
    const RecordView& operator*() const noexcept { return current_; }
    const RecordView* operator->() const noexcept { return &current_; }
    Iterator& operator++() noexcept {
      advance();
      return *this;
    }
    void operator++(int) noexcept { advance(); }
    bool operator==(std::default_sentinel_t) const noexcept { return !current_.valid(); }

   private:
    friend class Matches;
    explicit Iterator(const Matches& matches) noexcept : matches_(&matches) { advance(); }
    void advance() noexcept;

    const Matches* matches_ = nullptr;
    RecordView current_;
    std::uint32_t port_ = 0;   // offset of the port within the asked range
    std::uint32_t list_ = 0;   // transport
    std::uint32_t index_ = 0;  // within the list
  };

  Matches() noexcept = default;

  Iterator begin() const noexcept { return Iterator(*this); }
  static std::default_sentinel_t end() noexcept { return {}; }

  bool empty() const noexcept { return kind_ == Kind::kOne ? entry_ == 0 : !begin()->valid(); }
  // The first record; not valid() if there is none.
  RecordView first() const noexcept { return *begin(); }
  std::size_t count() const noexcept;
  // True if a part of the file that this answer needs turned out to be damaged, when it was asked or while it was
  // walked through: the answer is then cut short and says nothing. A Lookup opened with Verify::kAll comes to this
  // only over a file that was made to deceive.
  bool damaged() const noexcept { return damaged_; }

 private:
  friend class Lookup;
  enum class Kind : std::uint8_t { kOne, kPorts, kName };

  const detail::Core* core_ = nullptr;
  std::uint32_t entry_ = 0;     // kOne, kName: a single record or a group
  PortRange ports_{};           // kPorts
  Transports transports_;       // kPorts
  std::string_view long_name_;  // kName: compared in full, since only its hash is in the index
  Kind kind_ = Kind::kOne;
  mutable bool damaged_ = false;  // set by the iterators of this one value, which belongs to one thread
};

class Lookup {
 public:
  // When the checksums of the file are compared.
  enum class Verify : std::uint8_t {
    kAll,     // at open, the whole file once (about 0.1 ms per MB); reads compare nothing more
    kOnRead,  // each read compares what it touches: for programs that ask once and leave
    kNone,    // never: for bytes that are as trustworthy as the program itself
  };

  // Maps the file. Fails with kNotFound, kIo, or kDamaged for a file that is not a lookup file, of another version,
  // cut, or changed.
  static Result<Lookup> open(const std::string& path, Verify verify = Verify::kAll);
  // Over bytes that the caller keeps alive and unchanged. REQUIRES: the bytes are aligned to 8.
  static Result<Lookup> from_bytes(std::span<const std::byte> bytes, Verify verify = Verify::kAll);

  Lookup(Lookup&&) noexcept;
  Lookup& operator=(Lookup&&) noexcept;
  ~Lookup();

  // What the file holds, and of which date its registry says it is.
  std::uint32_t size() const noexcept;  // records
  std::uint32_t contact_count() const noexcept;
  Date updated() const noexcept;
  std::string_view title() const noexcept;
  std::uint64_t file_bytes() const noexcept;

  // Every record that covers the port on this transport, ranges and records without a transport included.
  Matches on_port(std::uint16_t port, Transport transport) const noexcept {
    if (checked_) return on_port_checked(port, transport);
    Matches matches;
    matches.core_ = core_.get();
    matches.entry_ = detail::port_entry(ports_, port, transport);
    return matches;
  }
  // The same on any of several transports; a record that covers more than one of them comes once.
  Matches on_port(std::uint16_t port, Transports transports = Transports::all()) const noexcept {
    return in_range({port, port}, transports);
  }
  // Every record that covers a port of the range, ordered by port; each comes once.
  Matches in_range(PortRange range, Transports transports = Transports::all()) const noexcept;
  // Every record of that name, in any case. `name` must live as long as the answer.
  Matches named(std::string_view name) const noexcept;
  // The record at a position of the registry's order; not valid() beyond the end.
  RecordView record(std::uint32_t position) const noexcept;

  // A contact by its id (exact) or by its position; not valid() if there is none.
  ContactView contact(std::string_view id) const noexcept;
  ContactView contact_at(std::uint32_t position) const noexcept;

  const detail::Core& core() const noexcept { return *core_; }

 private:
  explicit Lookup(std::unique_ptr<detail::Core> core) noexcept;
  Matches on_port_checked(std::uint16_t port, Transport transport) const noexcept;
  Matches named_slowly(std::string_view name) const noexcept;

  std::unique_ptr<detail::Core> core_;
  const std::byte* ports_ = nullptr;
  const std::byte* buckets_ = nullptr;
  const std::byte* pilots_ = nullptr;
  std::uint32_t bucket_count_ = 0;
  std::uint32_t pilot_block_count_ = 0;
  std::uint32_t name_seed_ = 0;
  bool checked_ = false;
};

// How well a record fits a search, best first.
enum class Rank : std::uint8_t {
  kExactName,    // the text is the name
  kNamePrefix,   // a name begins with it
  kWord,         // its words stand in the record
  kWordPrefix,   // words of the record begin with it
  kSubstring,    // it stands inside the words
  kMisspelling,  // a name or word differs from it by a letter or two
};
std::string_view to_string(Rank rank) noexcept;

struct Hit {
  RecordView record;
  Rank rank = Rank::kExactName;
};

// Full-text search over all fields of all records and their contacts. Case and accents do not matter. Misspellings are
// looked for where nothing else is found; so are substrings in registries with more than 8 MiB of text (IANA's
// has 1.2).
//
// Thread-safety: a Search holds the scratch memory of one search, so each thread needs its own; any number of them
// can share one Lookup. It allocates when it is made (a bit per record), not when it searches.
// Lifetime: the Lookup must outlive it.
class Search {
 public:
  explicit Search(const Lookup& lookup);
  ~Search();
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  // Fills `hits` with the best records, best first, and returns how many there are; at most hits.size().
  std::size_t run(std::string_view text, std::span<Hit> hits) noexcept;
  // The registered names that are nearest to a name that was not found: one record for each.
  std::size_t similar_names(std::string_view name, std::span<RecordView> found) noexcept;
  // True if the last run met a damaged part of the file (see Matches::damaged): what it found says nothing.
  bool damaged() const noexcept { return damaged_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool damaged_ = false;
};

}  // namespace portolan
