// SPDX-License-Identifier: Apache-2.0
#include "keeping/views.h"

#include <algorithm>
#include <utility>

#include "keeping/asking.h"

namespace portolan::keeping {
namespace {

constexpr std::size_t kIdleLedgers = 4;
constexpr std::size_t kKeptViews = 4;

Result<std::shared_ptr<const app::View>> view_at(ledger::Ledger& ledger, std::string_view registry, const Place& place,
                                                 const ledger::Moment& moment) {
  const auto at = ledger.state(registry, moment);
  if (!at) return std::unexpected(at.error());
  if (at->end == 0) return fail(ErrorCode::kNotFound, "the ledger begins after " + words(moment));
  const auto made = ledger.materialize(registry, *at);
  if (!made) return std::unexpected(made.error());
  return app::View::make(*made, place.words(), at->end);
}

}  // namespace

Views::~Views() = default;

app::Outcome<std::unique_ptr<Views>> Views::open(const std::string& where) {
  std::unique_ptr<Views> views(new Views());
  views->place_ = place_of(where);
  if (auto ledger = open_ledger(views->place_, ledger::Mode::kRead)) {
    const auto name = registry_in(*ledger);
    if (!name) return std::unexpected(std::vector{name.error()});
    views->ledger_name_ = std::make_unique<std::string>(*name);
    views->idle_.push_back(std::make_unique<ledger::Ledger>(std::move(*ledger)));
    if (auto read = views->read_current(); !read) return std::unexpected(std::vector{std::move(read.error())});
    return views;
  } else if (ledger.error().code != ErrorCode::kNotFound) {
    return std::unexpected(std::vector{std::move(ledger.error())});
  }
  auto source = app::open_source(where);
  if (!source) return std::unexpected(std::move(source.error()));
  auto view = app::View::make(std::move(*source));
  if (!view) return std::unexpected(std::vector{std::move(view.error())});
  views->current_ = std::move(*view);
  return views;
}

Result<void> Views::read_current() {
  return with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
    auto view = view_at(ledger, registry, place_, ledger::Latest{});
    if (!view) return std::unexpected(std::move(view.error()));
    current_.store(std::move(*view), std::memory_order_release);
    generation_.fetch_add(1, std::memory_order_release);
    return {};
  });
}

Result<std::shared_ptr<const app::View>> Views::at(const ledger::Moment& moment) {
  const std::string asked = words(moment);
  {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find(kept_, asked, &Kept::moment);
    if (found != kept_.end()) {
      std::rotate(found, found + 1, kept_.end());
      return kept_.back().view;
    }
  }
  std::shared_ptr<const app::View> made;
  const auto done = with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
    auto view = view_at(ledger, registry, place_, moment);
    if (!view) return std::unexpected(std::move(view.error()));
    made = std::move(*view);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  const std::scoped_lock lock(mutex_);
  if (kept_.size() == kKeptViews) kept_.erase(kept_.begin());
  kept_.push_back({asked, made});
  return made;
}

Result<void> Views::with_ledger(const std::function<Result<void>(ledger::Ledger&, std::string_view)>& work) {
  if (!has_ledger())
    return fail(ErrorCode::kNotFound,
                "this server has no ledger, so it knows no past: `portolan import` or `portolan update` makes one");
  std::unique_ptr<ledger::Ledger> ledger;
  {
    const std::scoped_lock lock(mutex_);
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
  if (idle_.size() < kIdleLedgers) idle_.push_back(std::move(ledger));
  return done;
}

}  // namespace portolan::keeping
