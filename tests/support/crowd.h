// SPDX-License-Identifier: Apache-2.0
//
// Several programs that a test starts, and listens to at once.
#pragma once

#include <poll.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "child_process.h"

namespace portolan::testing {

class Crowd {
 public:
  void add(std::vector<std::string> words) {
    children_.push_back(std::make_unique<ChildProcess>(std::move(words)));
    waiting_.push_back({children_.back()->descriptor(), POLLIN, 0});
  }

  // Calls `each` with every line that one of them says until it returns false: true. False when all have ended.
  bool listen(const std::function<bool(const std::string& line)>& each) {
    while (std::ranges::any_of(waiting_, [](const pollfd& one) { return one.fd >= 0; })) {
      const bool more = std::ranges::any_of(children_, [](const auto& child) { return child->has_line(); });
      ::poll(waiting_.data(), waiting_.size(), more ? 0 : -1);
      for (std::size_t i = 0; i < children_.size(); ++i) {
        if (!children_[i]->has_line() && (waiting_[i].revents & (POLLIN | POLLHUP)) == 0) continue;
        waiting_[i].revents = 0;
        const auto line = children_[i]->line();
        if (!line)
          waiting_[i].fd = -1;
        else if (!each(*line))
          return true;
      }
    }
    return false;
  }

  // As kill -9 does.
  void kill() const {
    for (const auto& child : children_) child->kill();
  }
  // Their statuses as waitpid has them.
  std::vector<int> wait() {
    std::vector<int> out;
    for (const auto& child : children_) out.push_back(child->wait());
    return out;
  }

 private:
  std::vector<std::unique_ptr<ChildProcess>> children_;
  std::vector<pollfd> waiting_;
};

}  // namespace portolan::testing
