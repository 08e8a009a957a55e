// SPDX-License-Identifier: Apache-2.0
//
// Damaged and crafted lookup files. Every lookup file has more than a megabyte, so an input is no file but a list of
// patches to one that is compiled once from the sample registry:
//
//     input = flags *( section offset[4] count bytes[count] )
//     flags: 1 = repair the checksums behind the patches; 2 = cut the file at the offset of the first patch
//     section: 0-16 as in lookup/layout.h, 17 = the header, 18 = anywhere in the file; all modulo 19
//     offset: little-endian, modulo the size; count: modulo 17; what is missing at the end of the input is zero
//
// Without repair, a file that opens with Verify::kAll holds the sample registry and nothing else. With repair, patches
// get behind the checksums: then every answer must lie within the bytes, whatever it is.
#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lookup/compiler.h"
#include "lookup/layout.h"
#include "portolan/lookup.h"
#include "properties.h"
#include "sample_registry.h"

namespace portolan::fuzz {
namespace {

using lookup::Header;
using lookup::Section;

constexpr unsigned kRepair = 1;
constexpr unsigned kCut = 2;
constexpr std::uint32_t kInHeader = lookup::kSectionCount;
constexpr std::uint32_t kAnywhere = kInHeader + 1;
constexpr std::size_t kMostBytes = 16;    // of one patch
constexpr std::size_t kMostPatches = 64;  // so that no input takes long

struct Patch {
  std::uint32_t section = 0;
  std::uint32_t offset = 0;
  std::array<std::uint8_t, kMostBytes> bytes{};
  std::size_t count = 0;
};

class Input {
 public:
  explicit Input(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool empty() const noexcept { return bytes_.empty(); }
  std::uint8_t byte() noexcept {
    if (bytes_.empty()) return 0;
    const std::uint8_t value = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return value;
  }
  Patch patch() noexcept {
    Patch patch;
    patch.section = byte() % (kAnywhere + 1);
    for (unsigned shift = 0; shift < 32; shift += 8) patch.offset |= std::uint32_t{byte()} << shift;
    patch.count = byte() % (kMostBytes + 1);
    for (std::size_t i = 0; i < patch.count; ++i) patch.bytes[i] = byte();
    return patch;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

const registry::Registry& sample() {
  static const registry::Registry registry = testing::sample_registry();
  return registry;
}

std::string_view base() {
  static const std::string bytes = lookup::compile(sample()).value();
  return bytes;
}

Header base_header() {
  Header header;
  std::memcpy(&header, base().data(), sizeof header);
  return header;
}

// A file in memory, aligned to 8.
class File {
 public:
  explicit File(std::string_view bytes) : words_((bytes.size() + 7) / 8), size_(bytes.size()) {
    if (size_ > 0) std::memcpy(words_.data(), bytes.data(), size_);
  }
  char* data() noexcept { return reinterpret_cast<char*>(words_.data()); }
  std::size_t size() const noexcept { return size_; }
  std::string_view text() const noexcept { return {reinterpret_cast<const char*>(words_.data()), size_}; }
  std::span<const std::byte> span() const noexcept { return std::as_bytes(std::span(text())); }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_;
};

// Where a patch goes in the file.
std::size_t place_of(const Patch& patch) {
  const Header header = base_header();
  if (patch.section == kAnywhere) return patch.offset % base().size();
  if (patch.section == kInHeader) return patch.offset % sizeof(Header);
  const lookup::SectionEntry& section = header.sections[patch.section];
  return section.offset + patch.offset % std::max<std::size_t>(section.size, 1);
}

// The blocks of these sections carry their own checksum.
std::size_t block_size(std::uint32_t section) {
  if (section == lookup::kPorts) return detail::kPortBlockBytes;
  if (section == lookup::kNamePilots) return sizeof(lookup::PilotBlock);
  return section == lookup::kNameBuckets ? sizeof(lookup::Bucket) : 0;
}

void repair_block(File& file, const Patch& patch) {
  const std::size_t size = block_size(patch.section);
  if (size == 0) return;
  const Header header = base_header();
  const std::size_t begin = header.sections[patch.section].offset;
  const std::size_t at = begin + (place_of(patch) - begin) / size * size;
  if (at + size > file.size()) return;
  const std::uint32_t sum = lookup::checksum(file.data() + at, size - 4, header.salt, at);
  std::memcpy(file.data() + at + size - 4, &sum, sizeof sum);
}

void repair_header(File& file) {
  Header header;
  std::memcpy(&header, file.data(), sizeof header);
  for (std::size_t i = 0; i < lookup::kSectionCount; ++i) {
    lookup::SectionEntry& section = header.sections[i];
    if (section.offset <= file.size() && section.size <= file.size() - section.offset)
      section.hash = XXH3_64bits_withSeed(file.data() + section.offset, section.size, i);
  }
  header.hash = XXH3_64bits(&header, offsetof(Header, hash));
  std::memcpy(file.data(), &header, sizeof header);
}

// Without repair the header's own hash stays: everything else follows from it, and a fuzzer that sees the comparison
// could copy the right one from there.
void keep_header_hash(File& file) {
  std::memcpy(file.data() + offsetof(Header, hash), base().data() + offsetof(Header, hash), sizeof(Header::hash));
}

struct Crafted {
  File file;
  bool repaired = false;
};

Crafted craft(Input input) {
  const unsigned flags = input.byte();
  std::vector<Patch> patches;
  while (!input.empty() && patches.size() < kMostPatches) patches.push_back(input.patch());
  const bool repair = (flags & kRepair) != 0;
  const bool cut = (flags & kCut) != 0 && !patches.empty();
  Crafted crafted{File(cut ? base().substr(0, place_of(patches.front())) : base()), repair};
  File& file = crafted.file;
  for (const Patch& patch : patches) {
    const std::size_t at = place_of(patch);
    if (at < file.size()) std::memcpy(file.data() + at, patch.bytes.data(), std::min(patch.count, file.size() - at));
  }
  if (file.size() < sizeof(Header)) return crafted;
  if (!repair) {
    keep_header_hash(file);
    return crafted;
  }
  for (const Patch& patch : patches) repair_block(file, patch);
  repair_header(file);
  return crafted;
}

// Asks one Lookup everything and looks whether what it hands out lies within the bytes.
class Questions {
 public:
  Questions(const Lookup& lookup, std::string_view bytes) : lookup_(lookup), bytes_(bytes) {}

  void ask() const {
    check(lookup_.title());
    ports();
    names();
    positions();
    contacts();
    searches();
  }

 private:
  void check(std::string_view text) const {
    if (text.empty()) return;
    const std::less_equal<const char*> not_after;
    require(
        not_after(bytes_.data(), text.data()) && not_after(text.data() + text.size(), bytes_.data() + bytes_.size()),
        "a text lies within the bytes");
  }

  void check(RecordView view) const {
    for (unsigned field = 0; field < lookup::kRecordFields; ++field) check(view.field(field));
    check(view.assignee());
    if (!view.valid()) return;
    const auto ports = view.ports();
    require(!ports || ports->first <= ports->last, "a record's ports are a range");
    if (const auto transport = view.transport()) require(!to_string(*transport).empty(), "a transport has a name");
    require(!to_string(view.status()).empty(), "a status has a name");
    require(to_string(view.registered()).size() <= 13, "a date is short");
  }

  void check(ContactView view) const {
    for (unsigned field = 0; field < lookup::kContactFields; ++field) check(view.field(field));
  }

  void check(const Matches& matches) const {
    constexpr std::size_t kMost = 1U << 20U;
    std::size_t count = 0;
    for (const RecordView view : matches) {
      check(view);
      require(++count < kMost, "an answer comes to an end");
    }
    check(matches.first());
    require(matches.damaged() || matches.count() == count, "the count is what is walked through");
  }

  void ports() const {
    for (const unsigned port : {0U, 24U, 80U, 81U, 172U, 1113U, 1138U, 3283U, 4748U, 6061U, 7300U, 65535U}) {
      for (const Transport transport : kAllTransports)
        check(lookup_.on_port(static_cast<std::uint16_t>(port), transport));
      check(lookup_.on_port(static_cast<std::uint16_t>(port)));
    }
    // Not the whole range: that alone would take most of the time.
    check(lookup_.in_range({0, 1300}));
    check(lookup_.in_range({6000, 6070}, Transport::kTcp));
    check(lookup_.in_range({65500, 65535}, Transports{}));
  }

  void names() const {
    for (const std::string_view name :
         {"http", "HTTP-ALT", "x", "", "www", "encrypted_admin", "Escale (Newton Dock)", "no such name at all"})
      check(lookup_.named(name));
  }

  void positions() const {
    constexpr std::uint32_t kMost = 200;
    for (std::uint32_t i = 0; i < std::min(lookup_.size(), kMost); ++i) check(lookup_.record(i));
    check(lookup_.record(lookup_.size()));
    check(lookup_.record(0xFFFFFFFF));
  }

  void contacts() const {
    constexpr std::uint32_t kMost = 50;
    for (std::uint32_t i = 0; i < std::min(lookup_.contact_count(), kMost); ++i) check(lookup_.contact_at(i));
    check(lookup_.contact_at(0xFFFFFFFF));
    for (const std::string_view id : {"Ann_Example", "Grey_Mueller", "Nobody", "Who", ""}) check(lookup_.contact(id));
  }

  void searches() const {
    Search search(lookup_);
    std::array<Hit, 20> hits;
    for (const std::string_view text : {"http", "wide web", "m\xC3\xBCller", "ex", "escaal", "tt", "", "a b c d e"}) {
      const std::size_t count = search.run(text, hits);
      require(count <= hits.size(), "no more hits than asked for");
      for (const Hit& hit : std::span(hits).first(count)) check(hit.record);
    }
    std::array<RecordView, 8> near;
    for (const std::string_view name : {"htpp", "encrypted", "fifteen-lettres"})
      for (const RecordView view : std::span(near).first(search.similar_names(name, near))) check(view);
  }

  const Lookup& lookup_;
  std::string_view bytes_;
};

void open_and_ask(const Crafted& crafted, Lookup::Verify verify) {
  const auto lookup = Lookup::from_bytes(crafted.file.span(), verify);
  if (!lookup) return require(!lookup.error().message.empty(), "a refusal has words");
  Questions(*lookup, crafted.file.text()).ask();
  const auto registry = lookup::decompile(*lookup);
  if (!crafted.repaired && verify == Lookup::Verify::kAll)
    require(registry.has_value() && *registry == sample(), "no damage gets past all checksums");
}

void check(std::span<const std::uint8_t> input) {
  const Crafted crafted = craft(Input(input));
  for (const auto verify : {Lookup::Verify::kAll, Lookup::Verify::kOnRead, Lookup::Verify::kNone})
    open_and_ask(crafted, verify);
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check({data, size});
  return 0;
}
