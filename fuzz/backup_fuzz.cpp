// SPDX-License-Identifier: Apache-2.0
//
// Backups of a ledger that somebody crafted. A file ends with its own SHA-256 and holds compressed bytes and the root
// of a tree over them, none of which a fuzzer could make right by itself, so that most inputs are put into a file that
// is right around them:
//
//     input = kind ( file / frame / content / parts )
//     kind: 0-3 for these in this order, modulo 4
//     file: the bytes themselves. frame: compressed bytes, in a file that is right. content: what is compressed.
//     parts: *( size part ), events and personal data; a head and an end with the right root are put around them
#include <zstd.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backup_properties.h"
#include "database/sqlite.h"
#include "events/event.h"
#include "events/fields.h"
#include "ledger/backup.h"
#include "ledger/backup_parts.h"
#include "ledger/backup_stream.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

using events::FieldWriter;
using ledger::Part;

// --- looking into files

// The bytes of the events in parts.
std::vector<std::string_view> events_in(std::string_view parts) {
  std::vector<std::string_view> out;
  while (!parts.empty()) {
    const auto size = events::take_varint(parts);
    if (!size || *size > parts.size()) break;
    events::FieldReader fields(parts.substr(0, *size));
    parts.remove_prefix(*size);
    if (fields.number(ledger::kPart) != static_cast<std::uint64_t>(Part::kEvent)) continue;
    if (const std::string_view event = fields.bytes(ledger::kPartBytes); !event.empty()) out.push_back(event);
  }
  return out;
}

// Who holds what is noted port by port, so an event about a record with all ports takes a while: a few of them are
// enough, and they are not what is looked for.
bool takes_long(std::string_view content) {
  constexpr std::size_t kMostPorts = 10'000;
  std::size_t ports = 0;
  for (const std::string_view bytes : events_in(content)) {
    const auto event = events::decode(bytes);
    if (!event) continue;
    if (const auto* added = std::get_if<events::RecordAdded>(&event->what); added != nullptr && added->record.ports)
      ports += added->record.ports->size();
    if (const auto* next = std::get_if<events::RecordChanged>(&event->what); next != nullptr && next->record.ports)
      ports += next->record.ports->size();
  }
  return ports > kMostPorts;
}

// --- making files

std::string sealed(std::string_view frame) {
  std::string file = std::string(ledger::kBackupMagic) + ledger::kBackupVersion;
  file += frame;
  const proof::Hash sum = proof::sha256({file});
  return file.append(proof::bytes_of(sum));
}

std::string compressed(std::string_view content) {
  std::string frame(ZSTD_compressBound(content.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), content.data(), content.size(), 1));
  return frame;
}

template <class Fill>
void add_part(std::string& content, Part kind, Fill fill) {
  std::string fields;
  FieldWriter writer(fields);
  writer.number(ledger::kPart, static_cast<std::uint64_t>(kind));
  fill(writer);
  events::append_varint(content, fields.size());
  content += fields;
}

std::string rooted(std::string_view parts) {
  std::string content;
  add_part(content, Part::kHead, [](FieldWriter& fields) { fields.bytes(ledger::kPartOrigin, "portolan/fuzz"); });
  content += parts;
  proof::Frontier tree;
  for (const std::string_view event : events_in(parts)) tree.append(proof::leaf_hash(event));
  add_part(content, Part::kEnd, [&](FieldWriter& fields) {
    fields.number(ledger::kPartCount, tree.size());
    fields.bytes(ledger::kPartRoot, proof::bytes_of(tree.root()));
  });
  return content;
}

std::string file_of(std::string_view input) {
  const auto kind = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  switch (kind % 4) {
    case 0: return std::string(input);
    case 1: return sealed(input);
    case 2: return sealed(compressed(input));
    default: return sealed(compressed(rooted(input)));
  }
}

Result<ledger::BackupInfo> restore(std::string_view file, database::Database& database) {
  return ledger::restore_backup(
      [&](std::span<char> buffer) -> Result<std::size_t> {
        const std::size_t size = file.copy(buffer.data(), buffer.size());
        file.remove_prefix(size);
        return size;
      },
      database);
}

void check(std::string_view input) {
  if (input.empty()) return;
  const std::string file = file_of(input);
  constexpr std::size_t kLookedAt = std::size_t{1} << 20U;
  if (takes_long(unpack_backup(file, kLookedAt).content)) return;
  auto database = database::open_sqlite(":memory:").value();
  const auto restored = restore(file, *database);
  check_restored(file, restored, std::move(database));
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
