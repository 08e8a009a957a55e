// SPDX-License-Identifier: Apache-2.0
//
// Signed notes, checkpoints, printed proofs, keys and frontiers: what is read has no other spelling, so it is written
// again as the same bytes.
#include <algorithm>
#include <vector>

#include "note_samples.h"
#include "proof/proof_text.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

using proof::PrivateKey;
using proof::VerifierKey;

const std::vector<VerifierKey>& keys() {
  static const std::vector<VerifierKey> keys = {
      VerifierKey::parse(testing::kPeter).value(), VerifierKey::parse(testing::kEnoch).value(),
      VerifierKey::parse("example.com/ports+eaf12e11+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4").value()};
  return keys;
}

void check_problem(std::string_view input, const Error& problem) {
  const std::string shown = to_string(problem);
  require(!problem.message.empty(), "a problem has words", shown);
  // What is missing at the end is missing on the line behind the last.
  const auto lines = static_cast<std::uint64_t>(std::ranges::count(input, '\n')) + 1;
  require(problem.place.line <= lines, "a problem's line is in the input", shown);
  require(problem.place.column <= input.size() + 1, "a problem's column is in the input", shown);
}

// A value, of which `write` makes the input again, or a problem.
template <class T, class Write>
void check_same(std::string_view input, const Result<T>& read, Write write) {
  if (!read) return check_problem(input, read.error());
  const std::string again(write(*read));
  require(again == input, "what was read is written as the same bytes", again);
}

void check_note(std::string_view input) {
  const auto note = proof::parse_note(input);
  check_same(input, note, proof::write_note);
  const auto opened = proof::open_note(input, keys());
  require(note || !opened, "what is not a note does not open");
  if (!note) return;
  require(!opened || opened->text == note->text, "a note opens with its own text");
  require(!opened || !opened->signers.empty(), "a note that opens has a signer");
  static const PrivateKey key = testing::test_key("a");
  const auto more = proof::add_signature(input, key);
  if (!more) return check_problem(input, more.error());
  require(proof::parse_note(*more)->signatures.size() == note->signatures.size() + 1, "a signature is added");
}

void check_proof_text(std::string_view input) {
  const auto proof = proof::parse_proof(input);
  check_same(input, proof, [](const proof::PrintedProof& read) { return proof::to_text(read).value(); });
  if (!proof) return;
  const auto checked = proof::check_proof(*proof, "postgresql 5432/tcp", keys());
  require(!checked || proof->index < checked->tree.size, "an entry that is proved is in the tree");
}

void check(std::string_view input) {
  const auto checkpoint_text = [](const proof::Checkpoint& read) { return proof::to_text(read).value(); };
  check_note(input);
  check_same(input, proof::parse_checkpoint(input), checkpoint_text);
  check_proof_text(input);
  check_same(input, VerifierKey::parse(input), [](const VerifierKey& key) { return key.to_text(); });
  check_same(input, PrivateKey::parse(input), [](const PrivateKey& key) { return std::string(key.to_text().view()); });
  check_same(input, proof::Frontier::from_bytes(input), [](const proof::Frontier& frontier) {
    static_cast<void>(frontier.root());
    return frontier.to_bytes();
  });
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
