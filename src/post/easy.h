// SPDX-License-Identifier: Apache-2.0
//
// libcurl's handle for one transfer, and what all transfers of this room share.
//
// Not for several threads at once. Neither copied nor moved: libcurl keeps its address.
#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

namespace portolan::post {

class Easy {
 public:
  Easy() : easy_(curl_easy_init(), curl_easy_cleanup) {}
  Easy(const Easy&) = delete;
  Easy& operator=(const Easy&) = delete;

  bool usable() { return easy_ != nullptr && set(CURLOPT_ERRORBUFFER, error_.data()) && set(CURLOPT_NOSIGNAL, 1L); }
  template <class T>
  bool set(CURLoption option, T value) {
    return curl_easy_setopt(easy_.get(), option, value) == CURLE_OK;
  }
  CURLcode perform() { return curl_easy_perform(easy_.get()); }
  long status() const {
    long value = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &value);
    return value;
  }
  // In libcurl's words.
  std::string error(CURLcode result) const {
    return error_.front() == '\0' ? curl_easy_strerror(result) : std::string(error_.data());
  }

 private:
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_;
};

// Headers, receivers. Must outlive the transfer.
class Lines {
 public:
  bool add(const std::string& line) {
    curl_slist* longer = curl_slist_append(lines_.get(), line.c_str());
    if (longer == nullptr) return false;
    // The list begins where it began, or did not exist.
    static_cast<void>(lines_.release());
    lines_.reset(longer);
    return true;
  }
  curl_slist* get() const noexcept { return lines_.get(); }

 private:
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> lines_{nullptr, curl_slist_free_all};
};

inline bool set_security(Easy& easy, const std::string& ca_file) {
  if (!easy.set(CURLOPT_SSL_VERIFYPEER, 1L) || !easy.set(CURLOPT_SSL_VERIFYHOST, 2L) ||
      !easy.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)))
    return false;
  if (ca_file.empty()) return true;
  // Without the second the system's certificates would still be trusted beside these.
  return easy.set(CURLOPT_CAINFO, ca_file.c_str()) && easy.set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
}

inline bool set_timeouts(Easy& easy, std::chrono::milliseconds timeout) {
  return easy.set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count())) &&
         easy.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout.count() / 2));
}

}  // namespace portolan::post
