// SPDX-License-Identifier: Apache-2.0
#include "accounts/particulars.h"

#include <utf8proc.h>

#include <algorithm>

#include "accounts/people.h"

namespace portolan::accounts {
namespace {

constexpr bool is_name_end(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
constexpr bool is_name_part(char c) noexcept { return is_name_end(c) || c == '.' || c == '_' || c == '-'; }
constexpr bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_name(std::string_view name) noexcept {
  return name.size() >= 2 && name.size() <= 32 && std::ranges::all_of(name, is_name_part) &&
         is_name_end(name.front()) && is_name_end(name.back());
}

bool is_mail(std::string_view mail) noexcept {
  const std::size_t at = mail.find('@');
  return mail.size() <= 254 && at != mail.npos && at == mail.rfind('@') && at > 0 && at + 1 < mail.size() &&
         mail.find(' ') == mail.npos && is_one_line(mail);
}

std::unexpected<Error> refused(std::string message, std::string field) {
  return fail(ErrorCode::kInvalidValue, std::move(message), Place{{}, 0, 0, std::move(field)});
}

}  // namespace

std::string mail_key(std::string_view mail) {
  std::string out(mail);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::optional<std::size_t> characters_of(std::string_view text) noexcept {
  std::size_t count = 0;
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (size < 1) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(size));
    ++count;
  }
  return count;
}

bool is_one_line(std::string_view text) noexcept {
  return std::ranges::none_of(text, is_control) && characters_of(text).has_value();
}

std::string kept_of(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most))
    if (c >= 0x20 && c < 0x7F) out.push_back(c);
  return out;
}

Result<void> check_particulars(const Particulars& given) {
  if (!is_name(given.name))
    return refused(
        "a name has 2 to 32 characters of a-z, 0-9, '.', '_' and '-', and begins and ends in a letter or digit",
        "name");
  const auto size = characters_of(given.shown);
  if (!size || *size == 0 || *size > 100 || !is_one_line(given.shown))
    return refused("a name to be shown has 1 to 100 characters on one line", "shown");
  if (!given.mail.empty() && !is_mail(given.mail))
    return refused("this is no mail address: one '@' with something before and behind it, no spaces", "mail");
  return {};
}

}  // namespace portolan::accounts
