// SPDX-License-Identifier: Apache-2.0
//
// What became of one try to hand a message over.
//
// Thread-safety: values.
#pragma once

#include <string>

namespace portolan::post {

enum class Fate : std::uint8_t {
  kTaken,        // the other side said that it has it
  kLater,        // it did not work; try again
  kUnreachable,  // nor will the next message to the same server
  kRefused,      // it will never be taken
  kGone,         // there is nobody any more whom it could be for
};

struct Delivery {
  Fate fate = Fate::kLater;
  std::string problem;  // for operators, on one line; empty if it was taken
};

}  // namespace portolan::post
