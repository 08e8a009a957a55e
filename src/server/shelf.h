// SPDX-License-Identifier: Apache-2.0
//
// Bodies that are kept because they stay the same as long as the registry does. Bounded: what was not asked for longest
// goes first.
//
// Thread-safety: any thread. Two that miss the same body at once make it once: the second waits. Who wants another body
// does not wait for them.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "portolan/error.h"
#include "server/body.h"

namespace portolan::server {

class Shelf {
 public:
  explicit Shelf(std::size_t capacity) : capacity_(capacity) {}

  // Null if it is not there.
  std::shared_ptr<const Body> find(std::string_view key);
  // Makes it if it is not there.
  Result<std::shared_ptr<const Body>> get(std::string_view key,
                                          const std::function<Result<std::shared_ptr<const Body>>()>& make);

 private:
  struct Place {
    std::string key;
    std::shared_ptr<const Body> body;
    std::size_t size = 0;
  };
  // Of those who make this body now.
  std::shared_ptr<std::mutex> lock_of(std::string_view key);
  void keep(std::string_view key, std::shared_ptr<const Body> body);

  std::size_t capacity_;  // bytes
  std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<std::mutex>> making_;  // by key
  std::size_t size_ = 0;
  std::list<Place> places_;  // the last used first
  std::unordered_map<std::string_view, std::list<Place>::iterator> index_;
};

}  // namespace portolan::server
