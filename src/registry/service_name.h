// SPDX-License-Identifier: Apache-2.0
//
// Service names (RFC 6335, section 5.1): how they are written, compared and judged.
//
// A registry holds names that break the syntax (`encrypted_admin`, `whois++`), and they must be kept as they are;
// so a ServiceName can hold any text, and well_formed() says whether a new name could be registered so.
//
// Thread-safety: values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portolan::registry {

inline constexpr std::size_t kMaxServiceName = 15;

class ServiceName {
 public:
  ServiceName() = default;
  explicit ServiceName(std::string_view text) : text_(text) {}

  bool empty() const noexcept { return text_.empty(); }
  // As registered; this is what is shown.
  const std::string& text() const noexcept { return text_; }
  // Lower case: what is compared.
  std::string folded() const;
  bool well_formed() const noexcept;

  // Equality of spelling, as a difference between two registries needs it; same_name() ignores case.
  bool operator==(const ServiceName&) const = default;

 private:
  std::string text_;
};

// ASCII lower case. Other bytes stay: no registered name has any.
char fold_ascii(char c) noexcept;
std::string fold_ascii(std::string_view text);

// Comparison ignores case (RFC 6335, section 5.1).
bool same_name(std::string_view a, std::string_view b) noexcept;

// Every rule of RFC 6335, section 5.1, that `name` breaks, in words; empty if it is well formed.
std::vector<std::string> name_violations(std::string_view name);

}  // namespace portolan::registry
