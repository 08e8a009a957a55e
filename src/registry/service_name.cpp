// SPDX-License-Identifier: Apache-2.0
#include "registry/service_name.h"

#include <algorithm>

namespace portolan::registry {
namespace {

bool is_letter(char c) noexcept { return fold_ascii(c) >= 'a' && fold_ascii(c) <= 'z'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_allowed(char c) noexcept { return is_letter(c) || is_digit(c) || c == '-'; }

}  // namespace

char fold_ascii(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string fold_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = fold_ascii(c);
  return out;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, [](char x, char y) { return fold_ascii(x) == fold_ascii(y); });
}

std::vector<std::string> name_violations(std::string_view name) {
  std::vector<std::string> found;
  if (name.empty()) found.emplace_back("a service name has at least 1 character");
  if (name.size() > kMaxServiceName) found.emplace_back("a service name has at most 15 characters");
  if (!std::ranges::all_of(name, is_allowed))
    found.emplace_back("a service name holds only ASCII letters, digits and hyphens");
  if (!std::ranges::any_of(name, is_letter)) found.emplace_back("a service name holds at least one letter");
  if (name.starts_with('-') || name.ends_with('-'))
    found.emplace_back("a service name neither begins nor ends with a hyphen");
  if (name.contains("--")) found.emplace_back("a service name has no two hyphens in a row");
  return found;
}

std::string ServiceName::folded() const { return fold_ascii(text_); }
bool ServiceName::well_formed() const noexcept {
  const std::string_view name = text_;
  return !name.empty() && name.size() <= kMaxServiceName && std::ranges::all_of(name, is_allowed) &&
         std::ranges::any_of(name, is_letter) && !name.starts_with('-') && !name.ends_with('-') && !name.contains("--");
}

}  // namespace portolan::registry
