// SPDX-License-Identifier: Apache-2.0
#include "post/message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "formats/wrap.h"
#include "post/webhook.h"

namespace portolan::post {
namespace {

Draft draft() {
  return {.from = {"ports@example.org", "Ports of the harbour"},
          .to = {"ann@example.org", ""},
          .subject = "[harbour #7] approved",
          .body = "Hello Ann,\n\nit is done.\n",
          .message_id = "<portolan.harbour.17.2@ports.example.org>",
          .answers = "",
          .date = std::chrono::sys_seconds(std::chrono::seconds(1'728'000'000))};
}

std::vector<std::string> header_lines(const std::string& message) {
  std::vector<std::string> out;
  std::size_t at = 0;
  for (std::size_t end = message.find("\r\n"); end != at; end = message.find("\r\n", at)) {
    out.push_back(message.substr(at, end - at));
    at = end + 2;
  }
  return out;
}
// Their names, in order.
std::string header_names(const std::string& message) {
  std::string out;
  for (const std::string& line : header_lines(message))
    if (!line.starts_with(' ')) out += (out.empty() ? "" : " ") + line.substr(0, line.find(':'));
  return out;
}
constexpr std::string_view kUsual =
    "From To Subject Date Message-ID Auto-Submitted MIME-Version Content-Type Content-Transfer-Encoding";

TEST(Message, Literally) {
  Draft it = draft();
  it.answers = "<portolan.harbour.15.2@ports.example.org>";
  it.to.name = "Ann Onym";
  EXPECT_EQ(compose(it),
            "From: Ports of the harbour\r\n <ports@example.org>\r\n"
            "To: Ann Onym\r\n <ann@example.org>\r\n"
            "Subject: [harbour #7] approved\r\n"
            "Date: Fri, 04 Oct 2024 00:00:00 +0000\r\n"
            "Message-ID: <portolan.harbour.17.2@ports.example.org>\r\n"
            "In-Reply-To: <portolan.harbour.15.2@ports.example.org>\r\n"
            "References: <portolan.harbour.15.2@ports.example.org>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "Hello Ann,\r\n\r\nit is done.\r\n");
}

TEST(Message, WhatIsNoAsciiIsEncodedInHeaders) {
  EXPECT_EQ(encoded_words("Phare de Cordouan é", 0), "=?utf-8?B?UGhhcmUgZGUgQ29yZG91YW4gw6k=?=");
  Draft it = draft();
  it.subject.clear();
  for (int i = 0; i < 40; ++i) it.subject += "Leuchttürme ";
  const std::string message = compose(it);
  EXPECT_EQ(header_names(message), kUsual);
  for (const std::string& line : header_lines(message)) {
    EXPECT_LE(line.size(), 78U) << line;
    EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return c >= ' ' && c < 0x7F; })) << line;
  }
}

// RFC 2047, section 5: each word is of whole characters. A cut one is a text that is no UTF-8.
TEST(Message, NoCharacterIsCut) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    for (int i = 0; i < 30; ++i) text += "\U0001F6A2";
    const std::string words = encoded_words(text, 9);
    for (std::size_t at = words.find("?B?"); at != std::string::npos; at = words.find("?B?", at + 1)) {
      const std::size_t length = words.find("?=", at) - at - 3;
      // Three bytes are four characters: behind `shift` letters a whole number of ships is left in each word.
      const std::size_t pads = static_cast<std::size_t>(std::ranges::count(words.substr(at + 3, length), '='));
      const std::size_t bytes = length / 4 * 3 - pads;
      EXPECT_EQ((bytes - (words.find("?B?") == at ? shift : 0)) % 4, 0U) << words;
    }
  }
}

TEST(Message, NobodyWritesAHeaderThroughAText) {
  const std::vector<std::string> attempts = {"x\r\nBcc: eve@example.org",
                                             "x\nBcc: eve@example.org",
                                             "x\rBcc: eve@example.org",
                                             "x\r\n\r\nbody",
                                             "x\u2028Bcc: eve@x",
                                             std::string("x\0\r\nBcc: e@x", 12),
                                             "=?utf-8?B?DQpCY2M6IGVAeA==?=",
                                             "x\x85"
                                             "Bcc: e@x",
                                             std::string(3000, 'x') + "\r\nBcc: eve@example.org"};
  for (const std::string& attempt : attempts) {
    Draft it = draft();
    it.subject = it.to.name = it.from.name = attempt;
    it.body = attempt + "\n.\r\nQUIT\r\n";
    const std::string message = compose(it);
    EXPECT_EQ(header_names(message), kUsual) << attempt;
    // Nor does one hide in an encoded word.
    it.subject = it.to.name = it.from.name = formats::printable_line(attempt);
    EXPECT_EQ(compose(it), message) << attempt;
    for (std::size_t at = message.find_first_of("\r\n"); at != std::string::npos;
         at = message.find_first_of("\r\n", at + 2))
      EXPECT_EQ(message.substr(at, 2), "\r\n");
    EXPECT_FALSE(message.contains("\r\n.\r\n"));
  }
}

TEST(Message, AddressesAreThoseThatSmtpTakes) {
  for (const std::string_view good : {"ann@example.org", "a.b+c@x-y.example", "o'neil@localhost", "#7@a"})
    EXPECT_TRUE(is_sendable(good)) << good;
  for (const std::string_view bad :
       {"", "@", "ann", "ann@", "@example.org", "ann@@example.org", "a b@example.org", "ann@exa_mple",
        "a,b@example.org", "<ann@example.org>", "ann@example.org> NOTIFY=NEVER", "ann\r\nDATA@example.org",
        "\"a b\"@example.org", "a..b@example.org", "ännchen@example.org", "ann@[192.0.2.1]", "ann@example.org\r\n"})
    EXPECT_FALSE(is_sendable(bad)) << bad;
  EXPECT_FALSE(is_sendable(std::string(250, 'a') + "@a.org"));
}

TEST(Message, QuotedPrintableIsThatOfRfc2045) {
  EXPECT_EQ(quoted_printable("a=b \nGr\xC3\xBC\xC3\x9F"
                             "e\n"),
            "a=3Db=20\r\nGr=C3=BC=C3=9Fe\r\n");
  EXPECT_EQ(quoted_printable(".\n.x\nFrom here\n"), "=2E\r\n=2Ex\r\n=46rom here\r\n");
  const std::string lines = quoted_printable(std::string(200, 'x'));
  EXPECT_EQ(lines, std::string(75, 'x') + "=\r\n" + std::string(75, 'x') + "=\r\n" + std::string(50, 'x'));
}

TEST(Message, TokensAreOnePerText) {
  EXPECT_EQ(as_token("harbour-2"), "harbour-2");
  EXPECT_EQ(as_token("a b/\xC3\xBC"), "a=20b=2F=C3=BC");
  EXPECT_NE(as_token("a=20"), as_token("a "));
}

// By Python's hmac.new(b"key", b"1700000000.{}", "sha256").
TEST(Webhook, TheSignatureIsAnHmacOfTimeAndBody) {
  EXPECT_EQ(signature("key", "{}", Time(std::chrono::seconds(1'700'000'000))),
            "t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
}

}  // namespace
}  // namespace portolan::post
