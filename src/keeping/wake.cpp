// SPDX-License-Identifier: Apache-2.0
#include "keeping/wake.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace portolan::keeping {

Wake::Wake() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
Wake::~Wake() { ::close(descriptor_); }

void Wake::up() { static_cast<void>(::eventfd_write(descriptor_, 1)); }

void Wake::reset() {
  std::uint64_t ignored = 0;
  static_cast<void>(::eventfd_read(descriptor_, &ignored));
}

bool Wake::wait(std::chrono::milliseconds time) const {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + time;
  pollfd wanted{descriptor_, POLLIN, 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    const int found = ::poll(&wanted, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
    if (found > 0) return false;
    if (found == 0 && Clock::now() >= end) return true;
    if (found < 0 && errno != EINTR) return true;
  }
}

}  // namespace portolan::keeping
