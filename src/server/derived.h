// SPDX-License-Identifier: Apache-2.0
//
// What is computed once from a registry and then asked often: indexes that no lookup file holds.
//
// Thread-safety: any thread. Two that need the same at once make it once: the second waits.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "app/view.h"

namespace portolan::server {

// The T that `make` gives of a view: made once, kept for the last few views that were asked. It may point into the
// view: use it only while you hold that.
template <class T, class Make>
std::shared_ptr<const T> derived(const std::shared_ptr<const app::View>& view, const Make& make) {
  struct Kept {
    std::weak_ptr<const app::View> view;
    std::shared_ptr<const T> made;
  };
  constexpr std::size_t kKept = 4;
  static std::mutex mutex;
  static std::vector<Kept> kept;
  const std::scoped_lock lock(mutex);
  std::erase_if(kept, [](const Kept& one) { return one.view.expired(); });
  for (const Kept& one : kept)
    if (one.view.lock() == view) return one.made;
  if (kept.size() == kKept) kept.erase(kept.begin());
  kept.push_back({view, std::make_shared<const T>(make(*view))});
  return kept.back().made;
}

template <class T>
std::shared_ptr<const T> derived(const std::shared_ptr<const app::View>& view) {
  return derived<T>(view, [](const app::View& made_of) { return T(made_of.lookup()); });
}

}  // namespace portolan::server
