// SPDX-License-Identifier: Apache-2.0
//
// Codes that an app on a telephone shows: RFC 6238 with what every app knows, SHA-1, 30 seconds and 6 digits.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/office.h"

namespace portolan::accounts {

inline constexpr std::chrono::seconds kTotpStep{30};
inline constexpr std::size_t kTotpDigits = 6;
inline constexpr std::size_t kTotpSecretBytes = 20;  // RFC 4226, section 4: as long as the hash

// The number of the step that a time lies in; 0 before 1970.
std::uint64_t totp_step(Time now) noexcept;

// The code of a step: RFC 4226, section 5.3.
std::string totp_code(std::string_view secret, std::uint64_t step);

// The step whose code it is: this one, the one before or the one after, and above `used`. Nothing if it is none of
// them.
std::optional<std::uint64_t> totp_fits(std::string_view secret, std::string_view code, Time now, std::uint64_t used);

// otpauth://totp/ISSUER:NAME?secret=...: what the app reads from a picture.
std::string totp_uri(std::string_view secret, std::string_view issuer, std::string_view name);

}  // namespace portolan::accounts
