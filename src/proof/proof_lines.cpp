// SPDX-License-Identifier: Apache-2.0
#include "proof/proof_lines.h"

#include <fmt/format.h>

#include <algorithm>

namespace portolan::proof {
namespace {

constexpr std::size_t kMaxHashes = 63;  // a tree is not higher: kMaxTreeSize

}  // namespace

std::string hash_lines(const Proof& hashes) {
  std::string text;
  for (const Hash& hash : hashes) text += to_base64(bytes_of(hash)) + "\n";
  return text + "\n";
}

Result<Proof> read_hash_lines(Lines& lines) {
  Proof hashes;
  for (auto line = lines.next(); !line || !line->empty(); line = lines.next()) {
    if (!line) return fail(ErrorCode::kSyntax, "an empty line must follow the hashes", lines.place());
    if (hashes.size() == kMaxHashes)
      return fail(ErrorCode::kLimit, fmt::format("more than {} hashes", kMaxHashes), lines.place("hash"));
    const auto hash = read_hash(*line, lines.place("hash"));
    if (!hash) return std::unexpected(hash.error());
    hashes.push_back(*hash);
  }
  return hashes;
}

Result<Checkpoint> read_checkpoint(const Lines& lines) {
  const auto note = parse_note(lines.rest());
  if (!note) return in_checkpoint(lines, note.error());
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return in_checkpoint(lines, checkpoint.error());
  return checkpoint;
}

std::unexpected<Error> in_checkpoint(const Lines& lines, Error error) {
  error.place.line = lines.place().line + std::max<std::uint64_t>(error.place.line, 1);
  return std::unexpected(std::move(error));
}

}  // namespace portolan::proof
