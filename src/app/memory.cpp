// SPDX-License-Identifier: Apache-2.0
#include "app/memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace portolan::app {
namespace {

constexpr std::size_t kPage = std::size_t{2} << 20U;
// Document, expat's copy, records, and what is written of them.
constexpr std::size_t kTimesTheDocument = 5;
constexpr std::size_t kSmallest = std::size_t{1} << 20U;
constexpr std::size_t kMost = std::size_t{64} << 20U;

}  // namespace

void expect_document(std::size_t bytes) {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  static bool done = false;
  if (done || bytes < kSmallest) return;
  done = true;
  const std::size_t room = std::min(kMost, bytes * kTimesTheDocument) / kPage * kPage;
  ::mallopt(M_MMAP_THRESHOLD, static_cast<int>(kMost));
  ::mallopt(M_TRIM_THRESHOLD, static_cast<int>(kMost) * 2);
  ::mallopt(M_TOP_PAD, static_cast<int>(room + kPage));
  // The heap grows by an allocation that does not fit what it has.
  void* const grown = std::malloc(kSmallest);
  ::mallopt(M_TOP_PAD, static_cast<int>(kSmallest));
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0)) / kPage * kPage;
  if (grown != nullptr && end > room) ::madvise(reinterpret_cast<void*>(end - room), room, MADV_HUGEPAGE);
  std::free(grown);
#else
  static_cast<void>(bytes);
#endif
}

void give_memory_back() noexcept {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  ::malloc_trim(0);
#endif
}

}  // namespace portolan::app
