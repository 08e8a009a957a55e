// SPDX-License-Identifier: Apache-2.0
//
// Ends the waiting of another thread, for good.
//
// Thread-safety: any thread.
#pragma once

#include <chrono>

namespace portolan::keeping {

class Wake {
 public:
  Wake();
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  // From now on nobody waits.
  void up();
  // As before up().
  void reset();
  // Until the time is over, or up() is called: then false.
  bool wait(std::chrono::milliseconds time) const;
  bool is_up() const { return !wait(std::chrono::milliseconds(0)); }
  // There is something to read from it once up() was called.
  int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace portolan::keeping
