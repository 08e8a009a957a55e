// SPDX-License-Identifier: Apache-2.0
//
// Which records cite a contact, and as what.
//
// Thread-safety: immutable after construction. Lifetimes: the lookup must outlive it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "portolan/lookup.h"

namespace portolan::app {

class Citations {
 public:
  explicit Citations(const Lookup& lookup);

  struct Citation {
    std::uint32_t record = 0;  // position
    bool assignee = false;     // also where no assignee is stated, and the contacts are the assignees
    bool contact = false;
  };
  // In registry order. Lives as long as this.
  std::span<const Citation> of(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, std::vector<Citation>> by_id_;
};

// The ids of a column of people: "[A][B]" are A and B. What is in no brackets is no id.
std::vector<std::string_view> ids_in(std::string_view column);

}  // namespace portolan::app
