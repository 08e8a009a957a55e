// SPDX-License-Identifier: Apache-2.0
#include "desk/review.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "desk/story.h"
#include "formats/json.h"
#include "lookup/spelling.h"
#include "procedures/checks.h"
#include "registry/status.h"

namespace portolan::desk {
namespace {

using procedures::Kind;
using procedures::Request;
using registry::Record;
using Records = std::vector<const Record*>;

constexpr std::size_t kMost = 5;  // of each kind
constexpr int kNear = 100;        // ports between neighbours
constexpr std::size_t kStem = 4;  // letters of a beginning that says something

bool is_assigned(const Record& record) {
  const Status status = registry::status_of(record).status;
  return !record.name.empty() && (status == Status::kAssigned || status == Status::kHistoric);
}

// --- names

// What stands before the first hyphen; empty if it is too short to say something.
std::string_view stem_of(std::string_view name) {
  const std::string_view stem = name.substr(0, name.find('-'));
  return stem.size() < kStem ? std::string_view() : stem;
}

// One is the beginning of the other, or what stands before their first hyphens is the same.
bool begins_alike(std::string_view a, std::string_view b) {
  if (std::min(a.size(), b.size()) >= kStem && (a.starts_with(b) || b.starts_with(a))) return true;
  const std::string_view stem = stem_of(a);
  return !stem.empty() && stem == stem_of(b);
}

class Similar {
 public:
  Similar(const Ground& ground, std::string_view name)
      : folded_(registry::fold_ascii(name)), misspelling_(folded_), confusable_(ground.world().confusable_with(name)) {}

  // 0: looks the same; 1 and 2: that many letters are other ones; 3: begins alike. Nothing: it is another name.
  std::optional<unsigned> rank(const Record& record) const {
    if (std::ranges::find(confusable_, record.name.text()) != confusable_.end()) return 0;
    const std::string other = record.name.folded();
    if (other == folded_) return std::nullopt;
    const unsigned errors = misspelling_.errors_in(other);
    if (errors <= misspelling_.tolerance()) return errors;
    return begins_alike(folded_, other) ? std::optional(3U) : std::nullopt;
  }

 private:
  std::string folded_;
  lookup::Misspelling misspelling_;
  std::vector<std::string> confusable_;
};

Records similar_to(const Ground& ground, std::string_view name) {
  if (name.empty()) return {};
  const Similar similar(ground, name);
  std::map<std::tuple<unsigned, std::string>, const Record*> found;
  for (const Record& record : ground.registry().records)
    if (is_assigned(record))
      if (const auto rank = similar.rank(record)) found.try_emplace({*rank, record.name.folded()}, &record);
  Records out;
  for (const auto& [key, record] : found)
    if (out.size() < kMost) out.push_back(record);
  return out;
}

// --- ports

Records neighbours_of(const Ground& ground, std::uint16_t port, std::string_view name) {
  Records on_it;
  const Record* below = nullptr;
  const Record* above = nullptr;
  for (const Record& record : ground.registry().records) {
    if (!record.ports || !is_assigned(record) || registry::same_name(record.name.text(), name)) continue;
    if (record.ports->contains(port))
      on_it.push_back(&record);
    else if (record.ports->last < port && port - record.ports->last <= kNear &&
             (below == nullptr || record.ports->last > below->ports->last))
      below = &record;
    else if (record.ports->first > port && record.ports->first - port <= kNear &&
             (above == nullptr || record.ports->first < above->ports->first))
      above = &record;
  }
  if (on_it.size() > kMost) on_it.resize(kMost);
  for (const Record* one : {below, above})
    if (one != nullptr) on_it.push_back(one);
  return on_it;
}

// --- the assignee

Records holdings_of(const Ground& ground, const Request& request) {
  Records out;
  if (request.assignee.empty()) return out;
  for (const Record& record : ground.registry().records) {
    if (out.size() == kMost) break;
    if (!is_assigned(record) || !procedures::is_held_by(record, request.assignee)) continue;
    const bool is_there = std::ranges::any_of(out, [&](const Record* one) {
      return one->ports == record.ports && registry::same_name(one->name.text(), record.name.text());
    });
    if (!is_there) out.push_back(&record);
  }
  return out;
}

std::optional<std::uint16_t> port_of(const Ground& ground, const Request& request) {
  if (request.kind == Kind::kAssignment) return procedures::port_for(ground.policy(), ground.world(), request);
  return request.ports ? std::optional(request.ports->first) : std::nullopt;
}

void write_records(app::JsonWriter& json, std::string_view key, const Records& records) {
  json.key(key).list(records, [&](const Record* one) {
    json.value([&](std::string& out) { formats::write_json_record(*one, out); });
  });
}

}  // namespace

std::vector<const Record*> records_after(const Effect& effect) {
  Records out;
  for (const registry::RecordChange& change : effect.difference.records)
    if (change.after != nullptr && !registry::is_quiet(change.kind)) out.push_back(change.after);
  return out;
}

std::string_view new_name_of(const Request& request) noexcept {
  if (request.kind == Kind::kAssignment) return request.name;
  return request.new_name;
}

Review review_of(const std::shared_ptr<const Ground>& ground, const Request& request, std::uint64_t now, Depth depth) {
  Review out;
  out.violations = procedures::check(ground->policy(), ground->world(), request);
  out.advice = procedures::advice(ground->policy(), ground->world(), request);
  out.port = port_of(*ground, request);
  out.precedents.similar = similar_to(*ground, new_name_of(request));
  if (out.port) out.precedents.neighbours = neighbours_of(*ground, *out.port, request.name);
  out.precedents.holdings = holdings_of(*ground, request);
  if (!out.violations.empty() || depth == Depth::kAdvice) return out;
  out.effect = preview(ground, request, now);
  return out;
}

Result<std::vector<ledger::ApplicationInfo>> others_for_name(ledger::Ledger& ledger, std::string_view registry,
                                                             const procedures::Application& application) {
  auto found = ledger.applications({.registry = std::string(registry),
                                    .service = std::string(new_name_of(application.request)),
                                    .limit = kMost + 1,
                                    .newest_first = true});
  if (!found) return found;
  if (new_name_of(application.request).empty()) found->clear();
  std::erase_if(*found, [&](const auto& one) { return one.number == application.number; });
  return found;
}

std::uint64_t age_in_days(const File& file, std::uint64_t now) {
  constexpr std::uint64_t kDay = 86'400'000'000;
  const std::uint64_t submitted = file.lines.front().recorded;
  return now < submitted ? 0 : (now - submitted) / kDay;
}

std::string review_json(const File& file, const Review& review, const std::vector<ledger::ApplicationInfo>& others,
                        std::uint64_t now) {
  std::string out;
  app::JsonWriter json(out);
  json.object([&] {
    json.member("application", file.application.number);
    json.member("age_days", age_in_days(file, now));
    json.key("file").value([&](std::string& into) { into += file_json(file); });
    write_violations(json, review.violations);
    json.key("advice").list(review.advice, [&](const std::string& one) { json.text(one); });
    if (review.port) json.member("port", *review.port);
    write_records(json, "similar", review.precedents.similar);
    write_records(json, "neighbours", review.precedents.neighbours);
    write_records(json, "holdings", review.precedents.holdings);
    json.key("same_name").list(others, [&](const ledger::ApplicationInfo& one) {
      json.value([&](std::string& into) { into += info_json(one); });
    });
    if (review.effect) write_records(json, "records", records_after(*review.effect));
  });
  return out;
}

}  // namespace portolan::desk
