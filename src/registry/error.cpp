// SPDX-License-Identifier: Apache-2.0
#include "portolan/error.h"

namespace portolan {

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "invalid-argument";
    case ErrorCode::kSyntax: return "syntax";
    case ErrorCode::kInvalidValue: return "invalid-value";
    case ErrorCode::kLimit: return "limit";
    case ErrorCode::kDamaged: return "damaged";
    case ErrorCode::kNotFound: return "not-found";
    case ErrorCode::kIo: return "io";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kConflict: return "conflict";
    case ErrorCode::kUnavailable: return "unavailable";
  }
  return "unknown";
}

std::string to_string(const Error& error) {
  std::string out;
  const Place& place = error.place;
  if (!place.file.empty()) out += place.file + ":";
  if (place.line != 0) out += std::to_string(place.line) + ":";
  if (place.line != 0 && place.column != 0) out += std::to_string(place.column) + ":";
  if (!out.empty()) out += ' ';
  if (!place.field.empty()) out += place.field + ": ";
  return out + error.message;
}

}  // namespace portolan
