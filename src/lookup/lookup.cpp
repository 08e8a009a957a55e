// SPDX-License-Identifier: Apache-2.0
#include "portolan/lookup.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "lookup/core.h"
#include "lookup/layout.h"

namespace portolan {

using lookup::Header;
using lookup::kSingle;
using lookup::RecordBlob;

// --- views

namespace {

// std::popcount is a library call on machines without the instruction, and this is on the way of every field.
unsigned ones(unsigned bits) noexcept {
  bits -= bits >> 1U & 0x5555U;
  bits = (bits & 0x3333U) + (bits >> 2U & 0x3333U);
  bits = (bits + (bits >> 4U)) & 0x0F0FU;
  return (bits + (bits >> 8U)) & 0x1FU;
}

unsigned fields_of(const std::byte* blob) noexcept {
  std::uint16_t fields = 0;
  std::memcpy(&fields, blob + offsetof(lookup::Blob, fields), sizeof fields);
  return fields;
}

// True if the ends of the fields lie inside the blob; the ends themselves are looked at when a field is asked for.
bool fields_hold(const std::byte* blob, std::size_t fixed) noexcept {
  return detail::load32(blob) >= fixed + std::size_t{ones(fields_of(blob))} * 4;
}

std::string_view blob_field(const std::byte* blob, std::size_t fixed, unsigned number) noexcept {
  if (blob == nullptr || number >= 16) return {};
  const unsigned fields = fields_of(blob);
  if ((fields >> number & 1U) == 0) return {};
  const std::size_t index = ones(fields & ((1U << number) - 1U));
  const std::size_t texts = fixed + std::size_t{ones(fields)} * 4;
  const std::uint32_t begin = index == 0 ? 0 : detail::load32(blob + fixed + (index - 1) * 4);
  const std::uint32_t end = detail::load32(blob + fixed + index * 4);
  if (begin > end || end > detail::load32(blob) - texts) return {};
  return {reinterpret_cast<const char*>(blob + texts + begin), end - begin};
}

template <class T>
T fixed_part(const std::byte* blob) noexcept {
  T value;
  if (blob != nullptr) std::memcpy(&value, blob, sizeof value);
  return value;
}

}  // namespace

RecordView::RecordView(const std::byte* blob, std::size_t limit) noexcept {
  if (limit >= sizeof(RecordBlob) && detail::load32(blob) <= limit && fields_hold(blob, sizeof(RecordBlob)))
    blob_ = blob;
}

std::string_view RecordView::field(unsigned number) const noexcept {
  return blob_field(blob_, sizeof(RecordBlob), number);
}
std::uint32_t RecordView::position() const noexcept { return fixed_part<RecordBlob>(blob_).blob.position; }
std::uint16_t RecordView::flags() const noexcept { return fixed_part<RecordBlob>(blob_).blob.flags; }
std::uint16_t RecordView::empty_columns() const noexcept { return fixed_part<RecordBlob>(blob_).empty_columns; }

std::optional<PortRange> RecordView::ports() const noexcept {
  const auto fixed = fixed_part<RecordBlob>(blob_);
  if ((fixed.blob.flags & lookup::kHasPorts) == 0) return std::nullopt;
  return PortRange{fixed.first_port, std::max(fixed.first_port, fixed.last_port)};
}

std::optional<Transport> RecordView::transport() const noexcept {
  const auto fixed = fixed_part<RecordBlob>(blob_);
  if (blob_ == nullptr || fixed.transport > 3) return std::nullopt;
  return static_cast<Transport>(fixed.transport);
}

std::optional<std::uint32_t> RecordView::service_code() const noexcept {
  const auto fixed = fixed_part<RecordBlob>(blob_);
  if ((fixed.blob.flags & lookup::kHasServiceCode) == 0) return std::nullopt;
  return fixed.service_code;
}

Date RecordView::registered() const noexcept { return lookup::unpack(fixed_part<RecordBlob>(blob_).registered); }
Date RecordView::modified() const noexcept { return lookup::unpack(fixed_part<RecordBlob>(blob_).modified); }
Date RecordView::deassigned() const noexcept { return lookup::unpack(fixed_part<RecordBlob>(blob_).deassigned); }
bool RecordView::removed() const noexcept { return (flags() & lookup::kRemoved) != 0; }

Status RecordView::status() const noexcept {
  const std::uint8_t status = fixed_part<RecordBlob>(blob_).status;
  return status <= static_cast<std::uint8_t>(Status::kDeassigned) ? static_cast<Status>(status) : Status::kReserved;
}

ContactView::ContactView(const std::byte* blob, std::size_t limit) noexcept {
  if (limit >= sizeof(lookup::ContactBlob) && detail::load32(blob) <= limit &&
      fields_hold(blob, sizeof(lookup::ContactBlob)))
    blob_ = blob;
}

std::string_view ContactView::field(unsigned number) const noexcept {
  return blob_field(blob_, sizeof(lookup::ContactBlob), number);
}
std::uint16_t ContactView::flags() const noexcept { return fixed_part<lookup::ContactBlob>(blob_).blob.flags; }
Date ContactView::updated() const noexcept { return lookup::unpack(fixed_part<lookup::ContactBlob>(blob_).updated); }

// --- the mapped file

namespace lookup {

Mapping::Mapping(Mapping&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), size_(other.size_), owned_(std::exchange(other.owned_, false)) {}

Mapping::~Mapping() {
  if (owned_ && bytes_ != nullptr) ::munmap(const_cast<std::byte*>(bytes_), size_);
}

Result<Mapping> Mapping::map(const std::string& path) {
  const auto failed = [&](const char* what) {
    const int code = errno;
    return fail(code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo, std::string(what) + ": " + std::strerror(code),
                {.file = path, .line = 0, .column = 0, .field = {}});
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return failed("cannot open it");
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(file);
    return fail(ErrorCode::kDamaged, "this is not a lookup file: not a regular file", {path, 0, 0, {}});
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size < sizeof(Header)) {
    ::close(file);
    return fail(ErrorCode::kDamaged, "this is not a lookup file: it is too short", {path, 0, 0, {}});
  }
  void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  const int code = errno;
  ::close(file);
  errno = code;
  if (bytes == MAP_FAILED) return failed("cannot map it");
  return Mapping(static_cast<const std::byte*>(bytes), size, true);
}

}  // namespace lookup

namespace detail {

bool Core::intact(lookup::Section which) const noexcept {
  if (!checked || (compared.load(std::memory_order_relaxed) >> which & 1U) != 0) return true;
  const lookup::SectionEntry& entry = header.sections[which];
  if (XXH3_64bits_withSeed(mapping.data() + entry.offset, entry.size, which) != entry.hash) return false;
  compared.fetch_or(1U << which, std::memory_order_relaxed);
  return true;
}

RecordView Core::record_at(std::uint32_t place) const noexcept {
  std::size_t size = 0;
  lookup::Reader reader(source, header);
  const std::byte* bytes = reader.blob(lookup::kRecords, place, sizeof(RecordBlob), nullptr, SIZE_MAX, size);
  const RecordView view = bytes == nullptr ? RecordView() : RecordView(bytes, size);
  return view ? view : RecordView::damage();
}

ContactView Core::contact_at(std::uint32_t place) const noexcept {
  std::size_t size = 0;
  lookup::Reader reader(source, header);
  const std::byte* bytes = reader.blob(lookup::kContacts, place, sizeof(lookup::ContactBlob), nullptr, SIZE_MAX, size);
  const ContactView view = bytes == nullptr ? ContactView() : ContactView(bytes, size);
  return view ? view : ContactView::damage();
}

}  // namespace detail

// --- Lookup

namespace {

Error not_a_lookup_file(const lookup::Mapping& mapping, const std::string& path) {
  Header header;
  std::memcpy(&header, mapping.data(), sizeof header);
  std::string message = "this is not a lookup file";
  if (std::memcmp(header.magic, lookup::kMagic, sizeof header.magic) == 0) {
    message = "this lookup file is damaged; compile it again";
    if (header.version != lookup::kVersion)
      message = "this lookup file is of version " + std::to_string(header.version) + "; this program reads version " +
                std::to_string(lookup::kVersion) + ": compile it again";
    else if (header.file_size != mapping.size())
      message = "this lookup file is cut or damaged: it has " + std::to_string(mapping.size()) + " bytes and says " +
                std::to_string(header.file_size);
  }
  return {ErrorCode::kDamaged, std::move(message), {path, 0, 0, {}}};
}

Result<std::unique_ptr<detail::Core>> make_core(lookup::Mapping mapping, Lookup::Verify verify,
                                                const std::string& path) {
  Header header;
  std::memcpy(&header, mapping.data(), sizeof header);
  if (!lookup::header_holds(header, mapping.size())) return std::unexpected(not_a_lookup_file(mapping, path));
  auto core = std::make_unique<detail::Core>(std::move(mapping), header, verify != Lookup::Verify::kNone);
  if (verify != Lookup::Verify::kAll) return core;
  for (std::uint32_t section = 0; section < lookup::kSectionCount; ++section)
    if (!core->intact(static_cast<lookup::Section>(section)))
      return fail(ErrorCode::kDamaged, "this lookup file is damaged; compile it again", {path, 0, 0, {}});
  core->checked = false;
  core->source = lookup::MappedSource(core->mapping.data(), core->mapping.size(), false);
  return core;
}

}  // namespace

Lookup::Lookup(std::unique_ptr<detail::Core> core) noexcept : core_(std::move(core)) {
  ports_ = core_->mapping.data() + core_->header.sections[lookup::kPorts].offset;
  buckets_ = core_->mapping.data() + core_->header.sections[lookup::kNameBuckets].offset;
  pilots_ = core_->mapping.data() + core_->header.sections[lookup::kNamePilots].offset;
  bucket_count_ = core_->header.bucket_count;
  pilot_block_count_ = core_->header.pilot_block_count;
  name_seed_ = core_->header.name_seed;
  checked_ = core_->checked;
}
Lookup::Lookup(Lookup&&) noexcept = default;
Lookup& Lookup::operator=(Lookup&&) noexcept = default;
Lookup::~Lookup() = default;

Result<Lookup> Lookup::open(const std::string& path, Verify verify) {
  auto mapping = lookup::Mapping::map(path);
  if (!mapping) return std::unexpected(mapping.error());
  auto core = make_core(std::move(*mapping), verify, path);
  if (!core) return std::unexpected(core.error());
  return Lookup(std::move(*core));
}

Result<Lookup> Lookup::from_bytes(std::span<const std::byte> bytes, Verify verify) {
  if (bytes.size() < sizeof(Header)) return fail(ErrorCode::kDamaged, "this is not a lookup file: it is too short");
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % 8 != 0)
    return fail(ErrorCode::kInvalidArgument, "the bytes of a lookup file must be aligned to 8");
  auto core = make_core(lookup::Mapping(bytes.data(), bytes.size(), false), verify, {});
  if (!core) return std::unexpected(core.error());
  return Lookup(std::move(*core));
}

