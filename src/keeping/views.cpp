// SPDX-License-Identifier: Apache-2.0
#include "keeping/views.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "app/memory.h"
#include "app/source.h"
#include "keeping/asking.h"

namespace portolan::keeping {
namespace {

constexpr std::size_t kIdleLedgers = 4;
constexpr std::size_t kKeptViews = 2;
constexpr std::size_t kKeptMoments = 16;

// A database that is there but does not answer fails nothing for long: who asks it waits. Then this is how long nothing
// was heard of it until that is called a trouble; many looks, and longer than it takes to make a view of any registry.
constexpr std::chrono::seconds kSilence{10};

// How long one waits for those who ask the ledger before.
constexpr std::chrono::seconds kLongestTurn{5};

// One's turn, if it came in time.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& semaphore)
      : semaphore_(semaphore), came_(semaphore.try_acquire_for(kLongestTurn)) {}
  ~Turn() {
    if (came_) semaphore_.release();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  explicit operator bool() const noexcept { return came_; }

 private:
  std::counting_semaphore<>& semaphore_;
  bool came_;
};

Error busy() { return {ErrorCode::kUnavailable, "the ledger is busy; ask again later", {}}; }

bool is_silent(const Health& health, std::chrono::milliseconds poll) {
  return health.follows && std::chrono::system_clock::now() - health.contact > kSilence + poll;
}

// Whether a ledger that failed so may answer better next time.
bool is_of_use(const Result<void>& done) {
  return done || (done.error().code != ErrorCode::kUnavailable && done.error().code != ErrorCode::kIo &&
                  done.error().code != ErrorCode::kDamaged);
}

bool holds(const std::vector<std::string>& moments, std::string_view moment) noexcept {
  return std::ranges::find(moments, moment) != moments.end();
}

void remember(std::vector<std::string>& moments, std::string moment) {
  if (holds(moments, moment)) return;
  if (moments.size() == kKeptMoments) moments.erase(moments.begin());
  moments.push_back(std::move(moment));
}

void forget_dates(std::vector<std::string>& moments) {
  std::erase_if(moments, [](const std::string& moment) { return !moment.starts_with('@'); });
}

}  // namespace

Views::~Views() { stop(); }

app::Outcome<std::unique_ptr<Views>> Views::open(const std::string& where) {
  std::unique_ptr<Views> views(new Views());
  views->place_ = place_of(where);
  views->health_.contact = std::chrono::system_clock::now();
  auto ledger = open_ledger(views->place_, ledger::Mode::kRead);
  if (!ledger && ledger.error().code != ErrorCode::kNotFound)
    return std::unexpected(std::vector{std::move(ledger.error())});
  if (!ledger) {
    if (auto read = views->read_file(where); !read) return std::unexpected(std::move(read.error()));
    return views;
  }
  const auto name = registry_in(*ledger, views->place_.registry);
  if (!name) return std::unexpected(std::vector{name.error()});
  views->ledger_name_ = std::make_unique<std::string>(*name);
  views->idle_.push_back(std::make_unique<ledger::Ledger>(std::move(*ledger)));
  if (auto read = views->read_ledger(); !read) return std::unexpected(std::vector{std::move(read.error())});
  return views;
}

Result<void> Views::read_ledger() {
  return with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
    // Before the state: what comes between the two is found by the first look.
    const auto info = ledger.registry(registry);
    if (!info) return std::unexpected(info.error());
    if (*info) info_ = **info;
    const auto at = ledger.state(registry, ledger::Latest{});
    if (!at) return std::unexpected(at.error());
    if (at->end == 0) return fail(ErrorCode::kNotFound, fmt::format("the registry '{}' is empty", registry));
    auto view = make_view(ledger, registry, place_, *at);
    if (!view) return std::unexpected(std::move(view.error()));
    watch_ = watch_ledger(place_, std::string(registry), info_, (*view)->modified());
    make_current(std::move(*view));
    generation_ = 1;
    return {};
  });
}

