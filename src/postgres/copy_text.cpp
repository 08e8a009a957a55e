// SPDX-License-Identifier: Apache-2.0
#include "postgres/copy_text.h"

#include <fmt/format.h>

#include <iterator>
#include <string>

namespace portolan::database {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

void append_text(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\\': out += "\\\\"; break;
      default: out += c;
    }
  }
}

// \x and hexadecimal digits, the backslash doubled.
void append_blob(std::string& out, std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  out += "\\\\x";
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4U];
    out += kDigits[static_cast<unsigned char>(c) & 15U];
  }
}

void append(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull: out += "\\N"; break;
    case Value::Kind::kInteger: fmt::format_to(std::back_inserter(out), "{}", value.integer()); break;
    case Value::Kind::kText: append_text(out, value.bytes()); break;
    case Value::Kind::kBlob: append_blob(out, value.bytes()); break;
  }
}

}  // namespace

bool copy_text(std::span<const Value> values, std::size_t columns, const std::function<bool(std::string_view)>& put) {
  std::string out;
  for (std::size_t at = 0; at < values.size(); ++at) {
    append(out, values[at]);
    out += (at + 1) % columns == 0 ? '\n' : '\t';
    if (out.size() < kPiece) continue;
    if (!put(out)) return false;
    out.clear();
  }
  return out.empty() || put(out);
}

}  // namespace portolan::database
