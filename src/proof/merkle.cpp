// SPDX-License-Identifier: Apache-2.0
#include "proof/merkle.h"

#include <algorithm>
#include <bit>
#include <span>

namespace portolan::proof {

using namespace std::string_view_literals;

namespace {

constexpr std::size_t kSizeBytes = 8;

std::uint64_t read_size(std::string_view bytes) {
  std::uint64_t size = 0;
  for (std::size_t i = kSizeBytes; i > 0; --i) size = size << 8 | static_cast<unsigned char>(bytes[i - 1]);
  return size;
}

}  // namespace

Hash leaf_hash(std::string_view entry) noexcept { return sha256({"\x00"sv, entry}); }

Hash node_hash(const Hash& left, const Hash& right) noexcept {
  return sha256({"\x01"sv, bytes_of(left), bytes_of(right)});
}

const Hash& empty_root() noexcept {
  static const Hash root = sha256({});
  return root;
}

Result<Frontier> Frontier::from_bytes(std::string_view bytes) {
  if (bytes.size() < kSizeBytes) return fail(ErrorCode::kSyntax, "a frontier begins with a size of 8 bytes");
  Frontier frontier;
  frontier.size_ = read_size(bytes);
  if (frontier.size_ > kMaxTreeSize) return fail(ErrorCode::kLimit, "the size of a tree is below 2^63");
  bytes.remove_prefix(kSizeBytes);
  frontier.edge_.resize(static_cast<std::size_t>(std::popcount(frontier.size_)));
  if (bytes.size() != frontier.edge_.size() * sizeof(Hash))
    return fail(ErrorCode::kSyntax, "a frontier has one hash of 32 bytes for each bit that is set in its size");
  for (std::size_t i = 0; i < frontier.edge_.size(); ++i)
    std::ranges::copy(std::as_bytes(std::span(bytes.substr(i * sizeof(Hash), sizeof(Hash)))),
                      frontier.edge_[i].begin());
  return frontier;
}

Hash Frontier::root() const noexcept {
  if (edge_.empty()) return empty_root();
  Hash root = edge_.back();
  for (std::size_t i = edge_.size() - 1; i > 0; --i) root = node_hash(edge_[i - 1], root);
  return root;
}

std::string Frontier::to_bytes() const {
  std::string bytes;
  for (std::size_t i = 0; i < kSizeBytes; ++i) bytes += static_cast<char>(size_ >> (8 * i) & 0xFF);
  for (const Hash& hash : edge_) bytes += bytes_of(hash);
  return bytes;
}

}  // namespace portolan::proof
