// SPDX-License-Identifier: Apache-2.0
//
// Telling a program what happened: a POST of JSON, signed.
//
//   Portolan-Event: approved
//   Portolan-Delivery: harbour.17.2          the same for every try
//   Portolan-Signature: t=1700000000,v1=...  HMAC-SHA256 (RFC 2104) of "1700000000." and the body, in hex
//
// Redirects are not followed, and of an answer only the status counts: 2xx is taken; 400, 410, 413 and 422 say that
// this message is wrong and will stay so; anything else is tried again. A proxy is taken from the environment as curl
// takes it.
//
// Thread-safety: pure functions, and one that may run in several threads at once.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "post/delivery.h"
#include "post/queue.h"

namespace portolan::post {

// "t=1700000000,v1=5257a8..."
std::string signature(std::string_view secret, std::string_view body, Time now);

struct Call {
  std::string url;
  std::string event;
  std::string delivery;  // REQUIRES: ASCII without blanks, as event
  std::string body;
  std::string signature;
  std::string ca_file = {};  // PEM certificates to trust instead of the system's
};
Delivery call(const Call& call, std::chrono::milliseconds timeout);

}  // namespace portolan::post
