// SPDX-License-Identifier: Apache-2.0
//
// Benchmarks as pairs: ours and a rival take turns in one run, so that a machine that is slow today is slow for both.
// What is printed is the median of the ratios of neighbouring rounds, and the times only beside it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

namespace portolan::bench {

// Keeps the compiler from leaving out what is measured.
template <class T>
inline void keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

inline double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? 0 : values[values.size() / 2];
}

inline double percentile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values.empty() ? 0
                        : values[std::min(values.size() - 1,
                                          static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

// One line of the table. `limit` is what the ratio must not exceed (ours over rival), or, if at_least, must reach
// (rival over ours).
struct Row {
  std::string what;
  std::string rival;
  double ours_ns = 0;
  double rival_ns = 0;
  double ratio = 0;
  double limit = 0;
  bool at_least = false;

  bool holds() const { return limit == 0 || (at_least ? ratio >= limit : ratio <= limit); }
};

class Table {
 public:
  // Rounds of both, in turn; `items` is how many operations one call of either does.
  void pair(Row row, double items, double rival_items, const std::function<void()>& ours,
            const std::function<void()>& rival, int rounds = 9) {
    ours();
    rival();
    std::vector<double> ours_times;
    std::vector<double> rival_times;
    std::vector<double> ratios;
    for (int i = 0; i < rounds; ++i) {
      ours_times.push_back(seconds(ours) / items);
      rival_times.push_back(seconds(rival) / rival_items);
      ratios.push_back(row.at_least ? rival_times.back() / ours_times.back() : ours_times.back() / rival_times.back());
    }
    row.ours_ns = median(ours_times) * 1e9;
    row.rival_ns = median(rival_times) * 1e9;
    row.ratio = median(ratios);
    add(std::move(row));
  }

  void add(Row row) {
    std::printf("| %s | %s | %s | %s | %.*f %s | %s | %s |\n", row.what.c_str(), time(row.ours_ns).c_str(),
                row.rival.c_str(), time(row.rival_ns).c_str(), row.ratio < 100 ? 2 : 0, row.ratio,
                row.at_least ? "times faster" : "times its time", limit(row).c_str(), row.holds() ? "yes" : "NO");
    std::fflush(stdout);
    failed_ |= !row.holds();
  }

  static void head() {
    std::printf("| what | portolan | rival | its time | ratio | limit | holds |\n|---|---|---|---|---|---|---|\n");
  }
  bool failed() const { return failed_; }

 private:
  static std::string time(double ns) {
    char text[32];
    if (ns < 1e3)
      std::snprintf(text, sizeof text, "%.1f ns", ns);
    else if (ns < 1e6)
      std::snprintf(text, sizeof text, "%.1f us", ns / 1e3);
    else
      std::snprintf(text, sizeof text, "%.1f ms", ns / 1e6);
    return text;
  }
  static std::string limit(const Row& row) {
    if (row.limit == 0) return "";
    char text[32];
    std::snprintf(text, sizeof text, "%s %g", row.at_least ? "at least" : "at most", row.limit);
    return text;
  }

  bool failed_ = false;
};

}  // namespace portolan::bench
