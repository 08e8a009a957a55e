// SPDX-License-Identifier: Apache-2.0
#include "keeping/watching.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <ranges>
#include <utility>
#include <variant>

#include "app/source.h"
#include "postgres/postgres.h"

namespace portolan::keeping {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr std::uint64_t kMicroseconds = 1'000'000;

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * kNanoseconds + time.tv_nsec; }

// Now, in seconds since 1970, but behind `last`.
std::int64_t later_than(std::int64_t last) noexcept {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return std::max<std::int64_t>(now.time_since_epoch().count(), last + 1);
}

class LedgerWatch final : public Watch {
 public:
  LedgerWatch(Place place, std::string registry, ledger::RegistryInfo info, std::int64_t modified)
      : place_(std::move(place)), registry_(std::move(registry)), seen_(std::move(info)), modified_(modified) {}

  Result<News> look() override {
    // The file of a backup can have taken the place of the one that is open.
    if (ledger_ && place_.is_folder() && !is_same_file()) ledger_.reset();
    if (!ledger_)
      if (auto opened = open(); !opened) return std::unexpected(std::move(opened.error()));
    auto news = compare();
    if (!news) ledger_.reset();
    return news;
  }

  void wait(std::chrono::milliseconds poll, const Wake& wake) override {
    if (ledger_ && !place_.is_folder() && hears_) {
      const auto heard = database::wait_for_notice(ledger_->database(), ledger::kChannel, poll, wake.descriptor());
      if (heard) return;
      // The next look tells what is wrong with the connection. A server that only follows another has no notices.
      hears_ = heard.error().code == ErrorCode::kUnavailable;
      if (hears_) return;
    }
    wake.wait(poll);
  }

 private:
  bool is_same_file() const {
    const FileStamp now = stamp_of(place_.ledger_file());
    return now.device == file_.device && now.file == file_.file;
  }

  Result<void> open() {
    file_ = stamp_of(place_.ledger_file());
    auto opened = open_ledger(place_, ledger::Mode::kRead);
    if (!opened) return std::unexpected(std::move(opened.error()));
    ledger_ = std::make_unique<ledger::Ledger>(std::move(*opened));
    connections_ = ledger_->database().connections();
    // What was seen before the connection was lost may be another server's, which had more or less.
    opened_again_ = std::exchange(was_open_, true);
    hears_ = true;
    return {};
  }

  Result<News> compare() {
    const auto info = ledger_->registry(registry_);
    if (!info) return std::unexpected(info.error());
    if (!*info) return fail(ErrorCode::kNotFound, "this ledger holds no registry '" + registry_ + "' any more");
    const ledger::RegistryInfo& now = **info;
    const bool other =
        opened_again_ || now.end < seen_.end || now.version < seen_.version ||
        std::exchange(connections_, ledger_->database().connections()) != ledger_->database().connections();
    News news;
    news.info = now;
    if (!other && now.version == seen_.version && now.end == seen_.end) return news;
    const auto erased = other ? Result<bool>(true) : somebody_erased(seen_.end, now.end);
    if (!erased) return std::unexpected(erased.error());
    news.past = *erased;
    news.dates = true;
    if (other || now.end != seen_.end) {
      auto view = latest();
      if (!view) return std::unexpected(std::move(view.error()));
      news.view = std::move(*view);
    }
    seen_ = now;
    opened_again_ = false;
    return news;
  }

  Result<std::shared_ptr<const app::View>> latest() {
    const auto at = ledger_->state(registry_, ledger::Latest{});
    if (!at) return std::unexpected(at.error());
    modified_ = later_than(modified_);
    return make_view(*ledger_, registry_, place_, *at, modified_);
  }

  // Whether what is personal was taken out of states of the past.
  Result<bool> somebody_erased(std::uint64_t from, std::uint64_t to) {
    bool erased = false;
    auto read = ledger_->each_event({.registry = registry_, .from = from, .to = to},
                                    [&](std::uint64_t, const events::Event& event) {
                                      erased = std::holds_alternative<events::ContactErased>(event.what);
                                      return !erased;
                                    });
    if (!read) return std::unexpected(std::move(read.error()));
    return erased;
  }

