// SPDX-License-Identifier: Apache-2.0
#include "fetch/handle.h"

#include <algorithm>

namespace portolan::fetch {
namespace {

// A server that asks for more than that means never; sums of it must not overflow.
constexpr curl_off_t kLongestRetryAfter = curl_off_t{366} * 24 * 60 * 60;
constexpr unsigned kMostRedirects = 100;

}  // namespace

Handle::Handle()
    : headers_(nullptr, curl_slist_free_all),
      easy_(curl_easy_init(), curl_easy_cleanup),
      multi_(curl_multi_init(), curl_multi_cleanup) {}

Handle::~Handle() {
  if (added_) curl_multi_remove_handle(multi_.get(), easy_.get());
}

bool Handle::set_up(const Request& request, const Callbacks& callbacks) {
  if (!easy_ || !multi_) return false;
  if (!set_address(request) || !set_security(request) || !set_callbacks(callbacks) || !set_headers(request))
    return false;
  added_ = curl_multi_add_handle(multi_.get(), easy_.get()) == CURLM_OK;
  return added_;
}

bool Handle::set_address(const Request& request) {
  return set(CURLOPT_URL, request.url.c_str()) &&
         set(CURLOPT_PROTOCOLS_STR, request.allow_plain_http ? "https,http" : "https") &&
         set(CURLOPT_REDIR_PROTOCOLS_STR, "https") && set(CURLOPT_FOLLOWLOCATION, 1L) &&
         set(CURLOPT_MAXREDIRS, static_cast<long>(std::min(request.redirects, kMostRedirects))) &&
         set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) && set(CURLOPT_NOSIGNAL, 1L) &&
         set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
}

bool Handle::set_security(const Request& request) {
  if (!set(CURLOPT_SSL_VERIFYPEER, 1L) || !set(CURLOPT_SSL_VERIFYHOST, 2L) ||
      !set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)))
    return false;
  if (request.ca_file.empty()) return true;
  // Without the second the system's certificates would still be trusted beside these.
  return set(CURLOPT_CAINFO, request.ca_file.c_str()) && set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
}

bool Handle::set_callbacks(const Callbacks& callbacks) {
  return set(CURLOPT_ERRORBUFFER, error_.data()) && set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L) &&
         set(CURLOPT_HEADERFUNCTION, callbacks.header) && set(CURLOPT_HEADERDATA, callbacks.self) &&
         set(CURLOPT_WRITEFUNCTION, callbacks.body) && set(CURLOPT_WRITEDATA, callbacks.self) &&
         set(CURLOPT_PREREQFUNCTION, callbacks.connected) && set(CURLOPT_PREREQDATA, callbacks.self);
}

// libcurl would read Content-Length bytes and never see that more follow, that is, that the document is longer than
// announced. So it reads until the server closes, which it is asked to do, and Body counts.
bool Handle::set_headers(const Request& request) {
  bool good = add_header("Connection: close") && add_header("Accept-Encoding: gzip") &&
              set(CURLOPT_HTTP_CONTENT_DECODING, 0L) && set(CURLOPT_IGNORE_CONTENT_LENGTH, 1L);
  if (!request.etag.empty()) good = good && add_header("If-None-Match: " + request.etag);
  if (!request.last_modified.empty()) good = good && add_header("If-Modified-Since: " + request.last_modified);
  if (!request.user_agent.empty()) good = good && set(CURLOPT_USERAGENT, request.user_agent.c_str());
  return good && set(CURLOPT_HTTPHEADER, headers_.get());
}

bool Handle::add_header(const std::string& line) {
  curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
  if (longer == nullptr) return false;
  // The list begins where it began, or did not exist.
  static_cast<void>(headers_.release());
  headers_.reset(longer);
  return true;
}

long Handle::number(CURLINFO info) const {
  long value = 0;
  curl_easy_getinfo(easy_.get(), info, &value);
  return value;
}

std::string Handle::text(CURLINFO info) const {
  const char* value = nullptr;
  curl_easy_getinfo(easy_.get(), info, &value);
  return value == nullptr ? std::string() : std::string(value);
}

Handle::Header Handle::header(const char* name, std::size_t index) const {
  constexpr int kNewest = -1;
  curl_header* found = nullptr;
  if (curl_easy_header(easy_.get(), name, index, CURLH_HEADER, kNewest, &found) != CURLHE_OK) return {};
  return {.value = found->value, .amount = found->amount};
}

std::chrono::seconds Handle::retry_after() const {
  curl_off_t value = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &value);
  return std::chrono::seconds(std::clamp(value, curl_off_t{0}, kLongestRetryAfter));
}

std::string Handle::host() const {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
  char* host = nullptr;
  if (curl_url_set(url.get(), CURLUPART_URL, text(CURLINFO_EFFECTIVE_URL).c_str(), 0) != CURLUE_OK ||
      curl_url_get(url.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK)
    return "the server";
  const std::unique_ptr<char, decltype(&curl_free)> owner(host, curl_free);
  return host;
}

}  // namespace portolan::fetch
