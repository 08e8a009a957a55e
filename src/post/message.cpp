// SPDX-License-Identifier: Apache-2.0
#include "post/message.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "formats/wrap.h"

namespace portolan::post {
namespace {

constexpr std::size_t kWidth = 76;
constexpr std::size_t kMostAddress = 254;
constexpr std::string_view kAtomMarks = "!#$%&'*+-/=?^_`{|}~";

bool is_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_dot_atom(std::string_view text, std::string_view marks) noexcept {
  if (text.empty() || text.starts_with('.') || text.ends_with('.') || text.contains("..")) return false;
  return std::ranges::all_of(text, [&](char c) { return c == '.' || is_letter_or_digit(c) || marks.contains(c); });
}

bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; }) && !text.contains("=?") &&
         !text.starts_with(' ') && !text.ends_with(' ');
}

std::string base64(std::string_view bytes) {
  std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the NUL
  return out;
}

// So many bytes at most, and no character cut (RFC 2047, section 5).
std::string_view whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

void header(std::string& out, std::string_view name, std::string_view value) {
  out += fmt::format("{}: {}\r\n", name, value);
}

// A text without structure.
void text_header(std::string& out, std::string_view name, std::string_view text) {
  const std::string line = formats::printable_line(text);
  const std::size_t column = name.size() + 2;
  header(out, name, is_plain_ascii(line) && column + line.size() <= kWidth ? line : encoded_words(line, column));
}

void mailbox_header(std::string& out, std::string_view name, const Mailbox& mailbox) {
  const std::string shown = formats::printable_line(mailbox.name);
  if (shown.empty()) return header(out, name, mailbox.address);
  // A name of letters and blanks needs no quotes.
  const bool plain = is_plain_ascii(shown) && shown.size() < 40 &&
                     std::ranges::all_of(shown, [](char c) { return c == ' ' || is_letter_or_digit(c); });
  header(out, name, fmt::format("{}\r\n <{}>", plain ? shown : encoded_words(shown, name.size() + 2), mailbox.address));
}

}  // namespace

bool is_sendable(std::string_view address) noexcept {
  const std::size_t at = address.rfind('@');
  return address.size() <= kMostAddress && at != std::string_view::npos &&
         is_dot_atom(address.substr(0, at), kAtomMarks) && is_dot_atom(address.substr(at + 1), "-");
}

std::string as_token(std::string_view text) {
  std::string out;
  for (const char c : text)
    out +=
        is_letter_or_digit(c) || c == '-' ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string encoded_words(std::string_view text, std::size_t column) {
  constexpr std::string_view kBegin = "=?utf-8?B?";
  constexpr std::size_t kAround = kBegin.size() + 2;
  std::string out;
  while (!text.empty()) {
    const std::size_t room = kWidth > column + kAround + 8 ? (kWidth - column - kAround) / 4 * 3 : 6;
    const std::string_view piece = whole_characters(text, room);
    out += fmt::format("{}{}{}?=", out.empty() ? "" : "\r\n ", kBegin, base64(piece));
    text.remove_prefix(piece.size());
    column = 1;
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool last = i + 1 == text.size() || text[i + 1] == '\n';
    // What stands for itself: but for a blank at the end of a line, and what a server might take for a command or a
    // mailbox for a border.
    const bool plain = (c > ' ' && c < 0x7F && c != '=' && !(c == '.' && column == 0) && !(c == 'F' && column == 0)) ||
                       (c == ' ' && !last);
    const std::string piece = plain ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
    if (column + piece.size() > kWidth - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  }
  return out;
}

std::string compose(const Draft& draft) {
  std::string out;
  mailbox_header(out, "From", draft.from);
  mailbox_header(out, "To", draft.to);
  text_header(out, "Subject", draft.subject);
  header(out, "Date",
         fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(draft.date.time_since_epoch().count())));
  header(out, "Message-ID", draft.message_id);
  if (!draft.answers.empty()) {
    header(out, "In-Reply-To", draft.answers);
    header(out, "References", draft.answers);
  }
  // RFC 3834, section 5: nobody's holiday answers it.
  header(out, "Auto-Submitted", "auto-generated");
  header(out, "MIME-Version", "1.0");
  header(out, "Content-Type", "text/plain; charset=utf-8");
  header(out, "Content-Transfer-Encoding", "quoted-printable");
  out += "\r\n";
  out += quoted_printable(formats::printable(draft.body));
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

}  // namespace portolan::post
