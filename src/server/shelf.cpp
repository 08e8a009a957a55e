// SPDX-License-Identifier: Apache-2.0
#include "server/shelf.h"

#include <utility>

namespace portolan::server {

std::shared_ptr<const Body> Shelf::find(std::string_view key) {
  const std::scoped_lock lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  places_.splice(places_.begin(), places_, found->second);
  return found->second->body;
}

Result<std::shared_ptr<const Body>> Shelf::get(std::string_view key,
                                               const std::function<Result<std::shared_ptr<const Body>>()>& make) {
  if (auto body = find(key)) return body;
  const std::shared_ptr<std::mutex> making = lock_of(key);
  const std::scoped_lock lock(*making);
  if (auto body = find(key)) return body;
  auto made = make();
  if (made) keep(key, *made);
  return made;
}

std::shared_ptr<std::mutex> Shelf::lock_of(std::string_view key) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(making_, [](const auto& one) { return one.second.expired(); });
  std::weak_ptr<std::mutex>& place = making_[std::string(key)];
  auto found = place.lock();
  if (found == nullptr) place = found = std::make_shared<std::mutex>();
  return found;
}

void Shelf::keep(std::string_view key, std::shared_ptr<const Body> body) {
  const std::size_t size =
      key.size() + body->identity.size() + body->gzip.size() + body->brotli.size() + body->zstd.size();
  const std::scoped_lock lock(mutex_);
  if (index_.contains(key)) return;
  places_.push_front({std::string(key), std::move(body), size});
  index_.emplace(places_.front().key, places_.begin());
  size_ += size;
  while (size_ > capacity_ && places_.size() > 1) {
    size_ -= places_.back().size;
    index_.erase(places_.back().key);
    places_.pop_back();
  }
}

}  // namespace portolan::server
