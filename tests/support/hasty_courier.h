// SPDX-License-Identifier: Apache-2.0
//
// Couriers of the parts of the real one, each with a defect that the tests of faults have to find.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "post/carrier.h"
#include "post/collector.h"
#include "post/courier.h"
#include "post/letters.h"
#include "post/queue.h"

namespace portolan::testing {

class HastyCourier {
 public:
  HastyCourier(const accounts::Office& office, ledger::Ledger& ledger, std::string registry, post::Settings settings)
      : office_(office),
        registry_(std::move(registry)),
        settings_(std::move(settings)),
        collector_(office, ledger, registry_, settings_.mail.has_value(), settings_.officers),
        carrier_(office, ledger, registry_, settings_, post::Letters::built_in().value()) {}

  // The cursor moves first, and the messages are queued afterwards.
  Result<void> collect_behind_the_cursor(post::Time now) {
    const auto news = collector_.next();
    if (!news) return std::unexpected(news.error());
    if (auto moved = post::move_cursor(office_.database, {registry_, news->from, news->to}, now); !moved)
      return std::unexpected(std::move(moved.error()));
    const auto queued = post::move_cursor(office_.database, {registry_, news->to, news->to, news->messages}, now);
    if (!queued) return std::unexpected(queued.error());
    return {};
  }

  // A message is marked as sent, and then sent.
  Result<void> mark_and_send(post::Time now) {
    for (;;) {
      const auto message = post::claim(office_.database, registry_, std::nullopt, now, std::chrono::minutes(15));
      if (!message) return std::unexpected(message.error());
      if (!*message) return {};
      if (auto marked = post::settle(office_.database, **message, post::State::kSent, {}, now); !marked) return marked;
      if (const auto carried = carrier_.carry(**message, now); !carried) return std::unexpected(carried.error());
    }
  }

  // The oldest first.
  std::vector<post::Message> waiting() {
    auto out = post::messages(office_.database, registry_, post::State::kWaiting, 1000).value();
    std::ranges::reverse(out);
    return out;
  }
  // Nothing is claimed, and nobody waits for what came before.
  Result<void> send_unclaimed(const std::vector<post::Message>& messages, post::Time now) {
    for (const post::Message& one : messages) {
      const auto carried = carrier_.carry(one, now);
      if (!carried) return std::unexpected(carried.error());
      const bool sent = carried->fate == post::Fate::kTaken;
      auto noted = sent ? post::settle(office_.database, one, post::State::kSent, {}, now)
                        : post::put_off(office_.database, one, carried->problem, now + std::chrono::minutes(1));
      if (!noted) return noted;
    }
    return {};
  }

 private:
  const accounts::Office& office_;
  std::string registry_;
  post::Settings settings_;
  post::Collector collector_;
  post::Carrier carrier_;
};

}  // namespace portolan::testing
