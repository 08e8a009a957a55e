// SPDX-License-Identifier: Apache-2.0
//
// Backups in memory, taken apart and put together without the code that is tested, and the example of
// docs/ledger-format.md.
#pragma once

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/fields.h"
#include "ledger/backup.h"
#include "ledger/ledger.h"
#include "proof/hash.h"

namespace portolan::testing {

struct TakenBackup {
  std::string file;
  ledger::BackupInfo info;
};

inline Result<TakenBackup> take_backup(ledger::Ledger& ledger, const ledger::Progress& progress = {}) {
  TakenBackup taken;
  const auto sink = [&](std::string_view bytes) {
    taken.file += bytes;
    return Result<void>();
  };
  auto info = ledger::write_backup(ledger, sink, progress);
  if (!info) return std::unexpected(std::move(info.error()));
  taken.info = std::move(*info);
  return taken;
}

// In pieces of odd sizes.
inline Result<ledger::BackupInfo> restore(std::string_view file, database::Database& database,
                                          const ledger::Progress& progress = {}) {
  std::size_t piece = 0;
  const auto source = [&](std::span<char> buffer) -> Result<std::size_t> {
    piece = piece * 5 % 4099 + 7;
    const std::size_t size = std::min({piece, buffer.size(), file.size()});
    file.copy(buffer.data(), size);
    file.remove_prefix(size);
    return size;
  };
  return ledger::restore_backup(source, database, progress);
}

// What a backup file holds, part by part.
struct BackupFile {
  static constexpr std::size_t kHead = 17;
  std::string head;
  std::vector<std::string> parts;  // each without its size

  static BackupFile unpack(std::string_view file) {
    BackupFile out{std::string(file.substr(0, kHead)), {}};
    const std::string_view frame = file.substr(kHead, file.size() - kHead - sizeof(proof::Hash));
    std::string content(std::size_t{1} << 24U, '\0');
    ZSTD_DCtx* context = ZSTD_createDCtx();
    ZSTD_inBuffer from{frame.data(), frame.size(), 0};
    ZSTD_outBuffer to{content.data(), content.size(), 0};
    EXPECT_EQ(ZSTD_decompressStream(context, &to, &from), 0U);
    ZSTD_freeDCtx(context);
    std::string_view rest = std::string_view(content).substr(0, to.pos);
    while (!rest.empty()) {
      const std::size_t size = events::take_varint(rest).value();
      out.parts.emplace_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    return out;
  }
  std::string content() const {
    std::string out;
    for (const std::string& part : parts) {
      events::append_varint(out, part.size());
      out += part;
    }
    return out;
  }
  // Compressed and with a sum that is right.
  std::string pack() const {
    const std::string bytes = content();
    std::string frame(ZSTD_compressBound(bytes.size()), '\0');
    frame.resize(ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), 1));
    return head + frame + std::string(proof::bytes_of(proof::sha256({head, frame})));
  }
};
// 1: head, 2: event, 3: personal, 4: end.
inline std::uint64_t kind_of_part(const std::string& part) { return static_cast<unsigned char>(part.at(2)); }

// One batch of three events, the first with personal data.
inline void add_contact(ledger::Ledger& ledger) {
  const auto done = ledger.append("people", [](const events::Supply& supply) -> Result<ledger::Batch> {
    const std::uint64_t number = supply.contact_number();
    registry::Contact contact;
    contact.id = "Person_" + std::to_string(number);
    const events::Personal personal{supply.salt(), events::encode_contact(contact)};
    const events::ContactAdded added{number, number - 1, events::commitment(personal)};
    return ledger::Batch{
        .registry = "people",
        .actor = "tester",
        .reason = {},
        .recorded = number,
        .effective = {2024, 7, 1},
        .events = {{added, personal}, {events::HeadChanged{}, std::nullopt}, {events::HeadChanged{}, std::nullopt}},
        .expected_version = {},
        .taken = {},
        .released = {}};
  });
  EXPECT_TRUE(done) << done.error().message;
}

// At every position and every day of July 2024, for each registry.
inline void expect_same_states(ledger::Ledger& one, ledger::Ledger& other) {
  const std::uint64_t size = one.size().value();
  ASSERT_EQ(other.size().value(), size);
  std::vector<ledger::Moment> moments = {ledger::Latest{}};
  for (std::uint8_t day = 0; day < 20; ++day) moments.emplace_back(Date{2024, 7, day});
  for (std::uint64_t position = 0; position <= size; ++position) moments.emplace_back(position);
  const std::vector<ledger::RegistryInfo> registries = one.registries().value();
  for (const ledger::RegistryInfo& registry : registries)
    for (std::size_t i = 0; i < moments.size(); ++i) {
      const auto state = one.state(registry.name, moments[i]);
      const auto same = other.state(registry.name, moments[i]);
      ASSERT_TRUE(state && same) << registry.name << ", moment " << i;
      ASSERT_EQ(same->end, state->end);
      ASSERT_EQ(same->late_import, state->late_import);
      ASSERT_TRUE(same->state.encode() == state->state.encode()) << registry.name << ", moment " << i;
      ASSERT_TRUE(other.materialize(registry.name, *same).value() == one.materialize(registry.name, *state).value());
    }
  for (std::uint64_t position = 0; position < size; ++position) {
    ASSERT_EQ(other.event_bytes(position).value(), one.event_bytes(position).value());
    ASSERT_EQ(other.recompute_tree(position + 1).value(), one.recompute_tree(position + 1).value());
  }
}

// --- the example of docs/ledger-format.md

inline std::string from_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1])));
  return out;
}

inline constexpr std::string_view kBackupContent =
    "1e0101010219706f72746f6c616e2f30313233343536373839616263646566"
    "490101020344010601017202088080f9c0c1c48203030a323032332d31312d313404026f70"
    "10010114205605958e2da4d96e865d0d40419af137914a139f88cce42201029d70fd808b14"
    "1f01010305103031323334353637383961626364656606080101410203416e6e"
    "260101020321010b01017202088080f9c0c1c48203030a323032332d31312d313404026f701300"
    "280101040701020820864c0dcd0207dbcfbb2df2958698a06bcde1cb76a5f8bbed672af31129c592f8";

// The content in a frame that stores it as it is, so that the file does not depend on who compresses it.
inline std::string literal_backup() {
  return from_hex(std::string("706f72746f6c616e206261636b75700a01"
                              "28b52ffd20d9"
                              "c90600")
                      .append(kBackupContent)
                      .append("5ad5c91cea86504326f21d30e8e50e12d5af7cb31135618fd0c3e9bc414942a4"));
}

}  // namespace portolan::testing
