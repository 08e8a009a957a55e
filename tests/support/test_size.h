// SPDX-License-Identifier: Apache-2.0
//
// How much a long test does: a part of it on every run, less under sanitizers, and all of it with PORTOLAN_LONG set.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace portolan::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

inline bool is_long_run() {
  const char* set = std::getenv("PORTOLAN_LONG");
  return set != nullptr && std::string_view(set) != "0" && !std::string_view(set).empty();
}

struct TestSize {
  std::uint64_t sanitized;
  std::uint64_t usual;
  std::uint64_t full;
};
inline std::uint64_t size_of_test(const TestSize& size) {
  if (is_long_run()) return size.full;
  return kSanitized ? size.sanitized : size.usual;
}

// Seconds since it was made, for what a test prints of itself.
class Watch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace portolan::testing
