// SPDX-License-Identifier: Apache-2.0
#include "fetch/transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "fetch/body.h"
#include "fetch/handle.h"

namespace portolan::fetch {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kHeaderBytes = std::uint64_t{256} * 1024;
// How often limits and `progress` are looked at while nothing arrives.
constexpr milliseconds kTick{100};
// How long a server that said how long its document is may take to close behind it.
constexpr milliseconds kGrace{500};
// Validators that are longer could make the next request too long for the server.
constexpr std::size_t kValidatorBytes = 4096;

bool is_blank(std::string_view line) { return line.find_first_not_of("\r\n") == std::string_view::npos; }

// As curl reads it; http_proxy counts for plain HTTP only.
bool proxy_is_set() {
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

class Transfer {
 public:
  Transfer(const Request& request, const OnProgress& progress, milliseconds time)
      : request_(request), progress_(progress), deadline_(Clock::now() + time), body_(request.max_bytes) {}

  std::expected<Answer, Failure> run() {
    if (!handle_.set_up(request_, {.header = on_header, .body = on_body, .connected = on_connected, .self = this}))
      stop("libcurl cannot be set up for a download");
    while (!result_ && !failure_ && !is_whole_before_close()) step();
    return outcome();
  }

 private:
  void step() {
    int running = 0;
    if (curl_multi_perform(handle_.multi(), &running) != CURLM_OK) stop("libcurl failed");
    int left = 0;
    if (const CURLMsg* message = curl_multi_info_read(handle_.multi(), &left)) result_ = message->data.result;
    if (failure_) return;
    if (progress_ && !progress_({body_.received(), body_.expected()})) stop("stopped before the end; nothing was kept");
    if (result_ || failure_) return;
    check_time();
    if (!failure_) curl_multi_poll(handle_.multi(), nullptr, 0, static_cast<int>(kTick.count()), nullptr);
  }

  void check_time() {
    const auto now = Clock::now();
    // A server that sends just enough not to stall ends here. No other attempt: there is no time left for it.
    if (now >= deadline_)
      failure_ = {kTryAgainLater,
                  fmt::format("the document did not come within {} seconds: try again later, or allow more time",
                              seconds(request_.total_timeout)),
                  false,
                  {}};
    else if (connected_ && now - activity_ > request_.stall_timeout)
      failure_ = {kTryAgainLater,
                  fmt::format("nothing came from {} for {} seconds", handle_.host(), seconds(request_.stall_timeout)),
                  true,
                  {}};
  }

  static double seconds(milliseconds time) { return static_cast<double>(time.count()) / 1000; }

  void stop(std::string message) { failure_ = {ErrorCode::kIo, std::move(message), false, {}}; }

  // Of a server that does not close as asked.
  bool is_whole_before_close() const { return body_.reached_length() && Clock::now() - activity_ > kGrace; }

  // What libcurl calls; noexcept, because nothing may be thrown through C. Anything but the size ends the transfer.
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept {
    return static_cast<Transfer*>(self)->take_header({data, size * count}) ? size * count : 0;
  }
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
    return static_cast<Transfer*>(self)->take_body({data, size * count}) ? size * count : 0;
  }
  static int on_connected(void* self, char*, char*, int, int) noexcept {
    auto& transfer = *static_cast<Transfer*>(self);
    transfer.connected_ = true;
    transfer.activity_ = Clock::now();
    return CURL_PREREQFUNC_OK;
  }

  bool take_header(std::string_view line) {
    activity_ = Clock::now();
    header_bytes_ += line.size();
    header_whole_ = is_blank(line);
    if (header_bytes_ > kHeaderBytes)
      failure_ = header_too_large();
    else if (header_whole_ && !begun_)
      end_header();
    return !failure_;
  }

  // Of any answer, also of one that says "continue" or redirects.
  void end_header() {
    if (handle_.status() >= 400) failure_ = failure_of_status(handle_.status(), handle_.retry_after());
    if (handle_.status() != 200) return;
    begun_ = true;
    const auto length = handle_.header("Content-Length");
    BodyHead head{.length = length.value,
                  .lengths_differ = false,
                  .transfer_encoding = handle_.header("Transfer-Encoding").value,
                  .content_encoding = handle_.header("Content-Encoding").value};
    for (std::size_t i = 1; i < length.amount; ++i)
      head.lengths_differ |= handle_.header("Content-Length", i).value != length.value;
    failure_ = body_.begin(head);
  }

  bool take_body(std::string_view piece) {
    activity_ = Clock::now();
    failure_ = begun_ ? body_.take(piece) : failure_of_status(handle_.status(), {});
    return !failure_;
  }

  std::expected<Answer, Failure> outcome() {
    if (failure_) return std::unexpected(std::move(*failure_));
    const bool ended = result_ == CURLE_OK;
    if (ended && !begun_) return without_body();
    // What breaks after the announced length is no concern: the document is here.
    if (!ended && !body_.reached_length()) return std::unexpected(curl_failure());
    if (auto failure = body_.end(ended)) return std::unexpected(std::move(*failure));
    Answer answer = described();
    answer.bytes = body_.release();
    return answer;
  }

  std::expected<Answer, Failure> without_body() const {
    // libcurl takes a header that was cut for a whole one.
    if (!header_whole_) return std::unexpected(failure_of_curl(seen(CURLE_GOT_NOTHING)));
    const bool asked = !request_.etag.empty() || !request_.last_modified.empty();
    if (handle_.status() != 304 || !asked) return std::unexpected(failure_of_status(handle_.status(), {}));
    Answer answer = described();
    answer.not_modified = true;
    // What the server does not repeat still holds (RFC 9110, section 15.4.5).
    if (answer.etag.empty()) answer.etag = request_.etag;
    if (answer.last_modified.empty()) answer.last_modified = request_.last_modified;
    return answer;
  }

  Answer described() const {
    return {.not_modified = false,
            .bytes = {},
            .etag = validator("ETag"),
            .last_modified = validator("Last-Modified"),
            .content_type = handle_.header("Content-Type").value,
            .final_url = handle_.text(CURLINFO_EFFECTIVE_URL)};
  }

  std::string validator(const char* name) const {
    std::string text = handle_.header(name).value;
    return text.size() > kValidatorBytes || has_control(text) ? std::string() : text;
  }

  Failure curl_failure() const {
    // Before libcurl 8 this is what it says of one header line above 100 KiB.
    if (result_ == CURLE_OUT_OF_MEMORY && connected_) return header_too_large();
    return failure_of_curl(seen(*result_));
  }

  CurlFailure seen(CURLcode code) const {
    return {.code = code,
            .detail = handle_.error(),
            .host = handle_.host(),
            .ca_file = request_.ca_file,
            .proxy_is_set = proxy_is_set(),
            .connected = connected_,
            .redirected = handle_.status() / 100 == 3,
            .verify_result = handle_.number(CURLINFO_SSL_VERIFYRESULT)};
  }

  static Failure header_too_large() {
    return {ErrorCode::kLimit, "the header of the answer is too large: check the address", false, {}};
  }

  const Request& request_;
  const OnProgress& progress_;
  Clock::time_point deadline_;
  Clock::time_point activity_ = Clock::now();
  bool connected_ = false;  // the request is on its way
  bool header_whole_ = false;
  bool begun_ = false;  // the header of the document is here
  std::uint64_t header_bytes_ = 0;
  std::optional<CURLcode> result_;
  std::optional<Failure> failure_;
  Body body_;
  Handle handle_;  // last, so that it stops calling before the rest is gone
};

}  // namespace

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::expected<Answer, Failure> transfer(const Request& request, const OnProgress& progress, milliseconds time) {
  return Transfer(request, progress, time).run();
}

}  // namespace portolan::fetch