std::uint32_t Lookup::size() const noexcept { return core_->header.record_count; }
std::uint32_t Lookup::contact_count() const noexcept { return core_->header.contact_count; }
Date Lookup::updated() const noexcept { return lookup::unpack(core_->header.updated); }
std::uint64_t Lookup::file_bytes() const noexcept { return core_->header.file_size; }

std::string_view Lookup::title() const noexcept {
  const auto bytes = core_->section<char>(lookup::kHead);
  // The head is a list of strings; the title is the second.
  if (bytes.size() < 12) return {};
  const auto* at = reinterpret_cast<const std::byte*>(bytes.data());
  const std::size_t text = 4 + std::size_t{detail::load32(at)} * 4;
  const std::size_t begin = detail::load32(at + 4);
  const std::size_t end = detail::load32(at + 8);
  if (detail::load32(at) < 2 || text > bytes.size() || begin > end || end > bytes.size() - text) return {};
  return {bytes.data() + text + begin, end - begin};
}

Matches Lookup::on_port_checked(std::uint16_t port, Transport transport) const noexcept {
  lookup::Reader reader(core_->source, core_->header);
  Matches matches;
  matches.core_ = core_.get();
  matches.entry_ = reader.port_entry(port, transport);
  matches.damaged_ = reader.damaged();
  return matches;
}

