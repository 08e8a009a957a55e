// SPDX-License-Identifier: Apache-2.0
//
// What a ledger keeps: events, records, contacts, checkpoints of the state. Each has one encoding, for hashes are made
// of it: what can be decoded is encoded as the same bytes.
//
//     input = kind ( event / record / contact / state / *( size event ) )
//     kind: 0-4 for these in this order; modulo 5. size: a varint; what follows one that is too large is left out
//
// The last is a history: each event is folded into the state behind those before it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/content.h"
#include "events/event.h"
#include "events/fields.h"
#include "events/state.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

using events::Event;
using events::Personal;
using events::State;

// What is kept beside the events was erased at every other position, and is forged at some.
Result<std::optional<Personal>> personal_at(std::uint64_t position) {
  if (position % 2 == 0) return std::nullopt;
  return Personal{"salt", std::to_string(position)};
}

void check_registry(const State& state) {
  State::Numbers numbers;
  const auto registry = state.registry(personal_at, &numbers);
  if (!registry) return require(!registry.error().message.empty(), "a problem has words");
  require(registry->records.size() == state.records().size() && numbers.records.size() == registry->records.size(),
          "every record of a state is in its registry, with its number");
  require(registry->contacts.size() == state.contacts().size() && numbers.contacts.size() == registry->contacts.size(),
          "every contact of a state is in its registry, with its number");
}

void check_state(std::string_view bytes) {
  const auto state = State::decode(bytes);
  check_one_encoding(bytes, state, [](const State& read) { return read.encode(); });
  if (state) check_registry(*state);
}

// An event that does not fit changes nothing.
void fold(State& state, const Event& event, std::uint64_t position) {
  const std::string before = state.encode();
  if (state.apply(event, position)) return;
  require(state.encode() == before, "an event that does not fit changes nothing");
}

void check_history(std::string_view rest) {
  constexpr std::uint64_t kMostEvents = 100;  // each is compared with the state before it
  State state;
  for (std::uint64_t position = 0; !rest.empty() && position < kMostEvents; ++position) {
    const auto size = events::take_varint(rest);
    if (!size || *size > rest.size()) break;
    const auto event = events::decode(rest.substr(0, *size));
    rest.remove_prefix(*size);
    if (event) fold(state, *event, position);
  }
  check_registry(state);
  check_state(state.encode());
  require(State::decode(state.encode()).has_value(), "a state that was folded can be decoded");
}

void check(std::string_view input) {
  if (input.empty()) return;
  const auto kind = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  switch (kind % 5) {
    case 0: return check_one_encoding(input, events::decode(input), events::encode);
    case 1: return check_one_encoding(input, events::decode_record(input), events::encode_record);
    case 2: return check_one_encoding(input, events::decode_contact(input), events::encode_contact);
    case 3: return check_state(input);
    default: return check_history(input);
  }
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
