// SPDX-License-Identifier: Apache-2.0
#include "desk/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "desk/again.h"
#include "events/fields.h"
#include "ledger/import_batch.h"
#include "procedures/encoding.h"
#include "proof/hash.h"

namespace portolan::desk {
namespace {

using ledger::Batch;
using procedures::Application;
using procedures::Command;
using procedures::Happening;
using procedures::Request;
using procedures::Time;
using procedures::Violation;

// Who has to read the registry anew loses against those who just wrote it; both of these are over before it gives up.
constexpr int kAttempts = 64;
constexpr std::chrono::seconds kPatience{30};

std::unexpected<Refusal> failed(Error error) { return std::unexpected(Refusal{{}, std::move(error)}); }
std::unexpected<Refusal> wrong(std::vector<Violation> violations) {
  return std::unexpected(Refusal{std::move(violations), std::nullopt});
}
std::unexpected<Refusal> wrong(std::string_view rule, std::string message) {
  return wrong({Violation{rule, {}, {}, std::move(message)}});
}

Time time_of(std::uint64_t microseconds) {
  return Time(std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(microseconds)));
}

// The same for the same command only: what is compared where a key is used again.
std::string digest_of(std::uint64_t number, const Command& command) {
  std::string bytes;
  events::FieldWriter fields(bytes);
  fields.number(1, number);
  fields.number(2, static_cast<std::uint64_t>(command.act));
  fields.bytes(3, command.text);
  for (const std::string& reason : command.reasons) fields.present(4, reason);
  fields.number(5, static_cast<std::uint64_t>(command.vote));
  fields.number(6, command.reviewer != nullptr ? command.reviewer->id : 0);
  if (command.request) {
    const procedures::Kept kept = procedures::keep(procedures::Submitted{*command.request});
    fields.bytes(7, kept.content);
    fields.present(8, kept.personal);
  }
  const proof::Hash hash = proof::sha256({bytes});
  return std::string(proof::bytes_of(hash));
}

std::string digest_of(std::string_view said) {
  const proof::Hash hash = proof::sha256({said});
  return std::string(proof::bytes_of(hash));
}

}  // namespace

// One attempt at a command.
class Desk::Work {
 public:
  Work(Desk& desk, std::uint64_t number, const Command& command, const Order& order)
      : desk_(desk), ledger_(desk.ledger_), number_(number), command_(command), order_(order) {}

  Outcome run() {
    if (!order_.key.empty()) {
      digest_ = order_.said.empty() ? digest_of(number_, command_) : digest_of(order_.said);
      if (auto before = done_before(); !before || *before) return hand_over(std::move(before));
    }
    auto ground = desk_.ground();
    if (!ground) return failed(std::move(ground.error()));
    ground_ = std::move(*ground);
    if (auto refused = begin()) return std::unexpected(std::move(*refused));
    const procedures::Setting setting{ground_->policy(), ground_->world(), time_of(order_.now)};
    auto decided = command_.act == procedures::Act::kSubmit
                       ? procedures::submit(setting, order_.actor, command_.request.value_or(Request()))
                       : procedures::decide(setting, receipt_.application, order_.actor, command_);
    // What stands against it may be its own twin, which was done a moment ago.
    if (!decided && !order_.key.empty())
      if (auto before = done_before(); !before || *before) return hand_over(std::move(before));
    if (!decided) return wrong(std::move(decided.error()));
    if (auto refused = follow(std::move(*decided))) return std::unexpected(std::move(*refused));
    return write();
  }

  std::expected<std::optional<Receipt>, Refusal> repeated() {
    digest_ = digest_of(order_.said);
    return done_before();
  }

 private:
  static Outcome hand_over(std::expected<std::optional<Receipt>, Refusal> before) {
    if (!before) return std::unexpected(std::move(before.error()));
    return std::move(**before);
  }

  // What the same command did; a violation if it was another.
  std::expected<std::optional<Receipt>, Refusal> done_before() {
    constexpr std::size_t kLongestKey = 128;
    if (order_.key.size() > kLongestKey || !registry::is_plain_text(order_.key))
      return wrong("key", fmt::format("a key is a text of {} bytes at most", kLongestKey));
    const std::string actor = procedures::actor_of(order_.actor.id);
    const auto position = ledger_.command_under(desk_.registry_, actor, order_.key);
    if (!position) return failed(position.error());
    if (!*position) return std::nullopt;
    const auto bytes = ledger_.event_bytes(**position);
    if (!bytes) return failed(bytes.error());
    const auto event = events::decode(*bytes);
    if (!event) return failed(event.error());
    const std::uint64_t number = events::application_number(event->what);
    return told_again(number, **position);
  }

