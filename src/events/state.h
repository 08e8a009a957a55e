// SPDX-License-Identifier: Apache-2.0
//
// A registry as its events made it: the pure fold.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "events/event.h"
#include "events/sequence.h"
#include "portolan/error.h"
#include "registry/registry.h"

namespace portolan::events {

// A contact as the events know it: without what is personal.
struct ContactState {
  std::uint64_t position = 0;  // of the event with its present commitment; what is personal is kept under it
  Digest commitment{};
  bool erased = false;
};

// What is kept under a position; nothing if it was erased.
using PersonalAt = std::function<Result<std::optional<Personal>>(std::uint64_t position)>;

class State {
 public:
  // Fails with kDamaged, changing nothing, for an event that does not fit: its subject is not there, or is already.
  Result<void> apply(const Event& event, std::uint64_t position);

  const Sequence<registry::Record>& records() const noexcept { return records_; }  // people by number
  const Sequence<ContactState>& contacts() const noexcept { return contacts_; }
  const registry::Registry& head() const noexcept { return head_; }  // without records and contacts; people by number
  const std::string& rules() const noexcept { return rules_; }       // by which it is run; empty: nobody said any
  bool empty() const noexcept { return !has_head_ && records_.size() == 0 && contacts_.size() == 0; }

  // The registry itself. What is personal is compared with its commitment; a contact that was erased is shown with an
  // id "withheld-N" and nothing else. `numbers`, if given, gets the numbers of records and contacts in their order.
  struct Numbers {
    std::vector<std::uint64_t> records;
    std::vector<std::uint64_t> contacts;
  };
  Result<registry::Registry> registry(const PersonalAt& personal_at, Numbers* numbers = nullptr) const;

  // A checkpoint of the state: bytes from which decode makes an equal one.
  std::string encode() const;
  static Result<State> decode(std::string_view bytes);

 private:
  Sequence<registry::Record> records_;
  Sequence<ContactState> contacts_;
  registry::Registry head_;
  bool has_head_ = false;
  std::string rules_;
};

// The id that is shown for a contact whose personal data was erased.
std::string withheld_id(std::uint64_t number);

}  // namespace portolan::events
