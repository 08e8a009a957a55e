// SPDX-License-Identifier: Apache-2.0
//
// libcurl's handles for one attempt: set up from a request, asked about the answer, closed at the end.
//
// Not for several threads at once. Neither copied nor moved: libcurl keeps its address.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "fetch/fetch.h"

namespace portolan::fetch {

class Handle {
 public:
  // What libcurl calls while it works, with `self`.
  struct Callbacks {
    curl_write_callback header;
    curl_write_callback body;
    curl_prereq_callback connected;
    void* self;
  };

  Handle();
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // False: libcurl refuses an option, or has no memory.
  bool set_up(const Request& request, const Callbacks& callbacks);
  CURLM* multi() const noexcept { return multi_.get(); }

  // Of the newest answer, as far as it has come.
  long status() const { return number(CURLINFO_RESPONSE_CODE); }
  long number(CURLINFO info) const;
  std::string text(CURLINFO info) const;
  // The first header of that name and how often there is one; empty and 0 without any.
  struct Header {
    std::string value;
    std::size_t amount = 0;
  };
  Header header(const char* name, std::size_t index = 0) const;
  std::chrono::seconds retry_after() const;
  // The one that was asked last, after redirects.
  std::string host() const;
  // What libcurl says about its error; may be empty.
  std::string error() const { return error_.data(); }

 private:
  template <class T>
  bool set(CURLoption option, T value) {
    return curl_easy_setopt(easy_.get(), option, value) == CURLE_OK;
  }
  bool set_address(const Request& request);
  bool set_security(const Request& request);
  bool set_callbacks(const Callbacks& callbacks);
  bool set_headers(const Request& request);
  bool add_header(const std::string& line);

  std::array<char, CURL_ERROR_SIZE> error_{};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_;
  std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi_;
  bool added_ = false;
};

}  // namespace portolan::fetch