  // All that the command did: its step, and those of the same append behind it.
  std::expected<std::optional<Receipt>, Refusal> told_again(std::uint64_t number, std::uint64_t position) {
    Receipt out;
    out.repeated = true;
    out.position = position;
    out.application.number = number;
    bool is_same = false;
    std::uint64_t recorded = 0;
    std::optional<Error> error;
    auto read = ledger_.each_step(
        desk_.registry_, number, [&](std::uint64_t at, const events::Event& event, const auto& personal) {
          if (at > position && event.recorded != recorded) return false;
          const auto& step = std::get<events::ApplicationStep>(event.what);
          auto told = procedures::tell(step.name, step.content, personal ? personal->data : std::string());
          if (told)
            if (auto done = procedures::apply(out.application, told->happening,
                                              procedures::person_of(event.actor).value_or(0), time_of(event.recorded));
                !done)
              error = done.error();
          if (!told) error = told.error();
          if (error) return false;
          if (at == position) {
            out.withheld = step.commitment && !personal;
            is_same = out.withheld ? (number_ == 0 || number_ == number) && may_be_of(told->happening, command_)
                                   : told->command == digest_;
            recorded = event.recorded;
          }
          if (at >= position) out.happenings.push_back(std::move(told->happening));
          return true;
        });
    if (!read) return failed(std::move(read.error()));
    if (error) return failed(std::move(*error));
    if (!is_same)
      return wrong("key-used",
                   fmt::format("the key '{}' was used for another command, of application {}", order_.key, number));
    if (out.withheld)
      out.advice.push_back(
          fmt::format("what was written in application {} is erased: only what is left of it was "
                      "compared with this command",
                      number));
    return out;
  }

  // The application as it stands.
  std::optional<Refusal> begin() {
    if (command_.act == procedures::Act::kSubmit) return std::nullopt;
    auto file = desk_.file(number_);
    if (!file) return Refusal{{}, std::move(file.error())};
    if (!*file)
      return Refusal{{Violation{"no-application", {}, {}, fmt::format("there is no application {}", number_)}}, {}};
    if (is_over_because_erased(**file))
      return Refusal{
          {Violation{"withheld",
                     {},
                     {},
                     fmt::format("what was written in application {} is erased: it is over; who wants it applies anew",
                                 number_)}},
          {}};
    receipt_.application = std::move((*file)->application);
    steps_ = (*file)->lines.size();
    return std::nullopt;
  }

  // Nobody decides on what cannot be read; publishing it would lack its assignee.
  bool is_over_because_erased(const File& file) const {
    if (command_.act == procedures::Act::kWithdraw || command_.act == procedures::Act::kTick) return false;
    return is_withheld(file);
  }

  // The application behind the happenings, and the records behind its publication.
  std::optional<Refusal> follow(std::vector<Happening> happenings) {
    for (Happening& happening : happenings) {
      if (auto done = procedures::apply(receipt_.application, happening, order_.actor.id, time_of(order_.now)); !done)
        return Refusal{{}, std::move(done.error())};
      standings_.push_back(procedures::standing_of(receipt_.application,
                                                   procedures::next_tick(ground_->policy(), receipt_.application)));
      if (const auto* published = std::get_if<procedures::Published>(&happening)) take_effect(*published);
      receipt_.happenings.push_back(std::move(happening));
    }
    if (command_.act == procedures::Act::kSubmit)
      receipt_.advice = procedures::advice(ground_->policy(), ground_->world(), receipt_.application.request);
    if (command_.act == procedures::Act::kSubmit && order_.dry_run && !receipt_.effect) receipt_.prospect = prospect();
    return std::nullopt;
  }

  Date date() const { return date_of_change(ground_->info().effective, order_.now); }

  void take_effect(const procedures::Published& published) {
    receipt_.effect = effect_of(ground_, receipt_.application.request, published.port, order_.now, order_.cards);
  }

  Effect prospect() const { return preview(ground_, receipt_.application.request, order_.now, order_.cards); }

  // --- writing

