// SPDX-License-Identifier: Apache-2.0
#include "lookup/compiler.h"

#include <algorithm>
#include <array>

#include "lookup/blobs.h"
#include "lookup/index.h"
#include "lookup/layout.h"

namespace portolan::lookup {
namespace {

constexpr std::size_t kMaxRecords = std::size_t{1} << 28U;  // a posting holds a position and a kind in 32 bits
constexpr std::size_t kMaxRecordBytes = std::size_t{kSingle} * 8;

using Sections = std::array<std::string, kSectionCount>;

std::string numbers(const std::vector<std::uint32_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * 4};
}

std::vector<std::uint32_t> add_records(Sections& sections, const registry::Registry& registry) {
  const registry::AliasLinks links(registry);
  std::vector<std::uint32_t> places;
  places.reserve(registry.records.size());
  std::string& bytes = sections[kRecords];
  bytes.reserve(registry.records.size() * 200);
  for (const registry::Record& record : registry.records) {
    const auto position = static_cast<std::uint32_t>(places.size());
    places.push_back(static_cast<std::uint32_t>(bytes.size() / 8));
    append_record(bytes, record, position, links);
  }
  sections[kRecordIndex] = numbers(places);
  return places;
}

void add_contacts(Sections& sections, const registry::Registry& registry) {
  std::vector<std::uint32_t> places;
  std::vector<std::uint32_t> by_id;
  for (const registry::Contact& contact : registry.contacts) {
    by_id.push_back(static_cast<std::uint32_t>(places.size()));
    places.push_back(static_cast<std::uint32_t>(sections[kContacts].size() / 8));
    append_contact(sections[kContacts], contact, by_id.back());
  }
  std::ranges::stable_sort(by_id, {}, [&](std::uint32_t i) -> const std::string& { return registry.contacts[i].id; });
  for (std::uint32_t& i : by_id) i = places[i];
  sections[kContactIndex] = numbers(places);
  sections[kContactsById] = numbers(by_id);
}

// Writes checksums into the sections that carry them, now that salt and offsets are known.
class Seal {
 public:
  Seal(Sections& sections, const Header& header) : sections_(sections), header_(header) {}

  void run() {
    blobs(kRecords);
    blobs(kContacts);
    groups();
    fixed(kPorts, detail::kPortBlockBytes);
    fixed(kNameBuckets, sizeof(Bucket));
    fixed(kNamePilots, sizeof(PilotBlock));
  }

 private:
  std::uint32_t sum(Section section, std::size_t at, std::size_t size) const {
    return checksum(sections_[section].data() + at, size, header_.salt, header_.sections[section].offset + at);
  }
  void put(Section section, std::size_t at, std::uint32_t value) {
    std::memcpy(sections_[section].data() + at, &value, 4);
  }
  std::uint32_t get(Section section, std::size_t at) const {
    std::uint32_t value = 0;
    std::memcpy(&value, sections_[section].data() + at, 4);
    return value;
  }

  void blobs(Section section) {
    for (std::size_t at = 0; at < sections_[section].size(); at += get(section, at))
      put(section, at + 4, sum(section, at + 8, get(section, at) - 8));
  }
  void groups() {
    for (std::size_t at = 8; at < sections_[kGroups].size();) {
      const std::size_t size = std::size_t{get(kGroups, at)} * 4;
      put(kGroups, at + 4, sum(kGroups, at + 8, size));
      at += (8 + size + 7) / 8 * 8;
    }
  }
  void fixed(Section section, std::size_t block) {
    for (std::size_t at = 0; at < sections_[section].size(); at += block)
      put(section, at + block - 4, sum(section, at, block - 4));
  }

