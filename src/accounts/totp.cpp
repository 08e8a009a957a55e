// SPDX-License-Identifier: Apache-2.0
#include "accounts/totp.h"

#include <fmt/format.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

#include "accounts/secrets.h"

namespace portolan::accounts {
namespace {

using Mac = std::array<unsigned char, 20>;

Mac hmac_sha1(std::string_view key, std::uint64_t counter) {
  std::array<unsigned char, 8> message;
  for (std::size_t i = 0; i < message.size(); ++i)
    message[i] = static_cast<unsigned char>(counter >> (8 * (message.size() - 1 - i)));
  Mac out{};
  unsigned size = 0;
  HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), out.data(), &size);
  return out;
}

std::string for_uri(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").contains(c);
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::uint64_t totp_step(Time now) noexcept {
  return now < Time() ? 0 : static_cast<std::uint64_t>(now.time_since_epoch() / kTotpStep);
}

std::string totp_code(std::string_view secret, std::uint64_t step) {
  const Mac mac = hmac_sha1(secret, step);
  const std::size_t at = mac.back() & 0x0FU;
  std::uint32_t number = mac[at] & 0x7FU;
  for (std::size_t i = 1; i < 4; ++i) number = number << 8U | mac[at + i];
  return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::uint64_t> totp_fits(std::string_view secret, std::string_view code, Time now, std::uint64_t used) {
  std::optional<std::uint64_t> found;
  const std::uint64_t middle = totp_step(now);
  for (std::uint64_t step = middle == 0 ? 0 : middle - 1; step <= middle + 1; ++step) {
    const std::string right = totp_code(secret, step);
    const bool fits = code.size() == right.size() && sodium_memcmp(code.data(), right.data(), right.size()) == 0;
    if (fits && step > used && !found) found = step;
  }
  return found;
}

std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view name) {
  return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits={3}&period={4}",
                     for_uri(issuer), for_uri(name), to_base32(secret), kTotpDigits, kTotpStep.count());
}

}  // namespace portolan::accounts
