// SPDX-License-Identifier: Apache-2.0
#include "net/http.h"

#include <algorithm>
#include <array>

namespace portolan::net {
namespace {

constexpr std::array<std::string_view, 8> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "?"};

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace

std::string_view to_string(Method method) noexcept { return kMethods[static_cast<std::size_t>(method)]; }

bool same_word(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace portolan::net
