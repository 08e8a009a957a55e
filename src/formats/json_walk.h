// SPDX-License-Identifier: Apache-2.0
//
// Walking a parsed JSON document by its schema: values of the right kind, objects with known keys, and every problem
// with the path of the value that has it.
//
// Thread-safety: one Walk belongs to one thread. It refers to the tape and the options, which must outlive it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json_place.h"
#include "formats/json_tape.h"

namespace portolan::formats::json {

// A value and the way to it. Refers to the value that holds it, which must live longer.
struct Value {
  std::size_t token = 0;
  const Value* parent = nullptr;
  std::string_view key;   // in an object; empty in an array
  std::size_t index = 0;  // in an array
};

// "records[3].port_number"; empty for the document itself.
std::string path(const Value& value);
// How messages quote what a document says: a JSON string, cut if it is long.
std::string quoted(std::string_view text);

inline constexpr std::size_t kMostKeys = 32;

// The members of one object, by the positions of their keys in the table of keys it was read with.
class Members {
 public:
  Members(const Value& object, std::span<const std::string_view> keys) : object_(object), keys_(keys) {}

  const Value& object() const noexcept { return object_; }
  // True if the key is there, whatever its value.
  bool has(std::size_t key) const { return tokens_[key] != 0; }
  // REQUIRES: has(key). Refers to the object that these members were read from.
  Value operator[](std::size_t key) const {
    return {.token = tokens_[key], .parent = &object_, .key = keys_[key], .index = 0};
  }

 private:
  friend class Walk;

  const Value& object_;
  std::span<const std::string_view> keys_;
  std::array<std::size_t, kMostKeys> tokens_{};  // 0, the document, is nobody's member
};

class Walk {
 public:
  Walk(const Tape& tape, const ReadOptions& options) : tape_(tape), options_(options) {}

  const Token& at(const Value& value) const { return tape_[value.token]; }
  bool is(const Value& value, Kind kind) const { return at(value).kind == kind; }

  void problem(const Value& value, std::string message, ErrorCode code = ErrorCode::kInvalidValue);
  std::size_t problem_count() const noexcept { return found_.size(); }
  // More are not looked for.
  bool full() const noexcept { return found_.size() > options_.limits.problems; }

  // The members of an object. Unknown and repeated keys are problems, and so is a value that is no object; it has no
  // members. REQUIRES: at most kMostKeys keys.
  Members members(const Value& object, std::span<const std::string_view> keys);
  // Calls `each` with the elements of an array, in order, until there are too many problems.
  template <class Each>
  void elements(const Value& array, Each each);

  // The text of a string, or a problem: of another kind, or with control characters.
  std::optional<std::string_view> text(const Value& value);
  // As text(), but a member may be null or missing too, which is nothing and no problem.
  std::optional<std::string_view> text_or_null(const Members& members, std::size_t key);
  // As text(), but a member that is missing, null or empty is a problem of the object.
  std::optional<std::string_view> required_text(const Members& members, std::size_t key);
  bool is_null_or_missing(const Members& members, std::size_t key) const {
    return !members.has(key) || is(members[key], Kind::kNull);
  }

  // All problems in document order, with their places in `bytes`, the document of the tape.
  std::vector<Error> take_problems(std::string_view bytes);

 private:
  struct Found {
    std::size_t token;
    Error error;
  };

  void unknown_key(const Value& object, std::size_t token);

  const Tape& tape_;
  const ReadOptions& options_;
  std::vector<Found> found_;
};

template <class Each>
void Walk::elements(const Value& array, Each each) {
  if (!is(array, Kind::kArray)) return problem(array, "must be an array");
  const std::size_t end = at(array).value;
  Value element{.token = array.token + 1, .parent = &array, .key = {}, .index = 0};
  for (; element.token < end && !full(); element.token = tape_.after(element.token), ++element.index) each(element);
}

}  // namespace portolan::formats::json
