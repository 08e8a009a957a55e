// SPDX-License-Identifier: Apache-2.0
//
// Why an attempt to download failed, in words, and whether another may succeed. Pure functions; any thread.
#pragma once

#include <chrono>
#include <string>

#include "portolan/error.h"

namespace portolan::fetch {

// Of what can pass by itself.
inline constexpr ErrorCode kTryAgainLater = ErrorCode::kUnavailable;

struct Failure {
  ErrorCode code = ErrorCode::kIo;
  std::string message;
  bool can_pass = false;
  std::chrono::seconds retry_after{0};  // what the server asks for
};

// The failure of an answer that is neither the document nor "not modified".
Failure failure_of_status(long status, std::chrono::seconds retry_after);

// What is known when libcurl ends with an error.
struct CurlFailure {
  int code = 0;               // a CURLcode
  std::string detail;         // libcurl's own words; may be empty
  std::string host;           // the one that was asked last
  std::string ca_file;        // of the request
  bool proxy_is_set = false;  // in the environment
  bool connected = false;     // the request was sent
  bool redirected = false;    // the newest answer is a redirect
  // Of the chain of certificates: X509_V_OK (0), X509_V_ERR_UNSPECIFIED (1: libcurl did not come so far), or what is
  // wrong with it.
  long verify_result = 0;
};
Failure failure_of_curl(const CurlFailure& seen);

}  // namespace portolan::fetch
