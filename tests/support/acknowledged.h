// SPDX-License-Identifier: Apache-2.0
//
// What those who append were told, and the check of it. Every append has a reason of its own, which all its events
// bear. The check knows nothing of how a ledger works: it sees answers, and the reasons of the events in their order.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace portolan::testing {

struct Told {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::string reason;
};

class Acknowledged {
 public:
  // A line of ledger_worker; false if it is none of those that are meant here.
  bool note(const std::string& line) {
    std::istringstream words(line);
    std::string word;
    Told one;
    words >> word;
    if (word == "appended") {
      words >> one.first >> one.count >> one.reason;
      told_.push_back(one);
    } else if (word == "there") {
      words >> one.count >> one.reason;
      found_.push_back(one);
    } else if (word == "unsure") {
      ++unsure_;
    } else {
      return false;
    }
    return true;
  }

  const std::vector<Told>& told() const { return told_; }
  // In doubt at first, and then found to be there; their positions are not known.
  const std::vector<Told>& found() const { return found_; }
  std::uint64_t unsure() const { return unsure_; }

 private:
  std::vector<Told> told_;
  std::vector<Told> found_;
  std::uint64_t unsure_ = 0;
};

struct AppendProblems {
  std::uint64_t lost = 0;    // acknowledged, and not there, or not where it was said to be
  std::uint64_t twice = 0;   // there more than once
  std::uint64_t halves = 0;  // there with more or fewer events
  bool operator==(const AppendProblems&) const = default;
};
inline std::string to_string(const AppendProblems& problems) {
  return fmt::format("{} lost, {} twice, {} halves", problems.lost, problems.twice, problems.halves);
}

// What is there, by reason.
struct Run {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};
using Runs = std::map<std::string, std::vector<Run>>;
inline Runs runs_of(const std::vector<std::string>& reasons) {
  Runs out;
  for (std::uint64_t i = 0; i < reasons.size(); ++i) {
    auto& runs = out[reasons[i]];
    if (i == 0 || reasons[i] != reasons[i - 1]) runs.push_back({i, 0});
    ++runs.back().count;
  }
  return out;
}

inline AppendProblems check_appends(const Acknowledged& known, const Runs& there) {
  AppendProblems out;
  for (const auto& [reason, runs] : there) out.twice += runs.size() - 1;
  for (const Told& one : known.told()) {
    const auto at = there.find(one.reason);
    const bool lost = at == there.end() || at->second.front().first != one.first;
    out.lost += lost ? 1 : 0;
    out.halves += !lost && at->second.front().count != one.count ? 1 : 0;
  }
  for (const Told& one : known.found()) {
    const auto at = there.find(one.reason);
    out.lost += at == there.end() ? 1 : 0;
    out.halves += at != there.end() && at->second.front().count != one.count ? 1 : 0;
  }
  return out;
}

// How many appends are there that nobody was told of: of those who did not live to hear it, one each.
inline std::uint64_t count_untold(const Acknowledged& known, const Runs& there) {
  std::set<std::string> reasons;
  for (const Told& one : known.told()) reasons.insert(one.reason);
  for (const Told& one : known.found()) reasons.insert(one.reason);
  std::uint64_t out = 0;
  for (const auto& [reason, runs] : there) out += reasons.contains(reason) ? 0 : 1;
  return out;
}

}  // namespace portolan::testing