app::Outcome<void> Views::read_file(const std::string& where) {
  std::vector<std::pair<std::string, FileStamp>> before;
  for (const std::string& file : app::installed_lookups()) before.emplace_back(file, stamp_of(file));
  if (!where.empty()) before.emplace_back(where, stamp_of(where));
  if (!where.empty()) before.emplace_back(place_.lookup_file(), stamp_of(place_.lookup_file()));
  auto source = app::open_source(where);
  if (!source) return std::unexpected(std::move(source.error()));
  const std::string opened = source->where;
  const auto found = std::ranges::find(before, opened, [](const auto& known) { return known.first; });
  const FileStamp stamp = found == before.end() ? stamp_of(opened) : found->second;
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  // Not only when it was written: one that was put in the place of another may be the older of the two.
  const std::int64_t modified = stamp.size < 0 ? 0 : std::max(stamp.modified, stamp.changed) / kNanoseconds;
  auto view = app::View::make(std::move(*source), {.modified = modified});
  if (!view) return std::unexpected(std::vector{std::move(view.error())});
  // Standard input does not come again.
  if (where != "-") watch_ = watch_file(where, opened, stamp, (*view)->modified());
  make_current(std::move(*view));
  generation_ = 1;
  return {};
}

void Views::make_current(std::shared_ptr<const app::View> view) {
  // What was there before is freed, if nobody has it, when nobody waits for the lock.
  const std::scoped_lock lock(current_mutex_);
  current_.swap(view);
}

// --- states of the past

// REQUIRES: mutex_ is held.
std::shared_ptr<const app::View> Views::find(const ledger::Moment& moment) {
  const auto* position = std::get_if<std::uint64_t>(&moment);
  const auto* date = std::get_if<Date>(&moment);
  if (position != nullptr && *position == current()->position()) return current();
  if (date != nullptr && is_from(*date, info_.effective)) return current();
  const std::string asked = words(moment);
  if (holds(current_moments_, asked)) return current();
  const auto found = std::ranges::find_if(kept_, [&](const Kept& kept) {
    return (position != nullptr && !kept.late && kept.view->position() == *position) || holds(kept.moments, asked);
  });
  if (found == kept_.end()) return nullptr;
  found->used = std::chrono::steady_clock::now();
  std::rotate(found, found + 1, kept_.end());
  return kept_.back().view;
}

std::shared_ptr<const app::View> Views::known(const ledger::Moment& moment) {
  if (!has_ledger()) return nullptr;
  const std::scoped_lock lock(mutex_);
  return find(moment);
}

// REQUIRES: mutex_ is held.
void Views::keep(std::shared_ptr<const app::View> view, bool late, std::string moment) {
  const auto same = std::ranges::find(kept_, view, &Kept::view);
  if (same != kept_.end()) {
    remember(same->moments, std::move(moment));
    return;
  }
  if (kept_.size() == kKeptViews) kept_.erase(kept_.begin());
  kept_.push_back({std::move(view), late, {std::move(moment)}, std::chrono::steady_clock::now()});
}

Result<std::shared_ptr<const app::View>> Views::build(ledger::Ledger& ledger, std::string_view registry,
                                                      const ledger::Moment& moment) {
  const std::uint64_t before = generation();
  const auto at = state_at(ledger, registry, moment);
  if (!at) return std::unexpected(at.error());
  const bool late = at->late_import != 0;
  {
    // Many moments mean one state.
    const std::scoped_lock lock(mutex_);
    if (auto view = late ? nullptr : find(at->end)) {
      if (generation() != before) return view;  // the moment may mean another state by now
      if (view == current())
        remember(current_moments_, words(moment));
      else
        keep(view, false, words(moment));
      return view;
    }
  }
  auto view = make_view(ledger, registry, place_, *at);
  app::give_memory_back();
  if (!view) return view;
  const std::scoped_lock lock(mutex_);
  // What changed meanwhile may have changed this, too: then it is for this answer only.
  if (generation() == before) keep(*view, late, words(moment));
  return view;
}

Result<std::shared_ptr<const app::View>> Views::at(const ledger::Moment& moment) {
  if (std::holds_alternative<ledger::Latest>(moment)) return current();
  if (auto view = known(moment)) return view;
  const Turn turn(building_);
  if (!turn) return std::unexpected(busy());
  if (auto view = known(moment)) return view;
  std::shared_ptr<const app::View> made;
  const auto done = with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
    auto view = build(ledger, registry, moment);
    if (!view) return std::unexpected(std::move(view.error()));
    made = std::move(*view);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  return made;
}

