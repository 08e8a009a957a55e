// SPDX-License-Identifier: Apache-2.0
#include "events/fields.h"

namespace portolan::events {
namespace {

constexpr unsigned kLastField = 255;

}  // namespace

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<char>(value | 0x80U));
  out.push_back(static_cast<char>(value));
}

std::optional<std::uint64_t> take_varint(std::string_view& bytes) noexcept {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte >= 0x80) continue;
    if (value > kMaxNumber || (byte == 0 && shift > 0)) return std::nullopt;
    return value;
  }
  return std::nullopt;
}

void FieldWriter::present(unsigned field, std::string_view value) {
  append_varint(out_, field);
  append_varint(out_, value.size());
  out_.append(value);
}

void FieldWriter::bytes(unsigned field, std::string_view value) {
  if (!value.empty()) present(field, value);
}

void FieldWriter::number(unsigned field, std::uint64_t value) {
  if (value == 0) return;
  std::string encoded;
  append_varint(encoded, value);
  present(field, encoded);
}

void FieldReader::fail() noexcept {
  failed_ = true;
  has_next_ = false;
  rest_ = {};
}

void FieldReader::advance() {
  has_next_ = false;
  if (rest_.empty()) return;
  const auto field = take_varint(rest_);
  const auto size = take_varint(rest_);
  if (!field || !size || *field > kLastField || *field < next_ || *size > rest_.size()) {
    fail();
    return;
  }
  next_ = static_cast<unsigned>(*field);
  value_ = rest_.substr(0, *size);
  rest_.remove_prefix(*size);
  has_next_ = true;
}

std::optional<std::string_view> FieldReader::present(unsigned field) {
  if (!has_next_ || next_ != field) {
    // A field before the one that is asked for was asked for by nobody: written by a newer program, or damaged.
    if (has_next_ && next_ < field) fail();
    return std::nullopt;
  }
  const std::string_view value = value_;
  advance();
  return value;
}

std::string_view FieldReader::bytes(unsigned field) {
  const auto value = present(field);
  if (value && value->empty()) fail();
  return value.value_or(std::string_view());
}

std::uint64_t FieldReader::number(unsigned field) {
  auto value = present(field);
  if (!value) return 0;
  const auto decoded = take_varint(*value);
  if (!decoded || *decoded == 0 || !value->empty()) {
    fail();
    return 0;
  }
  return *decoded;
}

bool FieldReader::flag(unsigned field) {
  const std::uint64_t value = number(field);
  if (value > 1) fail();
  return value == 1;
}

}  // namespace portolan::events
