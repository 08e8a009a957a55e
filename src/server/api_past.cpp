// SPDX-License-Identifier: Apache-2.0
//
// What changed, and when. What is made of states of the past stays the same for ever, so it is kept.
#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <utility>
#include <vector>

#include "app/difference_json.h"
#include "app/moment.h"
#include "formats/json.h"
#include "keeping/asking.h"
#include "keeping/changes.h"
#include "keeping/telling.h"
#include "registry/difference.h"
#include "server/api.h"
#include "server/site.h"
#include "server/told.h"

namespace portolan::server::api {
namespace {

using ledger::DatedEvents;
using ledger::Moment;

constexpr std::size_t kUsualChapters = 10;
constexpr std::size_t kMostChapters = 50;

Result<std::optional<Moment>> read_moment(const Context& context, std::string_view name) {
  const std::string_view text = context.query.value(name);
  if (text.empty()) return std::optional<Moment>();
  const auto moment = keeping::parse_moment(text);
  if (!moment) return wrong(name, fmt::format("it takes {}", app::kMomentWords));
  return std::optional<Moment>(*moment);
}

// A moment that is not there is the fault of the parameter.
Error of_field(Error error, std::string_view field) {
  if (error.code == ErrorCode::kNotFound) error.place.field = field;
  return error;
}

// --- changes

struct ChangesRequest {
  std::optional<Moment> since;
  std::optional<Moment> until;
  unsigned before = UINT_MAX;  // a cursor: only days before it, as day_of() has them
  std::size_t limit = kUsualChapters;
};

Result<ChangesRequest> read_changes(const Context& context) {
  if (auto fine = only(context, {"since", "until", "cursor", "limit"}); !fine)
    return std::unexpected(std::move(fine.error()));
  const auto since = read_moment(context, "since");
  if (!since) return std::unexpected(since.error());
  const auto until = read_moment(context, "until");
  if (!until) return std::unexpected(until.error());
  const auto cursor = number(context, "cursor", UINT_MAX, 1, UINT_MAX);
  if (!cursor) return std::unexpected(cursor.error());
  const auto limit = number(context, "limit", kUsualChapters, 1, kMostChapters);
  if (!limit) return std::unexpected(limit.error());
  return ChangesRequest{*since, *until, static_cast<unsigned>(*cursor), *limit};
}

unsigned day_of(Date date, unsigned missing) {
  return (date.year * 100U + date.month) * 100U + (date.has_day() ? date.day : missing);
}

// The last day whose state a position is behind, or has; 0: none.
unsigned day_at(std::span<const DatedEvents> dates, std::uint64_t position) {
  unsigned day = 0;
  for (const DatedEvents& date : dates)
    if (!date.late && date.end <= position) day = day_of(date.date, 0);
  return day;
}

// The days that are asked for, the first and the last.
std::pair<unsigned, unsigned> days_of(const ChangesRequest& request, std::span<const DatedEvents> dates) {
  unsigned first = 0;
  unsigned last = request.before - 1;
  if (request.since) {
    const auto* position = std::get_if<std::uint64_t>(&*request.since);
    first = position != nullptr ? day_at(dates, *position) + 1 : day_of(std::get<Date>(*request.since), 0);
  }
  if (request.until) {
    const auto* position = std::get_if<std::uint64_t>(&*request.until);
    last = std::min(last, position != nullptr ? day_at(dates, *position) : day_of(std::get<Date>(*request.until), 99));
  }
  return {first, last};
}

std::string position_json(std::uint64_t position) { return position == 0 ? "null" : std::to_string(position); }

std::string step_json(const keeping::DatedChanges& step) {
  std::string out = fmt::format("{{\"date\":\"{}\",\"position\":{},\"previous\":{},\"summary\":", to_string(step.date),
                                position_json(step.position), position_json(step.previous));
  formats::write_json_string(step.story.summary, out);
  return out += ",\"changes\":" + keeping::changes_json(step.story) + "}";
}

// The step to a date as JSON. It stays the same as long as nothing else becomes known of the past.
Result<std::string> kept_step(Site& site, ledger::Ledger& ledger, std::string_view registry,
                              std::span<const DatedEvents> dates, std::size_t index) {
  const std::string key =
      fmt::format("step {} {} {}", index == 0 ? 0 : dates[index - 1].end, dates[index].end, site.views().generation());
  const auto body = site.shelf().get(key, [&]() -> Result<std::shared_ptr<const Body>> {
    const auto step = keeping::changes_on(ledger, registry, dates, index);
    if (!step) return std::unexpected(step.error());
    auto made = std::make_shared<Body>();
    made->identity = step_json(*step);
    return made;
  });
  if (!body) return std::unexpected(body.error());
  return (*body)->identity;
}

Result<void> write_changes(Context& context, const ChangesRequest& request, ledger::Ledger& ledger,
                           std::string_view registry, std::string& out) {
  const auto dates = dates_until(context, ledger, registry);
  if (!dates) return std::unexpected(dates.error());
  out = "{\"changes\":[";
  const auto [first, last] = days_of(request, *dates);
  std::size_t taken = 0;
  unsigned next = 0;
  bool more = false;
  for (std::size_t i = dates->size(); i-- > 0 && !more;) {
    const unsigned day = day_of((*dates)[i].date, 0);
    if (day < first || day > last) continue;
    if (taken == request.limit) {
      more = true;
      break;
    }
    const auto step = kept_step(context.site, ledger, registry, *dates, i);
    if (!step) return std::unexpected(step.error());
    if (taken++ != 0) out += ',';
    out += *step;
    next = day;
  }
  out += more ? fmt::format("],\"next\":\"{}\"}}\n", next) : std::string("],\"next\":null}\n");
  return {};
}

// --- moments

Result<std::string> moments_json(const Context& context) {
  std::string out = "{\"moments\":[";
  if (!context.site.views().has_ledger()) return out += "]}\n";
  const auto done = context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) {
    const auto dates = dates_until(context, ledger, registry);
    if (!dates) return Result<void>(std::unexpected(dates.error()));
    for (const DatedEvents& date : *dates)
      out += fmt::format("{}{{\"date\":\"{}\",\"position\":{}}}", &date == dates->data() ? "" : ",",
                         to_string(date.date), position_json(date.late ? 0 : date.end));
    return Result<void>();
  });
  if (!done) return std::unexpected(done.error());
  return out += "]}\n";
}

