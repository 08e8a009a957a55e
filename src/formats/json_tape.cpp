// SPDX-License-Identifier: Apache-2.0
#include "formats/json_tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <limits>
#include <utility>

#include "formats/json_place.h"

namespace portolan::formats::json {
namespace {

// The parser calls itself for each level: a limit that is raised without thought must not overrun the stack.
constexpr std::size_t kDeepest = 1000;

using BoostError = boost::json::error_code;
using BoostView = boost::json::string_view;

std::string syntax_message(std::string_view bytes, std::size_t offset, BoostError error) {
  using enum boost::json::error;
  if (error == incomplete) return "the document ends before its value does";
  if (error == exponent_overflow) return "the exponent of this number is too large";
  const auto c = offset < bytes.size() ? static_cast<unsigned char>(bytes[offset]) : 0U;
  if (c >= 0x80) return fmt::format("byte 0x{:02X} does not fit here: JSON is UTF-8, and only strings hold letters", c);
  if (c < 0x20 || c == 0x7F)
    return fmt::format("control character 0x{:02X} does not fit here: in a string write \\u{:04X}", c, c);
  return fmt::format("'{}' does not fit here: this is not JSON (RFC 8259)", static_cast<char>(c));
}

}  // namespace

// What Boost's parser calls. It stops the parse at a limit by answering false.
class TapeBuilder {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  TapeBuilder(std::string_view bytes, const Limits& limits) : bytes_(bytes), limits_(limits) {}

  const std::string& limit_message() const noexcept { return limit_message_; }
  std::size_t next_token() const noexcept { return tape_.tokens_.size(); }
  Tape take() { return std::move(tape_); }

  bool on_document_begin(BoostError&) { return true; }
  bool on_document_end(BoostError&) { return true; }
  bool on_array_begin(BoostError& error) { return open(Kind::kArray, error); }
  bool on_array_end(std::size_t, BoostError&) { return close(); }
  bool on_object_begin(BoostError& error) { return open(Kind::kObject, error); }
  bool on_object_end(std::size_t, BoostError&) { return close(); }
  bool on_key_part(BoostView part, std::size_t size, BoostError& error) { return add_part(part, size, error); }
  bool on_key(BoostView rest, std::size_t size, BoostError& error) { return add_text(Kind::kKey, rest, size, error); }
  bool on_string_part(BoostView part, std::size_t size, BoostError& error) { return add_part(part, size, error); }
  bool on_string(BoostView rest, std::size_t size, BoostError& error) {
    return add_text(Kind::kString, rest, size, error);
  }
  bool on_number_part(BoostView, BoostError&) { return true; }
  bool on_int64(std::int64_t number, BoostView, BoostError& error) {
    return number < 0 ? add({.kind = Kind::kNumber, .text = {}, .value = 0}, error)
                      : on_uint64(static_cast<std::uint64_t>(number), {}, error);
  }
  bool on_uint64(std::uint64_t number, BoostView, BoostError& error) {
    return add({.kind = Kind::kInteger, .text = {}, .value = number}, error);
  }
  bool on_double(double, BoostView, BoostError& error) {
    return add({.kind = Kind::kNumber, .text = {}, .value = 0}, error);
  }
  bool on_bool(bool yes, BoostError& error) {
    return add({.kind = yes ? Kind::kTrue : Kind::kFalse, .text = {}, .value = 0}, error);
  }
  bool on_null(BoostError& error) { return add({.kind = Kind::kNull, .text = {}, .value = 0}, error); }
  bool on_comment_part(BoostView, BoostError&) { return true; }
  bool on_comment(BoostView, BoostError&) { return true; }

 private:
  bool stop(std::string message, BoostError& error) {
    limit_message_ = std::move(message);
    error = boost::json::error::array_too_large;
    return false;
  }

  bool add(Token token, BoostError& error) {
    if (token.kind != Kind::kKey && ++values_ > limits_.elements)
      return stop(fmt::format("more than {} values; raise the limit of elements to read it", limits_.elements), error);
    tape_.tokens_.push_back(token);
    return true;
  }

  bool open(Kind kind, BoostError& error) {
    open_.push_back(next_token());
    return add({.kind = kind, .text = {}, .value = 0}, error);
  }

  bool close() {
    tape_.tokens_[open_.back()].value = next_token();
    open_.pop_back();
    return true;
  }

  bool short_enough(std::size_t size, BoostError& error) {
    if (size <= limits_.text) return true;
    return stop(fmt::format("a text longer than {} bytes; raise the limit of texts to read it", limits_.text), error);
  }

  bool add_part(BoostView part, std::size_t size, BoostError& error) {
    if (!short_enough(size, error)) return false;
    pending_.append(part.data(), part.size());
    return true;
  }

  // `size` is that of the whole text. One that came in a single piece stands in the document as it is.
  bool add_text(Kind kind, BoostView rest, std::size_t size, BoostError& error) {
    if (!short_enough(size, error)) return false;
    std::string_view text(rest.data(), rest.size());
    if (!in_document(text)) {
      pending_.append(text);
      text = tape_.unescaped_.emplace_back(std::exchange(pending_, {}));
    }
    return add({.kind = kind, .text = text, .value = 0}, error);
  }

  bool in_document(std::string_view text) const {
    const std::less_equal<const char*> not_after;
    return pending_.empty() && not_after(bytes_.data(), text.data()) &&
           not_after(text.data() + text.size(), bytes_.data() + bytes_.size());
  }

  std::string_view bytes_;
  const Limits& limits_;
  Tape tape_;
  std::vector<std::size_t> open_;  // arrays and objects that are not closed yet
  std::string pending_;            // the beginning of a text that comes in pieces
  std::size_t values_ = 0;
  std::string limit_message_;
};

namespace {

std::unexpected<Error> fail_at(ErrorCode code, std::string message, const ReadOptions& options, Position position) {
  return fail(code, std::move(message), {options.file, position.line, position.column, {}});
}

}  // namespace

Result<Tape> Tape::parse(std::string_view bytes, const ReadOptions& options) {
  const Limits& limits = options.limits;
  if (bytes.size() > limits.bytes)
    return fail_at(ErrorCode::kLimit,
                   fmt::format("the document has {} bytes, more than the limit of {}", bytes.size(), limits.bytes),
                   options, {});
  boost::json::parse_options strict;
  strict.max_depth = std::min(limits.depth, kDeepest);
  boost::json::basic_parser<TapeBuilder> parser(strict, bytes, limits);
  BoostError error;
  const std::size_t read = parser.write_some(false, bytes.data(), bytes.size(), error);
  TapeBuilder& builder = parser.handler();
  if (const std::size_t token = builder.next_token(); !builder.limit_message().empty())
    return fail_at(ErrorCode::kLimit, builder.limit_message(), options, positions_of(bytes, {&token, 1}).front());
  if (error == boost::json::error::too_deep)
    return fail_at(ErrorCode::kLimit, fmt::format("nested deeper than {} levels", strict.max_depth), options,
                   position_of(bytes, read));
  if (error) return fail_at(ErrorCode::kSyntax, syntax_message(bytes, read, error), options, position_of(bytes, read));
  if (read < bytes.size())
    return fail_at(ErrorCode::kSyntax, "there is more after the document's value", options, position_of(bytes, read));
  return builder.take();
}

}  // namespace portolan::formats::json
