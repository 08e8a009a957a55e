// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "app/statistics_parts.h"
#include "registry/check.h"

namespace portolan::app {
namespace {

using registry::Contact;
using registry::Record;
using registry::ReferenceKind;
using registry::References;

std::tuple<int, int, int> in_order(Date date) { return {date.year, date.month, date.day}; }
Date newer(Date a, Date b) { return in_order(a) < in_order(b) ? b : a; }

// Whole years from one date to another; a month without a day counts from its beginning.
int years_between(Date from, Date to) {
  int months = (to.year - from.year) * 12 + to.month - from.month;
  if (to.has_day() && to.day < from.day) --months;
  return std::max(0, months / 12);
}

std::string shown_name(const Contact& contact) {
  if (contact.name && !contact.name->empty()) return *contact.name;
  return contact.organization.value_or("");
}

// The ports of overlapping ranges, each once.
std::uint32_t union_size(std::vector<PortRange>& ranges) {
  std::ranges::sort(ranges);
  std::uint32_t size = 0;
  std::uint32_t counted = 0;  // all ports below are
  for (const PortRange range : ranges) {
    const std::uint32_t begin = std::max<std::uint32_t>(counted, range.first);
    const std::uint32_t end = std::uint32_t{range.last} + 1;
    if (begin >= end) continue;
    size += end - begin;
    counted = end;
  }
  return size;
}

// What the records say of somebody.
struct Life {
  std::uint32_t assignments = 0;
  Date newest;  // of the records' dates
};

std::set<std::string_view> people_of(const Record& record) {
  std::set<std::string_view> people;
  for (const References* references : {&record.assignee, &record.contacts})
    for (const registry::Reference& reference : *references)
      if (reference.kind == ReferenceKind::kPerson) people.insert(reference.data);
  return people;
}

std::unordered_map<std::string_view, Life> lives_of(const Material& material) {
  std::unordered_map<std::string_view, Life> lives;
  for (std::size_t i = 0; i < material.registry.records.size(); ++i) {
    const Record& record = material.registry.records[i];
    for (const std::string_view person : people_of(record)) {
      Life& life = lives[person];
      if (is_assignment(material.statuses[i])) ++life.assignments;
      life.newest = newer(life.newest, newer(record.registered, record.modified));
    }
  }
  return lives;
}

std::vector<AgeClass> age_classes() {
  return {{.from = 0, .to = 2},   {.from = 2, .to = 5},   {.from = 5, .to = 10},
          {.from = 10, .to = 20}, {.from = 20, .to = {}}, {.from = {}, .to = {}}};
}

// The class of a date; the last one if its age cannot be told.
AgeClass& class_of(std::vector<AgeClass>& classes, Date date, Date today) {
  if (date.empty() || today.empty()) return classes.back();
  const int age = years_between(date, today);
  return *std::ranges::find_if(classes, [&](const AgeClass& c) { return !c.from || !c.to || age < *c.to; });
}

void count_ages(const Material& material, ContactFigures& out) {
  const auto lives = lives_of(material);
  const Date today = material.registry.updated;
  out.ages = age_classes();
  std::unordered_set<std::string_view> seen;
  for (const Contact& contact : material.registry.contacts) {
    const auto life = lives.find(contact.id);
    if (life == lives.end() || !seen.insert(contact.id).second) continue;
    const Date updated = contact.updated.value_or(Date{});
    const Date last_sign = newer(updated, life->second.newest);
    ++class_of(out.ages, updated, today).by_updated;
    ++class_of(out.ages, life->second.newest, today).by_newest;
    ++class_of(out.ages, last_sign, today).by_either;
    if (life->second.assignments == 0 || today.empty()) continue;
    if (!last_sign.empty() && years_between(last_sign, today) < ContactFigures::kStaleYears) continue;
    ++out.stale;
    out.most.push_back({contact.id, shown_name(contact), life->second.assignments, last_sign});
  }
  std::ranges::stable_sort(out.most, std::greater{}, &StaleContact::assignments);
  if (out.most.size() > kMost) out.most.resize(kMost);
}

void add(Listed<std::string>& list, std::string_view id) {
  ++list.count;
  if (list.listed.size() < kListed) list.listed.emplace_back(id);
}

// `portolan check` has the rules.
void list_unpaired(const Material& material, ContactFigures& out) {
  std::unordered_set<std::string> missing;
  std::set<std::size_t> citing;
  for (const registry::Violation& violation : registry::check(material.registry)) {
    if (violation.rule->id == "contact-unused") add(out.orphans, violation.contact);
    if (violation.rule->id != "contact-unknown") continue;
    if (violation.record) citing.insert(*violation.record);
    if (missing.insert(violation.contact).second) add(out.missing, violation.contact);
  }
  out.citing_missing = static_cast<std::uint32_t>(citing.size());
}

}  // namespace

void count_holders(const Material& material, Statistics& out) {
  struct Held {
    std::vector<PortRange> ports;
    std::uint32_t assignments = 0;
  };
  std::unordered_map<std::string_view, Held> held;
  for (std::size_t i = 0; i < material.registry.records.size(); ++i) {
    const Record& record = material.registry.records[i];
    if (!is_assignment(material.statuses[i])) continue;
    std::set<std::string_view> holders;
    for (const registry::Reference& reference : record.holders())
      if (reference.kind == ReferenceKind::kPerson) holders.insert(reference.data);
    for (const std::string_view holder : holders) {
      ++held[holder].assignments;
      if (record.ports) held[holder].ports.push_back(*record.ports);
    }
  }
  const registry::ContactIndex contacts(material.registry);
  std::vector<Holder> most;
  for (auto& [id, what] : held) most.push_back({std::string(id), {}, union_size(what.ports), what.assignments});
  std::ranges::sort(most, [](const Holder& a, const Holder& b) {
    return std::tuple(b.ports, b.assignments, std::string_view(a.id)) <
           std::tuple(a.ports, a.assignments, std::string_view(b.id));
  });
  out.holders.count = static_cast<std::uint32_t>(most.size());
  if (most.size() > kMost) most.resize(kMost);
  for (Holder& holder : most)
    if (const Contact* contact = contacts.find(holder.id)) holder.name = shown_name(*contact);
  out.holders.most = std::move(most);
}

void count_contacts(const Material& material, Statistics& out) {
  out.contacts.total = static_cast<std::uint32_t>(material.registry.contacts.size());
  count_ages(material, out.contacts);
  list_unpaired(material, out.contacts);
}

}  // namespace portolan::app
