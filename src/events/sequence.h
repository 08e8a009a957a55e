// SPDX-License-Identifier: Apache-2.0
//
// Numbered things in an order of their own: a list whose elements are found by number, so that putting one behind
// another and taking one out cost the same in a list of any length. Its size is that of what is in it, however large
// the numbers are.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>

namespace portolan::events {

template <class T>
class Sequence {
 public:
  void reserve(std::size_t size) { links_.reserve(size + 1); }
  std::size_t size() const noexcept { return links_.size() - 1; }
  const T* find(std::uint64_t number) const {
    const auto found = links_.find(number);
    return found == links_.end() || number == 0 ? nullptr : &found->second.value;
  }
  T* find(std::uint64_t number) { return const_cast<T*>(std::as_const(*this).find(number)); }
  // The number of the last; 0 if there is none.
  std::uint64_t last() const { return links_.at(0).before; }

  // False, and nothing is done, if the number is in use or `behind` (0: before all) is not there.
  bool insert(std::uint64_t number, std::uint64_t behind, T value) {
    if (number == 0 || links_.contains(number) || !links_.contains(behind)) return false;
    links_[number].value = std::move(value);
    link(number, behind);
    return true;
  }
  bool erase(std::uint64_t number) {
    if (find(number) == nullptr) return false;
    unlink(number);
    links_.erase(number);
    return true;
  }
  bool move(std::uint64_t number, std::uint64_t behind) {
    if (find(number) == nullptr || !links_.contains(behind) || number == behind) return false;
    unlink(number);
    link(number, behind);
    return true;
  }

  // In their order: each(number, value).
  template <class Each>
  void for_each(Each each) const {
    for (std::uint64_t at = links_.at(0).next; at != 0;) {
      const Link& here = links_.at(at);
      each(at, here.value);
      at = here.next;
    }
  }

 private:
  struct Link {
    std::uint64_t before = 0;
    std::uint64_t next = 0;
    T value{};
  };

  void link(std::uint64_t number, std::uint64_t behind) {
    Link& here = links_[number];
    here.before = behind;
    here.next = links_[behind].next;
    links_[here.next].before = number;
    links_[behind].next = number;
  }
  void unlink(std::uint64_t number) {
    const Link& here = links_.at(number);
    links_[here.before].next = here.next;
    links_[here.next].before = here.before;
  }

  std::unordered_map<std::uint64_t, Link> links_ = {{0, Link()}};  // 0 is before the first and behind the last
};

}  // namespace portolan::events
