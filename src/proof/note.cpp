// SPDX-License-Identifier: Apache-2.0
#include "proof/note.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "proof/encoding.h"

namespace portolan::proof {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // U+2014 and a space
constexpr std::size_t kIdBytes = 4;

std::unexpected<Error> refused(std::string message, const Place& place) {
  return fail(ErrorCode::kSyntax, std::move(message), place);
}

// The place of the n-th byte behind the beginning of a line.
Place behind(Place place, std::size_t bytes) {
  place.column += bytes;
  return place;
}

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (unsigned shift = 32; shift > 0; shift -= 8) bytes += static_cast<char>(number >> (shift - 8) & 0xFF);
  return bytes;
}

// The key's id and the signature.
Result<std::string> decode(std::string_view base64, const Place& place) {
  std::string bytes(base64.size() / 4 * 3, '\0');
  const auto size = from_base64(base64, std::as_writable_bytes(std::span(bytes)));
  if (!size) return refused("a signature must be in base 64", place);
  if (*size <= kIdBytes) return refused("a signature has the 4 bytes of a key's id and more", place);
  bytes.resize(*size);
  return bytes;
}

Result<SignatureLine> parse_signature(std::string_view line, const Place& place) {
  if (!line.starts_with(kDash)) return refused("a line of signature begins with '— ' (U+2014 and a space)", place);
  const std::string_view rest = line.substr(kDash.size());
  const std::size_t space = rest.find(' ');
  if (space == rest.npos) return refused("a line of signature has a key's name, a space and the signature", place);
  SignatureLine signature{.name = std::string(rest.substr(0, space)), .key_id = 0, .signature = {}};
  if (!is_key_name(signature.name))
    return refused("the name of a key is not empty and has no spaces and no '+'", behind(place, kDash.size()));
  auto bytes = decode(rest.substr(space + 1), behind(place, kDash.size() + space + 1));
  if (!bytes) return std::unexpected(std::move(bytes).error());
  for (std::size_t i = 0; i < kIdBytes; ++i)
    signature.key_id = signature.key_id << 8 | static_cast<unsigned char>((*bytes)[i]);
  signature.signature = bytes->substr(kIdBytes);
  return signature;
}

std::string write_signature(const SignatureLine& signature) {
  return fmt::format("{}{} {}\n", kDash, signature.name, to_base64(big_endian(signature.key_id) + signature.signature));
}

Result<SignatureLine> sign(std::string_view text, const PrivateKey& key) {
  const auto signature = key.sign(text);
  if (!signature) return std::unexpected(signature.error());
  return SignatureLine{key.verifier().name(), key.verifier().id(), std::string(bytes_of(*signature))};
}

bool is_of(const SignatureLine& signature, const VerifierKey& key) {
  return signature.key_id == key.id() && signature.name == key.name();
}

// Two keys with one name and id: by whose the signature is cannot be told.
const VerifierKey* twin(std::span<const VerifierKey> keys) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = i + 1; j < keys.size(); ++j)
      if (keys[i].name() == keys[j].name() && keys[i].id() == keys[j].id() && keys[i] != keys[j]) return &keys[i];
  return nullptr;
}

}  // namespace

Result<UnverifiedNote> parse_note(std::string_view note) {
  if (note.size() > kMaxNoteBytes) return fail(ErrorCode::kLimit, fmt::format("more than {} bytes", kMaxNoteBytes));
  if (auto lines = check_lines(note); !lines) return std::unexpected(lines.error());
  // The text may hold empty lines: the last one ends it.
  const std::size_t gap = note.rfind("\n\n");
  const auto last_line = static_cast<std::uint64_t>(std::ranges::count(note, '\n'));
  if (gap == note.npos)
    return refused("a note has an empty line between its text and its signatures", Place{{}, last_line, 1, {}});
  UnverifiedNote parsed{.text = std::string(note.substr(0, gap + 1)), .signatures = {}};
  Lines lines(note.substr(gap + 2));
  const auto before = static_cast<std::uint64_t>(std::ranges::count(parsed.text, '\n')) + 1;
  while (const auto line = lines.next()) {
    Place place = lines.place("signature");
    place.line += before;
    if (parsed.signatures.size() == kMaxSignatures)
      return fail(ErrorCode::kLimit, fmt::format("more than {} signatures", kMaxSignatures), place);
    auto signature = parse_signature(*line, place);
    if (!signature) return std::unexpected(std::move(signature).error());
    parsed.signatures.push_back(std::move(*signature));
  }
  if (parsed.signatures.empty()) return refused("a note ends in at least one signature", Place{{}, before, 1, {}});
  return parsed;
}

std::string write_note(const UnverifiedNote& note) {
  std::string out = note.text + "\n";
  for (const SignatureLine& signature : note.signatures) out += write_signature(signature);
  return out;
}

Result<VerifiedNote> open_note(std::string_view note, std::span<const VerifierKey> keys) {
  auto parsed = parse_note(note);
  if (!parsed) return std::unexpected(std::move(parsed).error());
  if (const VerifierKey* key = twin(keys))
    return fail(ErrorCode::kInvalidArgument, fmt::format("two keys have the name {} and the same id", key->name()));
  VerifiedNote verified{.text = std::move(parsed->text), .signers = {}};
  auto line = static_cast<std::uint64_t>(std::ranges::count(verified.text, '\n')) + 1;
  for (const SignatureLine& signature : parsed->signatures) {
    ++line;
    const auto key = std::ranges::find_if(keys, [&](const VerifierKey& k) { return is_of(signature, k); });
    if (key == keys.end()) continue;
    if (!key->verifies(verified.text, signature.signature))
      return fail(ErrorCode::kInvalidValue, fmt::format("the signature of {} does not hold for this text", key->name()),
                  Place{{}, line, 1, "signature"});
    if (std::ranges::find(verified.signers, *key) == verified.signers.end()) verified.signers.push_back(*key);
  }
  if (verified.signers.empty()) return fail(ErrorCode::kNotFound, "none of the keys given has signed this note");
  return verified;
}

Result<std::string> sign_note(std::string_view text, const PrivateKey& key) {
  if (auto lines = check_lines(text); !lines) return std::unexpected(lines.error());
  auto signature = sign(text, key);
  if (!signature) return std::unexpected(std::move(signature).error());
  std::string note = write_note({.text = std::string(text), .signatures = {std::move(*signature)}});
  if (note.size() > kMaxNoteBytes) return fail(ErrorCode::kLimit, fmt::format("more than {} bytes", kMaxNoteBytes));
  return note;
}

Result<std::string> add_signature(std::string_view note, const PrivateKey& key) {
  auto parsed = parse_note(note);
  if (!parsed) return std::unexpected(std::move(parsed).error());
  if (parsed->signatures.size() == kMaxSignatures)
    return fail(ErrorCode::kLimit, fmt::format("the note has {} signatures already", kMaxSignatures));
  auto signature = sign(parsed->text, key);
  if (!signature) return std::unexpected(std::move(signature).error());
  return std::string(note) + write_signature(*signature);
}

}  // namespace portolan::proof
