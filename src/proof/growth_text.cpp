// SPDX-License-Identifier: Apache-2.0
#include "proof/growth_text.h"

#include <fmt/format.h>

#include "proof/proof_lines.h"
#include "proof/proof_text.h"

namespace portolan::proof {
namespace {

constexpr std::string_view kOld = "old ";

}  // namespace

Result<std::string> to_text(const PrintedGrowth& growth) {
  std::string text = fmt::format("{}{}\n{}{}", kOld, growth.old_size, hash_lines(growth.hashes), growth.checkpoint);
  if (auto back = parse_growth(text); !back) return std::unexpected(std::move(back).error());
  return text;
}

Result<PrintedGrowth> parse_growth(std::string_view text) {
  if (text.size() > kMaxProofBytes) return fail(ErrorCode::kLimit, fmt::format("more than {} bytes", kMaxProofBytes));
  if (auto checked = check_lines(text); !checked) return std::unexpected(checked.error());
  Lines lines(text);
  const auto first = lines.next();
  if (!first || !first->starts_with(kOld))
    return fail(ErrorCode::kSyntax, "the first line must be 'old ' and a number", lines.place("old"));
  const auto old_size = read_number(first->substr(kOld.size()), lines.place("old"));
  if (!old_size) return std::unexpected(old_size.error());
  auto hashes = read_hash_lines(lines);
  if (!hashes) return std::unexpected(std::move(hashes).error());
  const auto checkpoint = read_checkpoint(lines);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  if (*old_size > checkpoint->tree.size)
    return in_checkpoint(
        lines, {ErrorCode::kInvalidValue, "the tree is smaller than the older one", Place{{}, 2, 1, "tree size"}});
  return PrintedGrowth{*old_size, std::move(*hashes), std::string(lines.rest())};
}

Result<Checkpoint> check_growth(const PrintedGrowth& growth, const Checkpoint& old, std::span<const VerifierKey> keys) {
  auto checkpoint = open_checkpoint(growth.checkpoint, keys);
  if (!checkpoint) return checkpoint;
  if (checkpoint->origin != old.origin)
    return fail(ErrorCode::kInvalidValue,
                fmt::format("the checkpoints are of two ledgers, {} and {}", old.origin, checkpoint->origin));
  if (growth.old_size != old.tree.size)
    return fail(ErrorCode::kInvalidValue, fmt::format("the proof begins at {} entries, the older checkpoint has {}",
                                                      growth.old_size, old.tree.size));
  const auto verified = verify_consistency(old.tree, checkpoint->tree, growth.hashes);
  if (!verified) return std::unexpected(verified.error());
  return checkpoint;
}

}  // namespace portolan::proof
