// SPDX-License-Identifier: Apache-2.0
#include "fetch/gunzip.h"

#include <array>

namespace portolan::fetch {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kBlock = std::size_t{32} * 1024;

}  // namespace

Gunzip::Gunzip() noexcept : ready_(inflateInit2(&stream_, kGzipOnly) == Z_OK) {}

Gunzip::~Gunzip() {
  if (ready_) inflateEnd(&stream_);
}

Gunzip::Step Gunzip::feed(std::string_view piece, std::string& out, std::uint64_t limit) {
  if (!ready_) return Step::kDamaged;
  // zlib only reads from next_in, but its type is not const.
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  stream_.avail_in = static_cast<uInt>(piece.size());
  do {
    if (const Step step = inflate_some(out, limit); step != Step::kGood) return step;
  } while (stream_.avail_in > 0 || stream_.avail_out == 0);
  return Step::kGood;
}

Gunzip::Step Gunzip::inflate_some(std::string& out, std::uint64_t limit) {
  std::array<char, kBlock> block;
  stream_.next_out = reinterpret_cast<Bytef*>(block.data());
  stream_.avail_out = static_cast<uInt>(block.size());
  if (whole_ && stream_.avail_in == 0) return Step::kGood;
  // More after the end is another member, section 2.2.
  if (whole_) inflateReset(&stream_);
  const int result = ::inflate(&stream_, Z_NO_FLUSH);
  if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return Step::kDamaged;
  whole_ = result == Z_STREAM_END;
  const std::size_t count = block.size() - stream_.avail_out;
  if (count > limit - out.size()) return Step::kTooLong;
  out.append(block.data(), count);
  return Step::kGood;
}

}  // namespace portolan::fetch
