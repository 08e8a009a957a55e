// SPDX-License-Identifier: Apache-2.0
#include "ledger/backup_stream.h"

#include <algorithm>

namespace portolan::ledger {
namespace {

constexpr std::size_t kBuffer = std::size_t{128} << 10U;
constexpr int kLevel = 3;

std::unexpected<Error> cut() { return fail(ErrorCode::kDamaged, "this backup is cut short"); }
std::unexpected<Error> changed() {
  return fail(ErrorCode::kDamaged, "this backup is not what was written: it was changed or is damaged");
}

}  // namespace

// --- writing

Result<void> Packer::put(std::string_view bytes) {
  sum_.add(bytes);
  bytes_ += bytes.size();
  return sink_(bytes);
}

Result<void> Packer::begin() {
  out_.resize(kBuffer);
  if (context_ == nullptr || ZSTD_isError(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel)) != 0)
    return fail(ErrorCode::kIo, "a backup cannot be compressed");
  return put(std::string(kBackupMagic) + kBackupVersion);
}

Result<void> Packer::compress(std::string_view content, ZSTD_EndDirective how) {
  ZSTD_inBuffer in{content.data(), content.size(), 0};
  for (;;) {
    ZSTD_outBuffer out{out_.data(), out_.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, how);
    if (ZSTD_isError(left) != 0) return fail(ErrorCode::kIo, "a backup cannot be compressed");
    if (out.pos > 0)
      if (auto done = put(std::string_view(out_).substr(0, out.pos)); !done) return done;
    if (how == ZSTD_e_end ? left == 0 : in.pos == in.size) return {};
  }
}

Result<void> Packer::write(std::string_view content) { return compress(content, ZSTD_e_continue); }

Result<void> Packer::end() {
  if (auto done = compress({}, ZSTD_e_end); !done) return done;
  const proof::Hash sum = sum_.end();
  bytes_ += sum.size();
  return sink_(proof::bytes_of(sum));
}

// --- reading

Result<bool> Unpacker::refill() {
  if (raw_at_ < raw_.size()) return true;
  raw_.resize(kBuffer);
  raw_at_ = 0;
  const auto got = source_(raw_);
  raw_.resize(got ? std::min(*got, kBuffer) : 0);
  if (!got) return std::unexpected(got.error());
  bytes_ += raw_.size();
  return !raw_.empty();
}

Result<std::string> Unpacker::take_raw(std::size_t size) {
  std::string out;
  while (out.size() < size) {
    const auto there = refill();
    if (!there) return std::unexpected(there.error());
    if (!*there) break;
    const std::size_t part = std::min(size - out.size(), raw_.size() - raw_at_);
    out.append(raw_, raw_at_, part);
    raw_at_ += part;
  }
  return out;
}

Result<void> Unpacker::begin() {
  if (context_ == nullptr ||
      ZSTD_isError(ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, kBackupWindowLog)) != 0)
    return fail(ErrorCode::kIo, "a backup cannot be unpacked");
  const auto head = take_raw(kBackupMagic.size() + 1);
  if (!head) return std::unexpected(head.error());
  if (head->empty() || !kBackupMagic.starts_with(head->substr(0, kBackupMagic.size())))
    return fail(ErrorCode::kSyntax, "this is no backup of a ledger");
  if (head->size() <= kBackupMagic.size()) return cut();
  if (head->back() != kBackupVersion)
    return fail(ErrorCode::kUnsupported, "a newer program wrote this backup: use that one");
  sum_.add(*head);
  return {};
}

Result<bool> Unpacker::more_content() {
  if (content_at_ < content_.size()) return true;
  content_at_ = 0;
  content_.clear();
  while (content_.empty() && !frame_ended_) {
    const auto there = refill();
    if (!there) return there;
    ZSTD_inBuffer in{raw_.data(), raw_.size(), raw_at_};
    content_.resize(kBuffer);
    ZSTD_outBuffer out{content_.data(), content_.size(), 0};
    // Without new bytes too: what it has unpacked may not have had room.
    const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
    content_.resize(out.pos);
    if (ZSTD_isError(left) != 0) return changed();
    sum_.add(std::string_view(raw_).substr(raw_at_, in.pos - raw_at_));
    raw_at_ = in.pos;
    frame_ended_ = left == 0;
    if (!*there && content_.empty() && !frame_ended_) return cut();
  }
  return !content_.empty();
}

Result<unsigned char> Unpacker::byte() {
  const auto there = more_content();
  if (!there) return std::unexpected(there.error());
  if (!*there) return cut();
  return static_cast<unsigned char>(content_[content_at_++]);
}

Result<std::string> Unpacker::read(std::uint64_t size) {
  std::string out;
  while (out.size() < size) {
    const auto there = more_content();
    if (!there) return std::unexpected(there.error());
    if (!*there) return cut();
    const std::size_t part = std::min<std::uint64_t>(size - out.size(), content_.size() - content_at_);
    out.append(content_, content_at_, part);
    content_at_ += part;
  }
  return out;
}

Result<void> Unpacker::end() {
  const auto there = more_content();
  if (!there) return std::unexpected(there.error());
  if (*there) return changed();
  const proof::Hash sum = sum_.end();
  // One byte more than there should be.
  const auto written = take_raw(sum.size() + 1);
  if (!written) return std::unexpected(written.error());
  if (written->size() < sum.size()) return cut();
  if (*written != proof::bytes_of(sum)) return changed();
  return {};
}

}  // namespace portolan::ledger
