// SPDX-License-Identifier: Apache-2.0
//
// What was read of a manifest as lines, as docs/manifests.md shows it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "manifests/manifest.h"

namespace portolan::testing {

// "web 8443/tcp 127.0.0.1 note"; what is not there is a hyphen.
inline std::string text_of(const manifests::Use& use) {
  const auto or_hyphen = [](const std::string& text) { return text.empty() ? std::string("-") : text; };
  std::string port = use.port ? std::to_string(*use.port) : "-";
  if (use.transport) port.append("/").append(to_string(*use.transport));
  return fmt::format("{} {} {} {}\n", or_hyphen(use.name), port, or_hyphen(use.address), or_hyphen(use.note));
}

// Uses, then what was passed over; or what is wrong. Without the name of the file.
inline std::string text_of(const manifests::Outcome& outcome) {
  std::string out;
  const auto say = [&](Error error, std::string_view before) {
    error.place.file.clear();
    const std::string place = fmt::format("{}:{}: ", error.place.line, error.place.column);
    const std::string field = error.place.field.empty() ? "" : error.place.field + ": ";
    out += fmt::format("{}{}{}{}\n", before, place, field, error.message);
  };
  if (!outcome) {
    for (const Error& error : outcome.error()) say(error, "");
    return out;
  }
  for (const manifests::Use& use : outcome->uses) out += text_of(use);
  for (const Error& error : outcome->passed_over) say(error, "passed over: ");
  return out;
}

}  // namespace portolan::testing