// --- diff

Result<registry::Registry> registry_of(Context& context, const std::optional<Moment>& moment, std::string_view field) {
  if (!moment) return context.view->registry();
  registry::Registry registry;
  const auto done = context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view name) {
    auto made = keeping::registry_at(ledger, name, *moment);
    if (!made) return Result<void>(std::unexpected(std::move(made.error())));
    registry = std::move(*made);
    return Result<void>();
  });
  if (done) return registry;
  return std::unexpected(context.site.views().has_ledger() ? of_field(done.error(), field) : done.error());
}

Result<std::string> difference_text(Context& context, const std::optional<Moment>& from,
                                    const std::optional<Moment>& to) {
  const auto before = registry_of(context, from, "from");
  if (!before) return std::unexpected(before.error());
  const auto after = registry_of(context, to, "to");
  if (!after) return std::unexpected(after.error());
  std::string out;
  app::write_difference_json(registry::difference(*before, *after), out);
  return out += '\n';
}

}  // namespace

Reply changes(Context& context) {
  const auto request = read_changes(context);
  if (!request) return send_error(context, request.error());
  if (!context.may_wait) return Reply::kWait;
  const auto done = context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) {
    return write_changes(context, *request, ledger, registry, context.response.body);
  });
  if (done) return send_written(context, kJson);
  context.response.body.clear();
  return send_error(context, done.error());
}

Reply moments(Context& context) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  return send_kept(context, "moments", kJson, [&] { return moments_json(context); });
}

Reply difference(Context& context) {
  if (auto fine = only(context, {"from", "to"}); !fine) return send_error(context, fine.error());
  const auto from = read_moment(context, "from");
  if (!from) return send_error(context, from.error());
  if (!*from) return send_error(context, wrong("from", "it says since when, and is missing").error());
  const auto to = read_moment(context, "to");
  if (!to) return send_error(context, to.error());
  const std::string key = fmt::format("diff {} {}", context.query.value("from"), context.query.value("to"));
  return send_kept(context, key, kJson, [&] { return difference_text(context, *from, *to); });
}

}  // namespace portolan::server::api
