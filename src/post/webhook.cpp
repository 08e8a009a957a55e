// SPDX-License-Identifier: Apache-2.0
#include "post/webhook.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "formats/wrap.h"
#include "post/easy.h"

namespace portolan::post {
namespace {

// Of an answer; nobody reads it.
constexpr std::size_t kMostAnswer = std::size_t{64} * 1024;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

struct Answer {
  std::size_t bytes = 0;
};

std::size_t on_answer(char* /*data*/, std::size_t size, std::size_t count, void* self) noexcept {
  auto& answer = *static_cast<Answer*>(self);
  answer.bytes += size * count;
  return answer.bytes > kMostAnswer ? 0 : size * count;
}

bool set_headers(Easy& easy, Lines& lines, const Call& call) {
  // Without the last libcurl would ask whether a longer body is welcome, and wait.
  return lines.add("Content-Type: application/json") && lines.add("Portolan-Event: " + call.event) &&
         lines.add("Portolan-Delivery: " + call.delivery) && lines.add("Portolan-Signature: " + call.signature) &&
         lines.add("Expect:") && easy.set(CURLOPT_HTTPHEADER, lines.get()) && easy.set(CURLOPT_USERAGENT, "portolan");
}

bool set_up(Easy& easy, Lines& lines, Answer& answer, const Call& call, std::chrono::milliseconds timeout) {
  return easy.usable() && easy.set(CURLOPT_URL, call.url.c_str()) && easy.set(CURLOPT_PROTOCOLS_STR, "http,https") &&
         easy.set(CURLOPT_FOLLOWLOCATION, 0L) &&
         easy.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) && set_security(easy, call.ca_file) &&
         set_timeouts(easy, timeout) && set_headers(easy, lines, call) &&
         easy.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size())) &&
         easy.set(CURLOPT_POSTFIELDS, call.body.data()) && easy.set(CURLOPT_WRITEFUNCTION, on_answer) &&
         easy.set(CURLOPT_HEADERFUNCTION, on_answer) && easy.set(CURLOPT_WRITEDATA, static_cast<void*>(&answer)) &&
         easy.set(CURLOPT_HEADERDATA, static_cast<void*>(&answer));
}

Delivery of_status(long status) {
  constexpr std::array<long, 4> kForGood = {400, 410, 413, 422};
  if (status / 100 == 2) return {Fate::kTaken, {}};
  const bool for_good = std::ranges::find(kForGood, status) != kForGood.end();
  return {for_good ? Fate::kRefused : Fate::kLater,
          fmt::format("the program answers with status {}{}", status,
                      status / 100 == 3 ? "; redirects are not followed" : "")};
}

}  // namespace

std::string signature(std::string_view secret, std::string_view body, Time now) {
  const std::string time = fmt::format("{}", now.time_since_epoch().count());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> out;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, raw(secret), secret.size());
  crypto_auth_hmacsha256_update(&state, raw(time), time.size());
  crypto_auth_hmacsha256_update(&state, raw("."), 1);
  crypto_auth_hmacsha256_update(&state, raw(body), body.size());
  crypto_auth_hmacsha256_final(&state, out.data());
  std::string text = fmt::format("t={},v1=", time);
  for (const unsigned char byte : out) text += fmt::format("{:02x}", byte);
  return text;
}

Delivery call(const Call& call, std::chrono::milliseconds timeout) {
  Lines lines;
  Answer answer;
  Easy easy;
  if (!set_up(easy, lines, answer, call, timeout)) return {Fate::kLater, "libcurl cannot be set up for a call"};
  const CURLcode result = easy.perform();
  // A program that says yes, and then too much, has said yes. A status below 200 is no answer yet.
  const bool too_much = result == CURLE_WRITE_ERROR && answer.bytes > kMostAnswer && easy.status() >= 200;
  if (result == CURLE_OK || too_much) return of_status(easy.status());
  return {Fate::kLater, formats::printable_line(easy.error(result))};
}

}  // namespace portolan::post