Result<void> Views::with_ledger(const std::function<Result<void>(ledger::Ledger&, std::string_view)>& work) {
  if (!has_ledger()) return fail(ErrorCode::kNotFound, "this server has no ledger, so it knows no past");
  const Turn turn(working_);
  if (!turn) return std::unexpected(busy());
  std::unique_ptr<ledger::Ledger> ledger;
  std::uint64_t opening = 0;
  {
    const std::scoped_lock lock(mutex_);
    if (outage_) return std::unexpected(*outage_);
    if (is_silent(health_, following_.poll)) return fail(ErrorCode::kUnavailable, "the ledger does not answer");
    opening = opening_;
    if (!idle_.empty()) {
      ledger = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (ledger == nullptr) {
    auto opened = open_ledger(place_, ledger::Mode::kRead);
    if (!opened) return std::unexpected(std::move(opened.error()));
    ledger = std::make_unique<ledger::Ledger>(std::move(*opened));
  }
  auto done = work(*ledger, *ledger_name_);
  const std::scoped_lock lock(mutex_);
  if (is_of_use(done) && opening == opening_ && idle_.size() < kIdleLedgers) idle_.push_back(std::move(ledger));
  return done;
}

// --- following

void Views::start(const Following& following) {
  if (!watch_) return;
  pause_ = {};
  wake_.reset();
  {
    const std::scoped_lock lock(mutex_);
    following_ = following;
    health_.follows = true;
  }
  thread_ = std::thread(&Views::follow, this);
}

void Views::stop() {
  if (!thread_.joinable()) return;
  wake_.up();
  thread_.join();
  const std::scoped_lock lock(mutex_);
  health_.follows = false;
  health_.trouble.clear();
  outage_.reset();
}

Health Views::health() const {
  const std::scoped_lock lock(mutex_);
  Health health = health_;
  if (health.trouble.empty() && is_silent(health, following_.poll)) health.trouble = "the ledger does not answer";
  health.position = current()->position();
  return health;
}

std::uint64_t Views::tell(std::function<void()> hear) {
  const std::scoped_lock lock(hearing_);
  hearers_.emplace_back(++last_hearer_, std::move(hear));
  return last_hearer_;
}

void Views::be_silent(std::uint64_t number) {
  const std::scoped_lock lock(hearing_);
  std::erase_if(hearers_, [&](const auto& hearer) { return hearer.first == number; });
}

void Views::call_hearers() {
  const std::scoped_lock lock(hearing_);
  for (const auto& hearer : hearers_) hearer.second();
}

void Views::follow() {
  app::give_memory_back();
  call_hearers();
  while (!wake_.is_up()) {
    auto news = watch_->look();
    if (!news) {
      look_ill(news.error());
      wake_.wait(next_pause());
      continue;
    }
    take(std::move(*news));
    watch_->wait(following_.poll, wake_);
  }
}

void Views::look_ill(const Error& error) {
  std::string trouble = to_string(error);
  {
    const std::scoped_lock lock(mutex_);
    if (error.code == ErrorCode::kUnavailable) outage_ = error;
    if (health_.trouble == trouble) return;
    health_.trouble = std::move(trouble);
  }
  call_hearers();
}

// Doubled each time, and never the same on two servers: those that lost one database do not come back all at once.
std::chrono::milliseconds Views::next_pause() {
  constexpr std::chrono::milliseconds kFirst{100};
  pause_ = std::clamp(pause_ * 2, std::min(kFirst, following_.longest_pause), following_.longest_pause);
  std::uniform_int_distribution<std::int64_t> part(pause_.count() / 2, pause_.count());
  return std::chrono::milliseconds(part(random_));
}

void Views::take(News news) {
  pause_ = {};
  bool changed = false;
  bool freed = false;
  {
    const std::scoped_lock lock(mutex_);
    health_.contact = std::chrono::system_clock::now();
    changed = !std::exchange(health_.trouble, {}).empty();
    outage_.reset();
    if (news.info) info_ = std::move(*news.info);
    const auto before = current();
    const bool other =
        news.view && (news.view->identity() != before->identity() || news.view->position() != before->position());
    if (news.past) {
      kept_.clear();
      idle_.clear();
      ++opening_;
    }
    if (news.dates || news.past || other) {
      forget_dates(current_moments_);
      for (Kept& kept : kept_) forget_dates(kept.moments);
      std::erase_if(kept_, [](const Kept& kept) { return kept.late; });
    }
    if (other) {
      // Whoever began to fetch files of the state before can end it.
      if (!news.past && has_ledger()) keep(before, false, fmt::format("@{}", before->position()));
      current_moments_.clear();
      std::erase_if(kept_, [&](const Kept& kept) { return kept.view->position() == news.view->position(); });
      make_current(std::move(news.view));
    }
    const auto then = std::chrono::steady_clock::now() - following_.keep;
    freed = std::erase_if(kept_, [&](const Kept& kept) { return kept.used < then; }) > 0;
    if (other || news.dates || news.past) generation_.fetch_add(1, std::memory_order_release);
    changed = changed || other;
  }
  if (changed) call_hearers();
  if (changed || freed) app::give_memory_back();
}

}  // namespace portolan::keeping
