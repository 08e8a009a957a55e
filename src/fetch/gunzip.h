// SPDX-License-Identifier: Apache-2.0
//
// Decompresses gzip (RFC 1952) piece by piece, up to a limit.
//
// libcurl could do it, but takes a gzip file that was cut for a whole one: 7.88 gives half of the document and no
// error.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::fetch {

// Not for several threads at once.
class Gunzip {
 public:
  enum class Step : std::uint8_t { kGood, kTooLong, kDamaged };

  Gunzip() noexcept;
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // Appends what `piece` holds to `out`, which never grows beyond `limit` bytes. After anything but kGood: no more.
  Step feed(std::string_view piece, std::string& out, std::uint64_t limit);
  // Every member that began has ended, with its length and checksum right.
  bool whole() const noexcept { return whole_; }

 private:
  Step inflate_some(std::string& out, std::uint64_t limit);

  z_stream stream_{};
  bool ready_ = false;
  bool whole_ = false;
};

}  // namespace portolan::fetch
