// SPDX-License-Identifier: Apache-2.0
//
// What the placeholders of a letter stand for.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "desk/desk.h"
#include "post/letters.h"

namespace portolan::post {

struct Telling {
  std::string_view name;  // of the receiver
  std::string_view registry;
  const desk::File& file;  // as it is behind what is told: its last line
  std::string_view address;
};
// REQUIRES: the file has a line.
Filling filling(const Telling& telling);

// What somebody wrote with it, whole and with its lines; empty: nothing. Of what was erased "(withheld)".
std::string text_of(const desk::Line& line);

// Where people read on: "https://ports.example.org/applications/7"; empty without an address of the server.
std::string address_of(std::string_view public_url, std::uint64_t application);

}  // namespace portolan::post
