// SPDX-License-Identifier: Apache-2.0
#include "proof/checkpoint.h"

#include <fmt/format.h>

#include <utility>

#include "proof/encoding.h"

namespace portolan::proof {
namespace {

// The next line, which must not be empty.
Result<std::string_view> next(Lines& lines, std::string_view field) {
  const auto line = lines.next();
  if (line && !line->empty()) return *line;
  return fail(ErrorCode::kSyntax, line ? "this line must not be empty" : "the text ends before this line",
              lines.place(std::string(field)));
}

Result<TreeHead> parse_tree(Lines& lines) {
  const auto size_text = next(lines, "tree size");
  if (!size_text) return std::unexpected(size_text.error());
  const auto size = read_number(*size_text, lines.place("tree size"));
  if (!size) return std::unexpected(size.error());
  const auto root_text = next(lines, "root hash");
  if (!root_text) return std::unexpected(root_text.error());
  const auto root = read_hash(*root_text, lines.place("root hash"));
  if (!root) return std::unexpected(root.error());
  if (*size == 0 && *root != empty_root())
    return fail(ErrorCode::kInvalidValue, "the root of an empty tree is SHA-256 of nothing", lines.place("root hash"));
  return TreeHead{*size, *root};
}

}  // namespace

Result<std::string> to_text(const Checkpoint& checkpoint) {
  std::string text =
      fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.tree.size, to_base64(bytes_of(checkpoint.tree.root)));
  for (const std::string& extension : checkpoint.extensions) text += extension + "\n";
  // What reads back differently, or not at all, has a value that is not one line.
  const auto back = parse_checkpoint(text);
  if (!back) return std::unexpected(back.error());
  if (*back != checkpoint) return fail(ErrorCode::kSyntax, "origin and extensions are one line each");
  return text;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  if (auto lines = check_lines(text); !lines) return std::unexpected(lines.error());
  Lines lines(text);
  const auto origin = next(lines, "origin");
  if (!origin) return std::unexpected(origin.error());
  const auto tree = parse_tree(lines);
  if (!tree) return std::unexpected(tree.error());
  Checkpoint checkpoint{.origin = std::string(*origin), .tree = *tree, .extensions = {}};
  while (!lines.rest().empty()) {
    const auto extension = next(lines, "extension");
    if (!extension) return std::unexpected(extension.error());
    checkpoint.extensions.emplace_back(*extension);
  }
  return checkpoint;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const PrivateKey& key) {
  const auto text = to_text(checkpoint);
  if (!text) return text;
  return sign_note(*text, key);
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> keys) {
  const auto verified = open_note(note, keys);
  if (!verified) return std::unexpected(verified.error());
  return parse_checkpoint(verified->text);
}

Result<std::string> sign_statement(std::string_view text, const PrivateKey& key) {
  if (parse_checkpoint(text))
    return fail(ErrorCode::kInvalidValue, "the text reads as a checkpoint, and is not signed as a statement");
  return sign_note(text, key);
}

}  // namespace portolan::proof