  Sections& sections_;
  const Header& header_;
};

Result<void> fill(Sections& sections, Header& header, const registry::Registry& registry) {
  const std::vector<std::uint32_t> places = add_records(sections, registry);
  if (sections[kRecords].size() >= kMaxRecordBytes)
    return fail(ErrorCode::kLimit, "the records of this registry are too long for a lookup file (16 GiB)");
  add_contacts(sections, registry);
  Groups groups;
  auto ports = index_ports(registry, places, groups);
  if (!ports) return std::unexpected(ports.error());
  auto names = index_names(registry, places, groups);
  if (!names) return std::unexpected(names.error());
  auto text = index_text(registry);
  if (!text) return std::unexpected(text.error());
  sections[kHead] = pack_strings(head_strings(registry));
  sections[kPorts] = std::move(*ports);
  sections[kGroups] = groups.take();
  sections[kNameBuckets] = std::move(names->buckets);
  sections[kNamePilots] = std::move(names->pilots);
  sections[kNameKeys] = std::move(names->keys);
  sections[kNameRefs] = std::move(names->refs);
  sections[kText] = std::move(text->text);
  sections[kTextStarts] = std::move(text->starts);
  sections[kWordText] = std::move(text->words);
  sections[kWordIndex] = std::move(text->index);
  sections[kPostings] = std::move(text->postings);
  header.record_count = static_cast<std::uint32_t>(registry.records.size());
  header.contact_count = static_cast<std::uint32_t>(registry.contacts.size());
  header.updated = pack(registry.updated);
  header.bucket_count = names->bucket_count;
  header.pilot_block_count = names->pilot_block_count;
  header.name_seed = names->name_seed;
  header.name_count = names->name_count;
  header.word_count = text->word_count;
  return {};
}

std::size_t aligned(std::size_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

std::string assemble(Sections& sections, Header& header) {
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.version = kVersion;
  header.header_size = sizeof(Header);
  std::size_t offset = aligned(sizeof(Header));
  header.salt = header.updated;
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    header.sections[i].offset = offset;
    header.sections[i].size = sections[i].size();
    header.salt = XXH3_64bits_withSeed(sections[i].data(), sections[i].size(), header.salt);
    offset = aligned(offset + sections[i].size());
  }
  header.file_size = offset;
  Seal(sections, header).run();
  for (std::size_t i = 0; i < kSectionCount; ++i)
    header.sections[i].hash = XXH3_64bits_withSeed(sections[i].data(), sections[i].size(), i);
  header.hash = XXH3_64bits(&header, offsetof(Header, hash));

  std::string bytes;
  bytes.reserve(offset);
  bytes.append(reinterpret_cast<const char*>(&header), sizeof header);
  for (std::string& section : sections) {
    bytes.resize(aligned(bytes.size()), '\0');
    bytes += section;
    section = {};
  }
  bytes.resize(offset, '\0');
  return bytes;
}

}  // namespace

Result<std::string> compile(const registry::Registry& registry) {
  if (registry.records.size() > kMaxRecords)
    return fail(ErrorCode::kLimit, "a lookup file holds at most 268,435,456 records");
  Sections sections;
  Header header;
  if (auto filled = fill(sections, header, registry); !filled) return std::unexpected(filled.error());
  return assemble(sections, header);
}

bool is_lookup_file(std::string_view bytes) noexcept {
  return bytes.size() >= sizeof kMagic && std::memcmp(bytes.data(), kMagic, sizeof kMagic) == 0;
}

Result<registry::Registry> decompile(const Lookup& lookup) {
  registry::Registry registry;
  const auto strings = head_of(lookup);
  if (!strings) return std::unexpected(strings.error());
  if (auto head = head_from_strings(registry, *strings); !head) return std::unexpected(head.error());
  registry.updated = lookup.updated();
  registry.records.reserve(lookup.size());
  for (std::uint32_t i = 0; i < lookup.size(); ++i) {
    const RecordView view = lookup.record(i);
    if (!view) return fail(ErrorCode::kDamaged, "a record of the lookup file is damaged");
    auto record = record_of(view);
    if (!record) return std::unexpected(record.error());
    registry.records.push_back(std::move(*record));
  }
  for (std::uint32_t i = 0; i < lookup.contact_count(); ++i) {
    const ContactView view = lookup.contact_at(i);
    if (!view) return fail(ErrorCode::kDamaged, "a contact of the lookup file is damaged");
    registry.contacts.push_back(contact_of(view));
  }
  return registry;
}

}  // namespace portolan::lookup
