// SPDX-License-Identifier: Apache-2.0
//
// A mail as it travels (RFC 5322, RFC 2045): plain text in UTF-8, quoted-printable, with headers of ASCII (RFC 2047)
// since no server has to know RFC 6532.
//
// Whatever a text holds, it stays in its header or in the body: line breaks and control characters of headers become
// blanks or U+FFFD before anything is written.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace portolan::post {

struct Mailbox {
  std::string address;  // REQUIRES: is_sendable()
  std::string name;     // any text; may be empty
};

struct Draft {
  Mailbox from;
  Mailbox to;
  std::string subject;
  std::string body;        // lines end in \n
  std::string message_id;  // "<...@...>"; both of ASCII without blanks
  std::string answers;     // the Message-ID that it follows; empty: it begins a thread
  std::chrono::sys_seconds date;
};
// With CRLF at the ends of lines, none longer than 78 characters but for addresses.
std::string compose(const Draft& draft);

// An address that SMTP takes as it is: a dot-atom, @ and a domain, of ASCII (RFC 5321, section 4.1.2; no quoted
// strings, no RFC 6531), 254 bytes at most.
bool is_sendable(std::string_view address) noexcept;

// Letters, digits and hyphens stay; other bytes are written as "=2F". Of two texts two are made.
std::string as_token(std::string_view text);

// For tests and for who writes other headers.
std::string encoded_words(std::string_view text, std::size_t column);
std::string quoted_printable(std::string_view text);

}  // namespace portolan::post
