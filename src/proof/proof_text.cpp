// SPDX-License-Identifier: Apache-2.0
#include "proof/proof_text.h"

#include <fmt/format.h>

#include <utility>

#include "proof/encoding.h"
#include "proof/proof_lines.h"

namespace portolan::proof {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_(text) {}

  Result<PrintedProof> parse() {
    for (const auto step : {&Parser::first_line, &Parser::extra_and_index, &Parser::hashes, &Parser::checkpoint})
      if (auto done = (this->*step)(); !done) return std::unexpected(std::move(done).error());
    return std::move(proof_);
  }

 private:
  std::unexpected<Error> refused(std::string message, std::string field = {}) const {
    return fail(ErrorCode::kSyntax, std::move(message), lines_.place(std::move(field)));
  }

  Result<void> first_line() {
    if (lines_.next() == kFirstLine) return {};
    return refused(fmt::format("the first line must be '{}'", kFirstLine));
  }

  Result<void> extra_and_index() {
    auto line = lines_.next();
    if (line && line->starts_with(kExtra)) {
      if (auto read = extra(line->substr(kExtra.size())); !read) return read;
      line = lines_.next();
    }
    if (!line || !line->starts_with(kIndex)) return refused("this line must be 'index ' and a number", "index");
    const auto index = read_number(line->substr(kIndex.size()), lines_.place("index"));
    if (!index) return std::unexpected(index.error());
    proof_.index = *index;
    return {};
  }

  Result<void> extra(std::string_view base64) {
    proof_.extra.resize(base64.size() / 4 * 3);
    const auto size = from_base64(base64, std::as_writable_bytes(std::span(proof_.extra)));
    if (!size || *size == 0) return refused("this line must be 'extra ' and bytes in base 64", "extra");
    proof_.extra.resize(*size);
    return {};
  }

  Result<void> hashes() {
    auto read = read_hash_lines(lines_);
    if (!read) return std::unexpected(std::move(read).error());
    proof_.hashes = std::move(*read);
    return {};
  }

  Result<void> checkpoint() {
    proof_.checkpoint = lines_.rest();
    const auto checkpoint = read_checkpoint(lines_);
    if (!checkpoint) return std::unexpected(checkpoint.error());
    if (proof_.index < checkpoint->tree.size) return {};
    return in_checkpoint(lines_, {ErrorCode::kInvalidValue, fmt::format("the tree has no entry {}", proof_.index),
                                  Place{{}, 2, 1, "tree size"}});
  }

  Lines lines_;
  PrintedProof proof_;
};

}  // namespace

Result<std::string> to_text(const PrintedProof& proof) {
  std::string text = fmt::format("{}\n", kFirstLine);
  if (!proof.extra.empty()) text += fmt::format("{}{}\n", kExtra, to_base64(proof.extra));
  text += fmt::format("{}{}\n", kIndex, proof.index);
  text += hash_lines(proof.hashes) + proof.checkpoint;
  if (auto back = parse_proof(text); !back) return std::unexpected(std::move(back).error());
  return text;
}

Result<PrintedProof> parse_proof(std::string_view text) {
  if (text.size() > kMaxProofBytes) return fail(ErrorCode::kLimit, fmt::format("more than {} bytes", kMaxProofBytes));
  if (auto lines = check_lines(text); !lines) return std::unexpected(lines.error());
  return Parser(text).parse();
}

Result<Checkpoint> check_proof(const PrintedProof& proof, std::string_view entry, std::span<const VerifierKey> keys) {
  auto checkpoint = open_checkpoint(proof.checkpoint, keys);
  if (!checkpoint) return checkpoint;
  const auto verified = verify_inclusion(leaf_hash(entry), proof.index, checkpoint->tree, proof.hashes);
  if (!verified) return std::unexpected(verified.error());
  return checkpoint;
}

}  // namespace portolan::proof