Matches Lookup::in_range(PortRange range, Transports transports) const noexcept {
  Matches matches;
  matches.core_ = core_.get();
  matches.kind_ = Matches::Kind::kPorts;
  matches.ports_ = range;
  matches.transports_ = transports;
  if (!core_->checked) return matches;
  lookup::Reader reader(core_->source, core_->header);
  constexpr std::uint32_t kBlock = detail::kPortsPerBlock;
  for (std::uint32_t port = range.first / kBlock * kBlock; port <= range.last && !reader.damaged(); port += kBlock)
    reader.port_entry(static_cast<std::uint16_t>(port), Transport::kTcp);
  matches.damaged_ = reader.damaged();
  return matches;
}

Matches Lookup::named(std::string_view name) const noexcept {
  const lookup::NameKey key = lookup::name_key(name);
  if (checked_ || key.is_long()) [[unlikely]]
    return named_slowly(name);
  Matches matches;
  matches.core_ = core_.get();
  // Reader::name_entry over memory whose checksums held. A key of zeros finds a free slot, whose entry is 0.
  const std::uint64_t hash = lookup::name_hash(key, name_seed_);
  const auto& block = reinterpret_cast<const lookup::PilotBlock*>(pilots_)[lookup::upper_of(hash, pilot_block_count_)];
  const std::uint64_t place = lookup::piloted(hash, block.pilots[lookup::lower_of(hash, lookup::kBlockPilots)]);
  const auto& bucket = reinterpret_cast<const lookup::Bucket*>(buckets_)[lookup::upper_of(place, bucket_count_)];
  const std::uint32_t slot = lookup::lower_of(place, lookup::kBucketSlots);
  const std::uint64_t other = (bucket.keys[slot][0] ^ key.words[0]) | (bucket.keys[slot][1] ^ key.words[1]);
  matches.entry_ = other == 0 ? bucket.entries[slot] : 0;
  return matches;
}

