// SPDX-License-Identifier: Apache-2.0
#include "ledger/checkpoints.h"

#include <zstd.h>

#include "ledger/rows.h"

namespace portolan::ledger {

using database::Database;
using database::Row;
using database::Value;

namespace {

constexpr int kLevel = 1;
// A registry of a million records has some 400 MB: what claims more is damaged.
constexpr unsigned long long kMost = 1ULL << 32U;

std::unexpected<Error> damaged() {
  return fail(ErrorCode::kDamaged, "a checkpoint of the ledger's state is damaged: run `portolan verify`");
}

Result<std::string> decompress(std::string_view bytes) {
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > kMost) return damaged();
  std::string out(size, '\0');
  const std::size_t got = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(got) != 0 || got != out.size()) return damaged();
  return out;
}

}  // namespace

Result<Checkpoint> checkpoint_before(Database& database, std::uint64_t registry, std::uint64_t end) {
  struct Kept {
    std::uint64_t end;
    std::string bytes;
  };
  const std::array values = {value_of(registry), value_of(end)};
  const auto kept = first_row(database,
                              "SELECT position, state FROM checkpoints WHERE registry = $1 AND position <= $2 "
                              "ORDER BY position DESC LIMIT 1",
                              values, [](const Row& row) {
                                return Kept{number_at(row, 0), std::string(row.bytes(1))};
                              });
  if (!kept) return std::unexpected(kept.error());
  if (!*kept) return Checkpoint();
  const auto bytes = decompress((*kept)->bytes);
  if (!bytes) return std::unexpected(bytes.error());
  auto state = events::State::decode(*bytes);
  if (!state) return std::unexpected(std::move(state.error()));
  return Checkpoint{(*kept)->end, std::move(*state)};
}

Result<void> keep_checkpoint(Database& database, std::uint64_t registry, std::uint64_t end,
                             const events::State& state) {
  const std::string bytes = state.encode();
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), kLevel);
  if (ZSTD_isError(size) != 0) return fail(ErrorCode::kIo, "a checkpoint cannot be compressed");
  packed.resize(size);
  const std::array values = {value_of(registry), value_of(end), Value::blob(packed)};
  const auto done = database.execute(
      "INSERT INTO checkpoints (registry, position, state) VALUES ($1, $2, $3) ON CONFLICT (registry, position) DO "
      "NOTHING",
      values);
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace portolan::ledger
