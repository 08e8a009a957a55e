// SPDX-License-Identifier: Apache-2.0
#include "server/publication.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/document.h"
#include "app/memory.h"
#include "proof/hash.h"

namespace portolan::server {
namespace {

// The latest, the one before, and one of the past for those who ask for it.
constexpr std::size_t kSets = 3;
// How long what nobody asks for is kept.
constexpr std::chrono::minutes kUnused{10};

constexpr std::size_t kSums = kPublishedFiles.size() - 1;

std::string hexadecimal(const proof::Hash& hash) {
  std::string out;
  for (const std::byte byte : hash) fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned>(byte));
  return out;
}

}  // namespace

std::optional<std::size_t> published_file(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kPublishedFiles, name);
  if (found == kPublishedFiles.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kPublishedFiles.begin());
}

std::shared_ptr<const Body> Publication::find(std::size_t file) const {
  const std::scoped_lock lock(mutex_);
  return files_[file].body;
}

Result<Publication::File> Publication::made(std::size_t file, std::optional<registry::Registry>& registry) {
  const app::Form form = *app::form_of_file(kPublishedFiles[file]);
  if (form.is_lookup()) {
    // Programs that map it fetch it, and they seldom unpack: it is not worth its three other forms.
    const std::string_view bytes = view_->bytes();
    return File{prepare_body("application/octet-stream", bytes, view_, Effort::kNone),
                hexadecimal(proof::sha256({bytes}))};
  }
  if (!registry) {
    auto read = view_->registry();
    if (!read) return std::unexpected(std::move(read.error()));
    registry = std::move(*read);
  }
  auto bytes = app::encode(*registry, form);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  std::string sha256 = hexadecimal(proof::sha256({*bytes}));
  const Effort effort = use_ == Use::kLatest ? Effort::kOnce : Effort::kNone;
  return File{sealed(prepare_body(std::string(form.format->media_type), std::move(*bytes), effort)), std::move(sha256)};
}

// As sha256sum writes them, so that it can check them.
Result<Publication::File> Publication::made_sums(std::optional<registry::Registry>& registry) {
  std::string lines;
  for (std::size_t i = 0; i < kSums; ++i) {
    if (auto body = make(i, registry); !body) return std::unexpected(std::move(body.error()));
    fmt::format_to(std::back_inserter(lines), "{}  {}\n", files_[i].sha256, kPublishedFiles[i]);
  }
  return File{prepare_body("text/plain; charset=utf-8", std::move(lines)), {}};
}

Result<std::shared_ptr<const Body>> Publication::make(std::size_t file, std::optional<registry::Registry>& registry) {
  const std::scoped_lock one(making_[file]);
  if (auto body = find(file)) return body;
  auto done = file == kSums ? made_sums(registry) : made(file, registry);
  if (!done) return std::unexpected(std::move(done.error()));
  const std::scoped_lock lock(mutex_);
  files_[file] = std::move(*done);
  return files_[file].body;
}

Result<std::shared_ptr<const Body>> Publication::get(std::size_t file) {
  if (auto body = find(file)) return body;
  std::optional<registry::Registry> registry;
  return make(file, registry);
}

void Publication::make_all(const std::function<bool()>& go_on) {
  std::optional<registry::Registry> registry;
  // What cannot be made now is tried again when somebody asks for it, who is told why.
  for (std::size_t i = 0; i < kPublishedFiles.size() && go_on(); ++i) static_cast<void>(make(i, registry));
}

// --- all sets

Publications::~Publications() {
  {
    const std::scoped_lock lock(mutex_);
    ends_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<Publication> Publications::of(const std::shared_ptr<const app::View>& view, Publication::Use use) {
  const std::scoped_lock lock(mutex_);
  const std::string& identity = view->identity();
  if (use == Publication::Use::kLatest && latest_ != identity) before_ = std::exchange(latest_, identity);
  const auto found = std::ranges::find(sets_, identity, [](const Kept& kept) { return kept.set->identity(); });
  if (found != sets_.end()) {
    found->used = Clock::now();
    sets_.splice(sets_.begin(), sets_, found);
    return sets_.front().set;
  }
  sets_.push_front({std::make_shared<Publication>(view, use), Clock::now()});
  auto made = sets_.front().set;
  for (auto last = sets_.end(); sets_.size() > kSets && last != sets_.begin();) {
    --last;
    const std::string& old = last->set->identity();
    if (old != latest_ && old != before_ && last->set != made) last = sets_.erase(last);
  }
  return made;
}

void Publications::forget_unused_since(Clock::time_point then) {
  const std::scoped_lock lock(mutex_);
  const auto forgotten =
      std::erase_if(sets_, [&](const Kept& kept) { return kept.used < then && kept.set->identity() != latest_; });
  if (forgotten > 0) app::give_memory_back();
}

void Publications::prepare(std::shared_ptr<const app::View> view) {
  const std::scoped_lock lock(mutex_);
  next_ = std::move(view);
  if (!thread_.joinable()) thread_ = std::thread(&Publications::work, this);
  changed_.notify_all();
}

void Publications::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !next_ && !busy_; });
}

void Publications::work() {
  // Behind those who answer: on Linux this is the thread's own priority.
  constexpr int kNice = 10;
  static_cast<void>(::setpriority(PRIO_PROCESS, 0, kNice));
  std::unique_lock lock(mutex_);
  while (!ends_) {
    if (next_) {
      prepare_next(lock);
    } else if (changed_.wait_for(lock, kUnused / 10) == std::cv_status::timeout) {
      lock.unlock();
      forget_unused_since(Clock::now() - kUnused);
      lock.lock();
    }
  }
}

void Publications::prepare_next(std::unique_lock<std::mutex>& lock) {
  const auto view = std::exchange(next_, nullptr);
  busy_ = true;
  lock.unlock();
  of(view, Publication::Use::kLatest)->make_all([&] {
    const std::scoped_lock again(mutex_);
    return !ends_ && !next_;
  });
  app::give_memory_back();
  lock.lock();
  busy_ = false;
  changed_.notify_all();
}

}  // namespace portolan::server
