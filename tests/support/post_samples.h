// SPDX-License-Identifier: Apache-2.0
//
// What couriers of tests work with.
#pragma once

#include <string>
#include <string_view>

#include "accounts/secrets.h"
#include "post/courier.h"

namespace portolan::testing {

inline constexpr std::string_view kHarbour = "harbour";
// As post_receivers.py has it.
inline constexpr std::string_view kHookSecret = "a secret of the harbour";
// As AccountsTest has it.
inline constexpr accounts::Keys::Key kPostKey{std::byte{7}};

inline post::Settings post_settings(const std::string& mail_url) {
  post::MailServer server{.url = mail_url, .from = {"ports@example.org", "Ports of the harbour"}};
  server.tls = post::StartTls::kNever;
  return {.mail = server, .public_url = "https://ports.example.org/"};
}

}  // namespace portolan::testing
