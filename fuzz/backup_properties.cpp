// SPDX-License-Identifier: Apache-2.0
#include "backup_properties.h"

#include <zstd.h>

#include <span>

#include "ledger/backup_stream.h"
#include "proof/hash.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

constexpr std::size_t kHead = ledger::kBackupMagic.size() + 1;

void check_refused(const Error& problem, database::Database& database) {
  require(!problem.message.empty(), "a problem has words");
  bool empty = false;
  const auto asked = database.query("SELECT COUNT(*) FROM sqlite_master", {}, [&](const database::Row& row) {
    empty = row.integer(0) == 0;
    return true;
  });
  require(asked && empty, "a backup that is refused leaves nothing", problem.message);
}

void check_accepted(std::string_view file, const ledger::BackupInfo& info,
                    std::unique_ptr<database::Database> database) {
  auto ledger = ledger::Ledger::open(std::move(database), ledger::Mode::kRead);
  require(ledger.has_value(), "a ledger that was restored opens", ledger ? "" : ledger.error().message);
  const auto verified = ledger::verify(*ledger, std::span(&info.tree, 1));
  require(verified.has_value(), "a ledger that was restored can be verified", verified ? "" : verified.error().message);
  require(verified->findings.empty(), "a ledger that was restored verifies",
          verified->findings.empty() ? "" : verified->findings.front().what);
  std::string again;
  const auto taken = ledger::write_backup(*ledger, [&](std::string_view bytes) {
    again += bytes;
    return Result<void>();
  });
  require(taken.has_value(), "a ledger that was restored can be backed up", taken ? "" : taken.error().message);
  const Unpacked before = unpack_backup(file, SIZE_MAX);
  const Unpacked after = unpack_backup(again, SIZE_MAX);
  require(before.whole && after.whole && before.content == after.content, "a backup of it holds the same");
}

}  // namespace

Unpacked unpack_backup(std::string_view file, std::size_t most) {
  constexpr std::size_t kPiece = std::size_t{64} << 10U;
  Unpacked out;
  if (file.size() < kHead + sizeof(proof::Hash)) return out;
  const std::string_view frame = file.substr(kHead, file.size() - kHead - sizeof(proof::Hash));
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  while (!out.whole && out.content.size() < most) {
    const std::size_t before = out.content.size();
    out.content.resize(before + kPiece);
    ZSTD_outBuffer to{out.content.data() + before, kPiece, 0};
    const std::size_t left = ZSTD_decompressStream(context.get(), &to, &in);
    out.content.resize(before + to.pos);
    if (ZSTD_isError(left) != 0 || (to.pos == 0 && left != 0 && in.pos == in.size)) break;
    out.whole = left == 0;
  }
  return out;
}

void check_restored(std::string_view file, const Result<ledger::BackupInfo>& restored,
                    std::unique_ptr<database::Database> database) {
  if (!restored) return check_refused(restored.error(), *database);
  check_accepted(file, *restored, std::move(database));
}

}  // namespace portolan::fuzz