  Place place_;
  std::string registry_;
  ledger::RegistryInfo seen_;
  std::int64_t modified_ = 0;
  std::unique_ptr<ledger::Ledger> ledger_;
  FileStamp file_;
  std::uint64_t connections_ = 0;
  bool was_open_ = false;
  bool opened_again_ = false;
  bool hears_ = true;  // notices
};

class FileWatch final : public Watch {
 public:
  FileWatch(const std::string& where, const std::string& opened, FileStamp stamp, std::int64_t modified)
      : where_(where), modified_(modified) {
    if (where.empty())
      files_ = app::installed_lookups();
    else
      files_ = {opened};
    seen_.resize(files_.size());
    // Those that stood before it in the list were not there.
    const auto found = std::ranges::find(files_, opened);
    if (found != files_.end()) seen_[static_cast<std::size_t>(found - files_.begin())] = stamp;
    for (std::size_t i = static_cast<std::size_t>(found - files_.begin()) + 1; i < files_.size(); ++i)
      seen_[i] = stamp_of(files_[i]);
    last_ = seen_;
  }

  Result<News> look() override {
    std::vector<FileStamp> now;
    for (const std::string& file : files_) now.push_back(stamp_of(file));
    // One that is still being written is read when it has been the same for a while.
    const bool is_quiet = now == std::exchange(last_, now);
    failed_ = failed_ && now != seen_;
    if (now == seen_ || !(is_quiet || failed_)) return News();
    failed_ = true;
    auto source = app::open_source(where_);
    if (!source) return std::unexpected(std::move(source.error().front()));
    modified_ = later_than(modified_);
    auto view = app::View::make(std::move(*source), {.modified = modified_});
    if (!view) return std::unexpected(std::move(view.error()));
    seen_ = std::move(now);
    failed_ = false;
    News news;
    news.view = std::move(*view);
    return news;
  }

  void wait(std::chrono::milliseconds poll, const Wake& wake) override { wake.wait(poll); }

 private:
  std::string where_;
  std::int64_t modified_ = 0;
  std::vector<std::string> files_;
  std::vector<FileStamp> seen_;  // when it was opened
  std::vector<FileStamp> last_;  // at the last look
  bool failed_ = false;          // the last time it was to be read
};

}  // namespace

FileStamp stamp_of(const std::string& path) noexcept {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {.device = status.st_dev,
          .file = status.st_ino,
          .size = status.st_size,
          .modified = nanoseconds(status.st_mtim),
          .changed = nanoseconds(status.st_ctim)};
}

Result<std::shared_ptr<const app::View>> make_view(ledger::Ledger& ledger, std::string_view registry,
                                                   const Place& place, const ledger::StateAt& at,
                                                   std::int64_t modified) {
  const auto made = ledger.materialize(registry, at);
  if (!made) return std::unexpected(made.error());
  if (modified == 0) {
    const auto bytes = ledger.event_bytes(at.end - 1);
    if (!bytes) return std::unexpected(bytes.error());
    const auto event = events::decode(*bytes);
    if (!event) return std::unexpected(event.error());
    modified = static_cast<std::int64_t>(event->recorded / kMicroseconds);
  }
  return app::View::make(*made, place.words(), {.position = at.late_import == 0 ? at.end : 0, .modified = modified});
}

std::unique_ptr<Watch> watch_ledger(Place place, std::string registry, ledger::RegistryInfo info,
                                    std::int64_t modified) {
  return std::make_unique<LedgerWatch>(std::move(place), std::move(registry), std::move(info), modified);
}

std::unique_ptr<Watch> watch_file(const std::string& where, const std::string& opened, FileStamp stamp,
                                  std::int64_t modified) {
  return std::make_unique<FileWatch>(where, opened, stamp, modified);
}

}  // namespace portolan::keeping
