// SPDX-License-Identifier: Apache-2.0
//
// Handing one mail to a server, by SMTP (RFC 5321) with libcurl: smtp:// with STARTTLS (RFC 3207), or smtps:// (RFC
// 8314). Certificates and names are always checked, TLS is 1.2 or later. No proxy is used.
//
// Thread-safety: hand_over() may run in several threads at once. It keeps nothing between calls.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "portolan/error.h"
#include "post/delivery.h"
#include "post/message.h"

namespace portolan::post {

enum class StartTls : std::uint8_t {
  kRequired,
  kOffered,  // if the server offers it; whoever sits between can take the offer away
  kNever,
};

struct MailServer {
  std::string url;                     // smtp://mail.example.org:587, smtps://mail.example.org
  std::string user = {};               // empty: without signing in
  std::string password = {};           // sent over TLS only
  Mailbox from;                        // also of the envelope: where mail that cannot be delivered comes back to
  StartTls tls = StartTls::kRequired;  // of smtp://
  std::string ca_file = {};            // PEM certificates to trust instead of the system's
};
// kInvalidArgument, with the field.
Result<void> check(const MailServer& server);

// `message` as compose() makes it. A server's 5xx to the address or to the text is kRefused (RFC 5321, section 4.2.1:
// not to be sent again as it is), any other trouble kLater, and kUnreachable if it never came to the address. The
// address does not appear in the problem, which is kept longer than accounts are.
Delivery hand_over(const MailServer& server, std::string_view to, std::string_view message,
                   std::chrono::milliseconds timeout);

}  // namespace portolan::post
