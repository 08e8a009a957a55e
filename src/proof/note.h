// SPDX-License-Identifier: Apache-2.0
//
// Signed notes (C2SP signed-note): a text, an empty line, and one line for each signature,
//
//   — NAME base64(ID || signature)
//
// Who verifies has the public keys; a note is nothing without them. The format is the one that Go's checksum database,
// Sigstore's Rekor and the logs of the Web's certificates use, so other programs can check what is signed here.
//
// Thread-safety: pure functions and values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "proof/keys.h"

namespace portolan::proof {

// Longer notes, and notes with more signatures, are refused. C2SP asks for at least 16 signatures.
inline constexpr std::size_t kMaxNoteBytes = 1'000'000;
inline constexpr std::size_t kMaxSignatures = 100;

// A signature as it stands in a note. Says nothing yet.
struct SignatureLine {
  std::string name;
  std::uint32_t key_id = 0;
  std::string signature;  // the bytes behind the key's id

  bool operator==(const SignatureLine&) const = default;
};

struct UnverifiedNote {
  std::string text;  // with its last line feed
  std::vector<SignatureLine> signatures;

  bool operator==(const UnverifiedNote&) const = default;
};

struct VerifiedNote {
  std::string text;
  std::vector<VerifierKey> signers;  // of the keys given, those that signed it; each once, at least one
};

// Takes the note apart without looking at the signatures. kSyntax or kLimit, with the line and the rule.
Result<UnverifiedNote> parse_note(std::string_view note);
// The note again: write_note(*parse_note(note)) == note.
std::string write_note(const UnverifiedNote& note);

// The text of a note that one of these keys has signed. Signatures of other keys are ignored; one of these keys that
// does not hold (kInvalidValue) spoils the note, whatever other keys say. kNotFound if none of the keys has signed it;
// kInvalidArgument if two different keys have the same name and id.
Result<VerifiedNote> open_note(std::string_view note, std::span<const VerifierKey> keys);

// A note with one signature. The text is of whole lines (kSyntax). This signs anything, also what reads as a
// checkpoint: sign_statement() in checkpoint.h does not.
Result<std::string> sign_note(std::string_view text, const PrivateKey& key);

// The note with one more signature, of another key or a witness. The signatures before it are not looked at; kLimit if
// there are kMaxSignatures already.
Result<std::string> add_signature(std::string_view note, const PrivateKey& key);

}  // namespace portolan::proof
