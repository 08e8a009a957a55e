// SPDX-License-Identifier: Apache-2.0
#include "fetch/fetch.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string_view>
#include <thread>

#include "fetch/failure.h"
#include "fetch/transfer.h"

namespace portolan::fetch {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstWait = std::chrono::seconds(1);
constexpr milliseconds kLongestWait = std::chrono::minutes(1);
constexpr milliseconds kLongestRetryAfter = std::chrono::minutes(2);

std::optional<std::string> part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return std::nullopt;
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
  return std::string(text);
}

// What is wrong with the address; empty if nothing is.
std::string_view fault_of_url(const Request& request) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, request.url.c_str(), 0) != CURLUE_OK) return "this is no address (URL)";
  const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
  if (scheme == "http" && !request.allow_plain_http) return "plain http:// is not allowed: use https://";
  if (scheme != "https" && scheme != "http") return "the address must begin with https://";
  // It would end up in messages and logs.
  if (part_of(url.get(), CURLUPART_USER) || part_of(url.get(), CURLUPART_PASSWORD))
    return "an address with a user or password in it is not taken: remove what stands before the @";
  return {};
}

std::string_view fault_of(const Request& request) {
  for (const std::string* text : {&request.url, &request.etag, &request.last_modified, &request.user_agent})
    if (has_control(*text)) return "a control character in the request";
  if (request.attempts == 0) return "no attempt is allowed: at least 1 is needed";
  if (request.max_bytes == 0) return "no byte is allowed: at least 1 is needed";
  if (std::min({request.connect_timeout, request.stall_timeout, request.total_timeout}) <= milliseconds(0))
    return "a time limit must be longer than nothing";
  return fault_of_url(request);
}

// Doubles, and up to half as much again, so that many programs that failed together do not come back together. Each
// wait is longer than the one before, until the longest.
milliseconds backoff(unsigned attempt, std::minstd_rand& random) {
  const milliseconds base = std::min(kLongestWait, kFirstWait * (1U << std::min(attempt - 1, 10U)));
  return base + milliseconds(std::uniform_int_distribution<milliseconds::rep>(0, base.count() / 2)(random));
}

class Attempts {
 public:
  Attempts(const Request& request, const OnProgress& progress, const Wait& wait)
      : request_(request), progress_(progress), wait_(wait) {}

  Result<Answer> run() {
    for (unsigned attempt = 1;; ++attempt) {
      auto answer = transfer(request_, progress_, left());
      if (answer) return std::move(*answer);
      if (!answer.error().can_pass) return give_up(answer.error(), {});
      if (attempt == request_.attempts) return give_up(answer.error(), tried(attempt));
      if (auto refused = wait_before_next(attempt, answer.error()); !refused.empty())
        return give_up(answer.error(), refused);
    }
  }

 private:
  using Clock = std::chrono::steady_clock;

  milliseconds left() const {
    const auto used = std::chrono::duration_cast<milliseconds>(Clock::now() - start_) + waited_;
    return request_.total_timeout - used;
  }

  // Why there is no next attempt; empty after having waited for it.
  std::string wait_before_next(unsigned attempt, const Failure& failure) {
    if (failure.retry_after > kLongestRetryAfter)
      return fmt::format("it asks to be left alone for {} seconds: try again after that", failure.retry_after.count());
    const milliseconds time = std::max<milliseconds>(backoff(attempt, random_), failure.retry_after);
    if (time >= left()) return tried(attempt) + ", and no time is left for more";
    const auto before = Clock::now();
    if (wait_)
      wait_(time);
    else
      std::this_thread::sleep_for(time);
    // A wait that only pretends has taken its time too; one that is real is not counted twice.
    const auto real = std::chrono::duration_cast<milliseconds>(Clock::now() - before);
    waited_ += std::max(milliseconds(0), time - real);
    return {};
  }

  static std::string tried(unsigned attempts) {
    return attempts == 1 ? "try again later" : fmt::format("tried {} times: try again later", attempts);
  }

  std::unexpected<Error> give_up(const Failure& failure, const std::string& more) const {
    return fail(failure.code, more.empty() ? failure.message : failure.message + "; " + more, {request_.url, 0, 0, {}});
  }

  const Request& request_;
  const OnProgress& progress_;
  const Wait& wait_;
  Clock::time_point start_ = Clock::now();
  milliseconds waited_{0};
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace

Result<Answer> fetch(const Request& request, const OnProgress& progress, const Wait& wait) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) return fail(ErrorCode::kIo, "libcurl does not start");
  // The place stays empty: the address may hold a password.
  if (const std::string_view fault = fault_of(request); !fault.empty())
    return fail(ErrorCode::kInvalidArgument, std::string(fault));
  return Attempts(request, progress, wait).run();
}

}  // namespace portolan::fetch