  Outcome write() {
    if (order_.dry_run || receipt_.happenings.empty()) return std::move(receipt_);
    const bool needs_numbers = command_.act == procedures::Act::kSubmit || receipt_.effect.has_value();
    const auto appended =
        needs_numbers ? ledger_.append(desk_.registry_, [&](const events::Supply& supply) { return batch(supply); })
                      : append_steps();
    if (!appended) return failed(appended.error());
    receipt_.position = appended->first;
    if (receipt_.effect) stand_behind(*appended);
    return std::move(receipt_);
  }

  // What the next command finds, where nobody else comes between.
  void stand_behind(const ledger::Appended& appended) {
    auto behind = ground_->behind(*receipt_.effect->after, written_, appended);
    desk_.ground_ = behind ? std::move(*behind) : nullptr;
  }

  Result<ledger::Appended> append_steps() {
    const auto supply = ledger_.numbers(desk_.registry_);
    if (!supply) return std::unexpected(supply.error());
    const auto made = steps(*supply);
    return ledger_.append(made);
  }

  // Called while nobody else can append.
  Result<Batch> batch(const events::Supply& supply) {
    const auto latest = ground_->is_latest(ledger_);
    if (!latest) return std::unexpected(latest.error());
    if (!*latest) return fail(ErrorCode::kConflict, "the registry has changed meanwhile: try again");
    if (command_.act == procedures::Act::kSubmit) receipt_.application.number = supply.application_number();
    Batch made = steps(supply);
    if (!receipt_.effect) return made;
    written_ = ledger::changing_batch(std::move(made),
                                      {ground_->state(), ground_->registry(), ground_->numbers(),
                                       *receipt_.effect->after, receipt_.effect->difference},
                                      supply);
    return written_;
  }

  Batch steps(const events::Supply& supply) {
    Batch made{.registry = desk_.registry_,
               .actor = procedures::actor_of(order_.actor.id),
               .reason = fmt::format("application {}", receipt_.application.number),
               .recorded = order_.now,
               .effective = date(),
               .events = {},
               .expected_version = {},
               .taken = {},
               .released = {}};
    for (std::size_t i = 0; i < receipt_.happenings.size(); ++i) made.events.push_back(step(i, supply));
    return made;
  }

  events::Prepared step(std::size_t index, const events::Supply& supply) {
    const bool first = index == 0;
    procedures::Kept kept = procedures::keep(receipt_.happenings[index], first ? digest_ : std::string());
    events::ApplicationStep what{.application = receipt_.application.number,
                                 .step = steps_ + index + 1,
                                 .name = std::move(kept.name),
                                 .key = first ? order_.key : std::string(),
                                 .standing = standings_[index],
                                 .content = std::move(kept.content),
                                 .commitment = {}};
    std::optional<events::Personal> personal;
    if (!kept.personal.empty()) {
      personal = events::Personal{supply.salt(), std::move(kept.personal)};
      what.commitment = events::commitment(*personal);
    }
    return {std::move(what), std::move(personal)};
  }

  Desk& desk_;
  ledger::Ledger& ledger_;
  std::uint64_t number_;
  const Command& command_;
  const Order& order_;
  std::string digest_;
  std::shared_ptr<const Ground> ground_;
  std::uint64_t steps_ = 0;
  std::vector<events::Standing> standings_;
  Receipt receipt_;
  Batch written_;  // of a publication
};

Result<std::shared_ptr<const Ground>> Desk::ground() {
  if (ground_) {
    const auto same = ground_->is_latest(ledger_);
    if (!same) return std::unexpected(same.error());
    if (*same) return ground_;
  }
  auto loaded = Ground::load(ledger_, registry_);
  if (loaded) ground_ = *loaded;
  return loaded;
}

Result<std::optional<File>> Desk::file(std::uint64_t number, std::uint64_t end) {
  File out;
  out.application.number = number;
  std::optional<Error> error;
  auto read = ledger_.each_step(
      registry_, number, [&](std::uint64_t position, const events::Event& event, const auto& personal) {
        if (position >= end) return false;
        const auto& step = std::get<events::ApplicationStep>(event.what);
        auto told = procedures::tell(step.name, step.content, personal ? personal->data : std::string());
        const auto actor = procedures::person_of(event.actor);
        auto applied = !told    ? Result<void>(std::unexpected(told.error()))
                       : !actor ? fail(ErrorCode::kDamaged, fmt::format("nobody did what event {} says", position))
                                : procedures::apply(out.application, told->happening, *actor, time_of(event.recorded));
        if (!applied) {
          error = std::move(applied.error());
          return false;
        }
        out.due = step.standing.due == 0 ? std::nullopt : std::optional(Time(std::chrono::seconds(step.standing.due)));
        out.lines.push_back(
            {position, event.recorded, *actor, std::move(told->happening), step.commitment && !personal});
        return true;
      });
  if (!read) return std::unexpected(std::move(read.error()));
  if (error) return std::unexpected(std::move(*error));
  if (out.lines.empty()) return std::nullopt;
  return out;
}

