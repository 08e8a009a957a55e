// SPDX-License-Identifier: Apache-2.0
//
// Where an application stands: what queues are searched and sorted by. Each step of an application says it, so that a
// queue is found without reading what led there.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "portolan/error.h"
#include "portolan/types.h"

namespace portolan::events {

struct Standing {
  std::string state;  // "review"
  std::string kind;   // "assignment"
  std::string service;
  std::optional<PortRange> ports;
  Transports transports;
  std::uint64_t applicant = 0;  // people by the numbers of their accounts
  std::uint64_t reviewer = 0;   // 0: nobody
  std::uint64_t due = 0;        // seconds since 1970, UTC, when time has to be looked at again; 0: never
  bool closed = false;          // nothing can happen any more that somebody has to wait for

  bool operator==(const Standing&) const = default;
};

std::string encode_standing(const Standing& standing);
Result<Standing> decode_standing(std::string_view bytes);

}  // namespace portolan::events
