// SPDX-License-Identifier: Apache-2.0
#include "server/indexes.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "app/picking.h"

namespace portolan::server {
namespace {

// The latest view, and those of the past that are looked at; each has its own.
class Cabinet {
 public:
  std::shared_ptr<const Indexes> find(const std::shared_ptr<const app::View>& view) {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find_if(
        kept_, [&](const Kept& one) { return !one.view.owner_before(view) && !view.owner_before(one.view); });
    return found == kept_.end() ? nullptr : found->made;
  }

  std::shared_ptr<const Indexes> get(const std::shared_ptr<const app::View>& view) {
    const std::scoped_lock lock(making_);
    if (auto found = find(view)) return found;
    auto made = std::make_shared<const Indexes>(*view);
    const std::scoped_lock keeping(mutex_);
    std::erase_if(kept_, [](const Kept& one) { return one.view.expired(); });
    if (kept_.size() == kMost) kept_.erase(kept_.begin());
    kept_.push_back({view, made});
    return made;
  }

 private:
  static constexpr std::size_t kMost = 4;
  struct Kept {
    std::weak_ptr<const app::View> view;
    std::shared_ptr<const Indexes> made;
  };

  std::mutex making_;
  std::mutex mutex_;
  std::vector<Kept> kept_;
};

Cabinet& cabinet() {
  static Cabinet one;
  return one;
}

// A view's lookup file was checked when it was opened, so that nothing in it can be damaged.
std::vector<registry::Holding> holdings_in(const Lookup& lookup) {
  auto holdings = app::holdings_of(lookup);
  return holdings ? std::move(*holdings) : std::vector<registry::Holding>();
}

}  // namespace

Indexes::Indexes(const app::View& view)
    : citations_(view.lookup()),
      records_(view.lookup()),
      contacts_(view.lookup()),
      searches_(view.lookup()),
      use_(holdings_in(view.lookup())),
      availability_(use_) {
  records_.order(app::Sort::kPort);  // now, where it may take its time: most lists want it
}

std::shared_ptr<const Indexes> indexes_of(const Context& context) {
  return context.may_wait ? cabinet().get(context.view) : cabinet().find(context.view);
}

}  // namespace portolan::server
