// SPDX-License-Identifier: Apache-2.0
//
// The encoding of everything that a ledger keeps: numbered fields, one behind the other (docs/ledger-format.md).
//
//     fields = *( number size content )        ; number and size are varints
//     varint = *( %x80-FF ) %x00-7F            ; seven bits each, the lowest first, no more bytes than needed; below
//     2^62
//
// The same content has one encoding: fields rise in number (a list repeats its number), and one that is zero or empty
// is not written. Hashes depend on it, so a decoder refuses every other form.
//
// Thread-safety: values. A Fields holds views into the bytes that it reads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::events {

// No number is larger: one more of it still fits the integers of every database.
inline constexpr std::uint64_t kMaxNumber = (std::uint64_t{1} << 62U) - 1;

void append_varint(std::string& out, std::uint64_t value);
// Takes a varint off the front; nothing if there is none, it is longer than needed or above kMaxNumber.
std::optional<std::uint64_t> take_varint(std::string_view& bytes) noexcept;

class FieldWriter {
 public:
  explicit FieldWriter(std::string& out) : out_(out) {}
  // REQUIRES of all: numbers do not fall.
  void number(unsigned field, std::uint64_t value);      // not written if 0
  void bytes(unsigned field, std::string_view value);    // not written if empty
  void present(unsigned field, std::string_view value);  // written also if empty

 private:
  std::string& out_;
};

// Reads the fields of one encoding in their order. After a failure every field is missing and `failed` is true.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) { advance(); }

  // The value of the next field if that is its number, else zero, empty or nothing. Call in rising order.
  std::uint64_t number(unsigned field);
  bool flag(unsigned field);  // 1, or not there
  std::string_view bytes(unsigned field);
  std::optional<std::string_view> present(unsigned field);

  bool failed() const noexcept { return failed_; }
  // True if every field was read and all of them were well formed.
  bool done() const noexcept { return !failed_ && !has_next_; }
  void fail() noexcept;

 private:
  void advance();

  std::string_view rest_;
  unsigned next_ = 0;
  std::string_view value_;
  bool has_next_ = false;
  bool failed_ = false;
};

}  // namespace portolan::events