Matches Lookup::named_slowly(std::string_view name) const noexcept {
  const lookup::NameKey key = lookup::name_key(name);
  lookup::Reader reader(core_->source, core_->header);
  Matches matches;
  matches.core_ = core_.get();
  matches.entry_ = reader.name_entry(key);
  matches.damaged_ = reader.damaged();
  if (key.is_long()) {
    matches.kind_ = Matches::Kind::kName;
    matches.long_name_ = name;
  }
  return matches;
}

RecordView Lookup::record(std::uint32_t position) const noexcept {
  if (position >= size()) return {};
  const auto places = core_->section<std::uint32_t>(lookup::kRecordIndex);
  return position < places.size() ? core_->record_at(places[position]) : RecordView::damage();
}

ContactView Lookup::contact_at(std::uint32_t position) const noexcept {
  if (position >= contact_count()) return {};
  const auto places = core_->section<std::uint32_t>(lookup::kContactIndex);
  return position < places.size() ? core_->contact_at(places[position]) : ContactView::damage();
}

ContactView Lookup::contact(std::string_view id) const noexcept {
  const auto places = core_->section<std::uint32_t>(lookup::kContactsById);
  if (places.size() != contact_count()) return ContactView::damage();
  std::size_t low = 0;
  std::size_t high = places.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const ContactView view = core_->contact_at(places[middle]);
    if (!view || view.id() == id) return view;
    if (view.id() < id)
      low = middle + 1;
    else
      high = middle;
  }
  return {};
}

}  // namespace portolan
