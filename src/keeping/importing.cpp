// SPDX-License-Identifier: Apache-2.0
#include "keeping/importing.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <unordered_map>

#include "app/output.h"
#include "ledger/import_batch.h"
#include "lookup/compiler.h"
#include "proof/hash.h"
#include "registry/status.h"

namespace portolan::keeping {
namespace {

using events::State;
using ledger::Batch;
using registry::Record;
using registry::Registry;

struct Read {
  app::Document document;
  Registry registry;
  events::Digest sha256{};
};

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// --- what breaks

using FirstNames = std::map<std::pair<std::uint16_t, Transport>, std::string>;

// Ranges are left out: nobody relies on the name of the 40th port of one.
FirstNames first_names(const Registry& registry) {
  FirstNames names;
  for (const Record& record : registry.records)
    if (!record.name.empty() && record.ports && record.ports->size() == 1 && record.transport)
      names.try_emplace({record.ports->first, *record.transport}, record.name.text());
  return names;
}

std::vector<std::string> what_breaks(const Registry& before, const Registry& after) {
  std::vector<std::string> out;
  std::map<std::string, const Record*> names;
  for (const Record& record : before.records)
    if (!record.name.empty()) names.try_emplace(record.name.folded(), &record);
  for (const Record& record : after.records) names.erase(record.name.folded());
  for (const auto& [name, record] : names) out.push_back(fmt::format("the name {} is gone", registry::label(*record)));
  const FirstNames now = first_names(after);
  for (const auto& [port, name] : first_names(before)) {
    const auto found = now.find(port);
    if (found != now.end() && !registry::same_name(found->second, name))
      out.push_back(
          fmt::format("{}/{} is called {}, not {} any more", port.first, to_string(port.second), found->second, name));
  }
  return out;
}

// --- planning

class Planner {
 public:
  Planner(ledger::Ledger& ledger, const ImportOptions& options) : ledger_(ledger), options_(options) {}

  Result<Plan> run(std::vector<Read> documents) {
    plan_.registry = documents.front().registry.id;
    if (plan_.registry.empty()) plan_.registry = "registry";
    auto info = ledger_.registry(plan_.registry);
    if (!info) return std::unexpected(std::move(info.error()));
    const auto size = ledger_.size();
    if (!size) return std::unexpected(size.error());
    position_ = *size;
    if (*info) {
      latest_ = **info;
      if (auto loaded = load(ledger::Latest{}, main_); !loaded) return std::unexpected(std::move(loaded.error()));
      auto personal = ledger_.personal_of(main_.state);
      if (!personal) return std::unexpected(std::move(personal.error()));
      personal_ = std::move(*personal);
    }
    auto numbers = ledger_.numbers(plan_.registry);
    if (!numbers) return std::unexpected(std::move(numbers.error()));
    supply_ = std::move(*numbers);
    for (Read& read : documents)
      if (auto done = step(std::move(read)); !done) return std::unexpected(std::move(done.error()));
    return std::move(plan_);
  }

 private:
  // A state on the way, with the registry that it is.
  struct Line {
    State state;
    Registry registry;
    State::Numbers numbers;
    std::uint64_t end = 0;
  };

  Result<void> load(const ledger::Moment& moment, Line& line) {
    auto at = ledger_.state(plan_.registry, moment);
    if (!at) return std::unexpected(std::move(at.error()));
    line.numbers = {};
    auto made = ledger_.materialize(plan_.registry, *at, &line.numbers);
    if (!made) return std::unexpected(std::move(made.error()));
    line.registry = std::move(*made);
    line.state = std::move(at->state);
    line.end = at->end;
    return {};
  }

  Result<void> step(Read read) {
    Step step;
    step.file = base_name(read.document.file);
    step.date = read.registry.updated;
    if (read.registry.id != plan_.registry && !read.registry.id.empty())
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("this is the registry '{}', the others are '{}'", read.registry.id, plan_.registry),
                  {read.document.file, 0, 0, {}});
    const auto imported = ledger_.import_of(plan_.registry, read.sha256);
    if (!imported) return std::unexpected(imported.error());
    const bool again = std::ranges::find(seen_, read.sha256) != seen_.end();
    seen_.push_back(read.sha256);
    if (*imported || again) {
      step.known = true;
      plan_.steps.push_back(std::move(step));
      return {};
    }
    const bool has_state = latest_.version > 0 || !plan_.batches.empty();
    step.late = has_state && is_before(step.date, latest_.effective);
    if (step.late && !options_.backfill)
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("it is of {}, and the registry is already of {}: --backfill takes older ones",
                              to_string(step.date), to_string(latest_.effective)),
                  {read.document.file, 0, 0, {}});
    Line branch;
    if (step.late) {
      if (auto loaded = load(step.date, branch); !loaded) return loaded;
    }
    return change(std::move(read), std::move(step), step.late ? branch : main_);
  }

  static bool is_before(Date a, Date b) {
    return std::tuple(a.year, a.month, a.day) < std::tuple(b.year, b.month, b.day);
  }

