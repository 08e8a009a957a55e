// SPDX-License-Identifier: Apache-2.0
//
// What a server counts. Each of its threads has counters of its own, so counting costs no waiting; reading adds them
// up.
//
// Thread-safety: one writer, any number of readers.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace portolan::net {

// Upper bounds of the latency buckets in microseconds; one more bucket has all that took longer.
inline constexpr std::array<std::uint32_t, 12> kLatencyBounds = {
    50, 100, 250, 500, 1'000, 2'500, 10'000, 50'000, 250'000, 500'000, 1'000'000, 5'000'000};

struct Totals {
  std::array<std::uint64_t, 6> responses = {};  // by the first digit of the status
  std::array<std::uint64_t, kLatencyBounds.size() + 1> latency = {};
  std::uint64_t latency_sum = 0;  // microseconds
  std::uint64_t bytes_sent = 0;
  std::uint64_t connections = 0;  // accepted
  std::uint64_t open = 0;         // now
  std::uint64_t timeouts = 0;     // closed because a client was too slow
  std::uint64_t refused = 0;      // over the limit of connections
  std::uint64_t bad_requests = 0;
  std::uint64_t slow = 0;  // answered by a thread that may wait
};

class Counters {
 public:
  using Counter = std::atomic<std::uint64_t>;
  static void add(Counter& counter, std::uint64_t by = 1) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  void count_response(unsigned status, std::uint64_t bytes, std::chrono::nanoseconds took) noexcept {
    add(responses[status / 100 % responses.size()]);
    add(bytes_sent, bytes);
    const auto micros = static_cast<std::uint64_t>(took.count() / 1000);
    std::size_t bucket = 0;
    while (bucket < kLatencyBounds.size() && micros > kLatencyBounds[bucket]) ++bucket;
    add(latency[bucket]);
    add(latency_sum, micros);
  }
  void add_to(Totals& totals) const noexcept {
    for (std::size_t i = 0; i < responses.size(); ++i)
      totals.responses[i] += responses[i].load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < latency.size(); ++i) totals.latency[i] += latency[i].load(std::memory_order_relaxed);
    totals.latency_sum += latency_sum.load(std::memory_order_relaxed);
    totals.bytes_sent += bytes_sent.load(std::memory_order_relaxed);
    totals.connections += connections.load(std::memory_order_relaxed);
    totals.open += connections.load(std::memory_order_relaxed) - closed.load(std::memory_order_relaxed);
    totals.timeouts += timeouts.load(std::memory_order_relaxed);
    totals.refused += refused.load(std::memory_order_relaxed);
    totals.bad_requests += bad_requests.load(std::memory_order_relaxed);
    totals.slow += slow.load(std::memory_order_relaxed);
  }

  std::array<Counter, 6> responses = {};
  std::array<Counter, kLatencyBounds.size() + 1> latency = {};
  Counter latency_sum = 0;
  Counter bytes_sent = 0;
  Counter connections = 0;
  Counter closed = 0;
  Counter timeouts = 0;
  Counter refused = 0;
  Counter bad_requests = 0;
  Counter slow = 0;
};

}  // namespace portolan::net