Outcome Desk::repeat_until_first(const std::function<Outcome()>& once) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (int attempt = 1;; ++attempt) {
    Outcome outcome = once();
    const bool slower = !outcome && outcome.error().error && outcome.error().error->code == ErrorCode::kConflict;
    if (!slower || (attempt >= kAttempts && std::chrono::steady_clock::now() > until)) return outcome;
  }
}

bool is_withheld(const File& file) { return std::ranges::any_of(file.lines, &Line::withheld); }

std::expected<std::optional<Receipt>, Refusal> Desk::repeated(const Order& order, std::uint64_t number,
                                                              const Command& command) {
  if (order.key.empty()) return std::nullopt;
  return Work(*this, number, command, order).repeated();
}

Outcome Desk::submit(const Request& request, const Order& order) {
  const Command command{.act = procedures::Act::kSubmit, .request = request};
  return repeat_until_first([&] { return Work(*this, 0, command, order).run(); });
}

Outcome Desk::act(std::uint64_t number, const Command& command, const Order& order) {
  return repeat_until_first([&] { return Work(*this, number, command, order).run(); });
}

Result<std::uint64_t> Desk::run_clock(std::uint64_t now) {
  const procedures::Person clock;
  const auto due = ledger_.applications({.registry = registry_,
                                         .due_by = static_cast<std::uint64_t>(time_of(now).time_since_epoch().count()),
                                         .limit = UINT64_MAX});
  if (!due) return std::unexpected(due.error());
  std::uint64_t done = 0;
  std::optional<Error> error;
  for (const ledger::ApplicationInfo& one : *due) {
    const Order order{.actor = clock, .now = now};
    const Outcome outcome = act(one.number, {.act = procedures::Act::kTick}, order);
    if (outcome && !outcome->happenings.empty()) ++done;
    // One that cannot be read does not keep the others waiting.
    if (!outcome && outcome.error().error && !error) error = outcome.error().error;
  }
  if (error) return std::unexpected(std::move(*error));
  return done;
}

std::vector<Collision> collisions(const Ground& ground) {
  std::vector<Collision> out;
  for (const registry::Record& record : ground.registry().records) {
    for (const procedures::Collision& one :
         procedures::collisions_below(ground.world(), record.name.text(), record.ports, record.covers()))
      out.push_back({&record, one.below, one.by_name});
  }
  return out;
}

Result<Founding> found(ledger::Ledger& ledger, const policies::Charter& charter, std::string_view text,
                       std::string actor, std::uint64_t now) {
  Founding out;
  out.registry = charter.name;
  const auto info = ledger.registry(charter.name);
  if (!info) return std::unexpected(info.error());
  out.is_new = !*info;
  events::State state;
  if (*info) {
    auto at = ledger.state(charter.name, ledger::Latest{});
    if (!at) return std::unexpected(std::move(at.error()));
    state = std::move(at->state);
  }
  out.before = state.rules();
  out.changes = out.before != text;
  const Date today = date_of_change(*info ? (*info)->effective : Date(), now);
  out.batch = {.registry = charter.name,
               .actor = std::move(actor),
               .reason = "rules",
               .recorded = now,
               .effective = today,
               .events = {},
               .expected_version = *info ? (*info)->version : 0,
               .taken = {},
               .released = {}};
  if (out.is_new) {
    registry::Registry head;
    head.id = charter.name;
    head.title = charter.title;
    head.updated = today;
    for (const std::string& note : charter.notes) head.notes.push_back({std::nullopt, registry::RichText::plain(note)});
    out.batch.events.push_back({events::HeadChanged{std::move(head)}, std::nullopt});
  }
  out.batch.events.push_back({events::RulesChanged{std::string(text)}, std::nullopt});
  return out;
}

}  // namespace portolan::desk
