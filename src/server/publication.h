// SPDX-License-Identifier: Apache-2.0
//
// A registry as a set of files: one for each format, and their digests. All files of a set are made of one view, so
// whoever takes them from one set never sees two states.
//
// Sets are kept apart from other bodies (server/shelf.h): a set of IANA's registry has 28 MB, the one of now must not
// make way for anything, and the one before it stays for a while, for clients that are in the middle of it. Only the
// set of now is compressed: of the past one file is asked for, once.
//
// Thread-safety: any thread.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "app/view.h"
#include "portolan/error.h"
#include "registry/registry.h"
#include "server/body.h"

namespace portolan::server {

inline constexpr std::string_view kSumsFile = "SHA256SUMS";
// Of the names that IANA uses. The last one is made of all others.
inline constexpr std::array<std::string_view, 8> kPublishedFiles = {
    "service-names-port-numbers.csv",    "service-names-port-numbers.json",
    "service-names-port-numbers.lookup", "service-names-port-numbers.services",
    "service-names-port-numbers.txt",    "service-names-port-numbers.xhtml",
    "service-names-port-numbers.xml",    kSumsFile};
// A position in it; nothing if there is no such file.
std::optional<std::size_t> published_file(std::string_view name) noexcept;

class Publication {
 public:
  enum class Use : std::uint8_t { kLatest, kPast };
  Publication(std::shared_ptr<const app::View> view, Use use) : view_(std::move(view)), use_(use) {}

  const std::string& identity() const noexcept { return view_->identity(); }
  // Null if it is not made yet.
  std::shared_ptr<const Body> find(std::size_t file) const;
  // Makes it if need be. Two that miss the same file make it once.
  Result<std::shared_ptr<const Body>> get(std::size_t file);
  // Makes all, until `go_on` is false.
  void make_all(const std::function<bool()>& go_on);

 private:
  struct File {
    std::shared_ptr<const Body> body;
    std::string sha256;
  };
  Result<std::shared_ptr<const Body>> make(std::size_t file, std::optional<registry::Registry>& registry);
  Result<File> made(std::size_t file, std::optional<registry::Registry>& registry);
  Result<File> made_sums(std::optional<registry::Registry>& registry);

  std::shared_ptr<const app::View> view_;
  Use use_;
  mutable std::mutex mutex_;  // of files_
  std::array<File, kPublishedFiles.size()> files_;
  std::array<std::mutex, kPublishedFiles.size()> making_;  // of each file; that of the last one comes first
};

class Publications {
 public:
  Publications() = default;
  ~Publications();
  Publications(const Publications&) = delete;
  Publications& operator=(const Publications&) = delete;

  // The set of a view; views with the same bytes share one.
  std::shared_ptr<Publication> of(const std::shared_ptr<const app::View>& view, Publication::Use use);
  // Makes all files of the latest view on a thread of its own, so that nobody has to wait for them; gives up a set that
  // is not the latest any more. Returns at once.
  void prepare(std::shared_ptr<const app::View> view);
  // Until what was to be prepared is.
  void wait();
  // Forgets what nobody asked for since then, but for the latest. Called now and then by the thread of prepare().
  using Clock = std::chrono::steady_clock;
  void forget_unused_since(Clock::time_point then);

 private:
  struct Kept {
    std::shared_ptr<Publication> set;
    Clock::time_point used;
  };
  void work();
  void prepare_next(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::list<Kept> sets_;  // the last used first
  std::string latest_;    // identities
  std::string before_;
  std::shared_ptr<const app::View> next_;  // to be prepared
  bool busy_ = false;
  bool ends_ = false;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace portolan::server