  Result<void> change(Read read, Step step, Line& line) {
    step.before = std::make_unique<Registry>(line.registry);
    step.after = std::make_unique<Registry>(std::move(read.registry));
    step.difference = registry::difference(*step.before, *step.after);
    if (!step.before->records.empty()) step.breaks = what_breaks(*step.before, *step.after);
    Batch batch = ledger::import_batch({.registry = plan_.registry,
                                        .actor = options_.actor,
                                        .reason = {},
                                        .recorded = options_.now,
                                        .effective = step.date,
                                        .events = {},
                                        .expected_version = latest_.version + plan_.batches.size(),
                                        .taken = {},
                                        .released = {}},
                                       {.file = step.file,
                                        .sha256 = read.sha256,
                                        .format = std::string(read.document.form.name()),
                                        .document_date = step.date,
                                        .count = 0,
                                        .late = step.late,
                                        .base = step.late ? line.end : 0},
                                       {line.state, *step.before, line.numbers, *step.after, step.difference}, supply_);
    if (!step.late) {
      if (auto advanced = advance(batch, line); !advanced) return advanced;
      latest_.effective = step.date;
    }
    position_ += batch.events.size();
    plan_.batches.push_back(std::move(batch));
    plan_.steps.push_back(std::move(step));
    return {};
  }

  // The state behind the batch, for the next document.
  Result<void> advance(const Batch& batch, Line& line) {
    std::uint64_t position = position_;
    for (const events::Prepared& one : batch.events) {
      const events::Event event{.registry = {},
                                .recorded = 0,
                                .effective = {},
                                .actor = {},
                                .reason = {},
                                .late_import = 0,
                                .what = one.what};
      if (one.personal) personal_[position] = *one.personal;
      if (auto applied = line.state.apply(event, position++); !applied) return applied;
    }
    line.numbers = {};
    auto made = line.state.registry(
        [&](std::uint64_t at) -> Result<std::optional<events::Personal>> {
          if (const auto found = personal_.find(at); found != personal_.end()) return found->second;
          return std::nullopt;
        },
        &line.numbers);
    if (!made) return std::unexpected(std::move(made.error()));
    line.registry = std::move(*made);
    line.end = position;
    return {};
  }

  ledger::Ledger& ledger_;
  const ImportOptions& options_;
  Plan plan_;
  ledger::RegistryInfo latest_;
  Line main_;
  events::Supply supply_;
  std::uint64_t position_ = 0;
  std::unordered_map<std::uint64_t, events::Personal> personal_;
  std::vector<events::Digest> seen_;
};

app::Outcome<std::vector<Read>> read_all(std::vector<app::Document> documents, const ImportOptions& options,
                                         const formats::Limits& limits) {
  std::vector<Read> out;
  for (app::Document& document : documents) {
    auto parsed = app::parse(document, limits);
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    Read read{std::move(document), std::move(parsed->registry), {}};
    if (!read.registry.updated.has_day()) {
      if (!options.date.has_day())
        return std::unexpected(std::vector{Error{ErrorCode::kInvalidArgument,
                                                 "the document does not say of which day it is: say it with --date",
                                                 {read.document.file, 0, 0, {}}}});
      read.registry.updated = options.date;
    }
    read.sha256 = proof::sha256({read.document.bytes});
    read.document.bytes = {};
    out.push_back(std::move(read));
  }
  std::ranges::stable_sort(out, {}, [](const Read& read) {
    const Date date = read.registry.updated;
    return std::tuple(date.year, date.month, date.day);
  });
  return out;
}

}  // namespace

app::Outcome<Plan> plan_import(ledger::Ledger& ledger, std::vector<app::Document> documents,
                               const ImportOptions& options, const formats::Limits& limits) {
  auto read = read_all(std::move(documents), options, limits);
  if (!read) return std::unexpected(std::move(read.error()));
  if (read->empty()) return Plan();
  auto plan = Planner(ledger, options).run(std::move(*read));
  if (!plan) return std::unexpected(std::vector{std::move(plan.error())});
  return std::move(*plan);
}

Result<void> carry_out(ledger::Ledger& ledger, const Plan& plan) {
  if (plan.empty()) return {};
  auto done = ledger.append(plan.batches);
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

Result<void> refresh_lookup(ledger::Ledger& ledger, const Place& place, std::string_view registry) {
  if (!place.is_folder()) return {};
  const auto meant = registry_in(ledger);
  if (!meant) {  // one of several: who asks the folder has to say which, and must not be answered from any
    std::error_code ignored;
    std::filesystem::remove(place.lookup_file(), ignored);
    return {};
  }
  if (*meant != registry) return {};
  const auto at = ledger.state(registry, ledger::Latest{});
  if (!at) return std::unexpected(at.error());
  const auto made = ledger.materialize(registry, *at);
  if (!made) return std::unexpected(made.error());
  const auto bytes = lookup::compile(*made);
  if (!bytes) return std::unexpected(bytes.error());
  return app::write_file(place.lookup_file(), *bytes);
}

}  // namespace portolan::keeping
