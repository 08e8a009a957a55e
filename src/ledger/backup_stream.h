// SPDX-License-Identifier: Apache-2.0
//
// The outside of a backup file: its first bytes, one Zstandard frame, and the SHA-256 of both. What the frame holds is
// backup_parts.h's.
//
// Thread-safety: each object serves one thread.
#pragma once

#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/backup.h"
#include "portolan/error.h"
#include "proof/hash.h"

namespace portolan::ledger {

inline constexpr std::string_view kBackupMagic = "portolan backup\n";
inline constexpr char kBackupVersion = 1;
// A reader needs 2^23 bytes to unpack a frame; one that asks for more is refused.
inline constexpr int kBackupWindowLog = 23;

class Packer {
 public:
  explicit Packer(const Sink& sink) : sink_(sink), context_(ZSTD_createCCtx()) {}

  // Call begin() first, and nothing after end() or a failure.
  Result<void> begin();
  Result<void> write(std::string_view content);
  Result<void> end();

  std::uint64_t bytes() const noexcept { return bytes_; }  // of the file so far

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
  };
  Result<void> compress(std::string_view content, ZSTD_EndDirective how);
  Result<void> put(std::string_view bytes);

  const Sink& sink_;
  std::unique_ptr<ZSTD_CCtx, Free> context_;
  std::string out_;
  proof::Sha256 sum_;
  std::uint64_t bytes_ = 0;
};

class Unpacker {
 public:
  explicit Unpacker(const Source& source) : source_(source), context_(ZSTD_createDCtx()) {}

  // Call begin() first, and nothing after end() or a failure. Fails with kSyntax for what is no backup.
  Result<void> begin();
  // The next byte of the content; and as many as asked for, with no more memory than there is content.
  Result<unsigned char> byte();
  Result<std::string> read(std::uint64_t size);
  // Fails unless the content ends here and the sum is that of the file, which ends behind it.
  Result<void> end();

  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
  };
  Result<bool> refill();        // false: the source has ended
  Result<bool> more_content();  // false: the frame has ended
  Result<std::string> take_raw(std::size_t size);

  const Source& source_;
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  std::string raw_;
  std::size_t raw_at_ = 0;
  std::string content_;
  std::size_t content_at_ = 0;
  bool frame_ended_ = false;
  proof::Sha256 sum_;
  std::uint64_t bytes_ = 0;
};

}  // namespace portolan::ledger
