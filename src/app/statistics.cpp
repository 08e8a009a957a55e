// SPDX-License-Identifier: Apache-2.0
#include "app/statistics.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "app/statistics_parts.h"

namespace portolan::app {
namespace {

using registry::Record;
using registry::ReferenceKind;

// In RFC 6335's words a record without a transport is one for all, or a name alone.
std::size_t transport_row(const Record& record) {
  return record.transport ? static_cast<std::size_t>(*record.transport) : kAllTransports.size();
}

// The dated years, ascending and without gaps.
class Years {
 public:
  YearFigures& at(int year) {
    YearFigures& found = years_[year];
    found.year = year;
    return found;
  }
  std::vector<YearFigures> all() && {
    std::vector<YearFigures> out;
    for (auto& [year, figures] : years_) {
      while (!out.empty() && out.back().year + 1 < year) out.push_back({.year = out.back().year + 1});
      out.push_back(figures);
    }
    return out;
  }

 private:
  std::map<int, YearFigures> years_;
};

void count_reference_kinds(const Record& record, ReferenceFigures& out,
                           std::unordered_map<std::string, std::uint32_t>& rfcs) {
  std::set<ReferenceKind> kinds;
  std::set<std::string> cited;
  for (const registry::Reference& reference : record.references) {
    kinds.insert(reference.kind);
    if (reference.kind == ReferenceKind::kRfc) cited.insert(registry::fold_ascii(reference.data));
  }
  for (const std::string& rfc : cited) ++rfcs[rfc];
  out.rfc += kinds.erase(ReferenceKind::kRfc) != 0 ? 1U : 0U;
  out.draft += kinds.erase(ReferenceKind::kDraft) != 0 ? 1U : 0U;
  out.uri += kinds.erase(ReferenceKind::kUri) != 0 ? 1U : 0U;
  out.other += kinds.empty() ? 0U : 1U;
  out.none += record.references.empty() ? 1U : 0U;
}

// The first year of each name, by its folded spelling; 0 where an assignment of it has no date.
std::unordered_map<std::string, int> first_years_of_names(const Material& material) {
  std::unordered_map<std::string, int> years;
  for (const Record& record : material.registry.records) {
    if (record.name.empty()) continue;
    const int year = record.registered.year;
    const auto [found, is_new] = years.try_emplace(record.name.folded(), year);
    if (!is_new) found->second = std::min(found->second, year);
  }
  return years;
}

}  // namespace

Material::Material(const registry::Registry& from)
    : registry(from), statuses(statuses_of(from)), cells(from, statuses), first_years(kPortCount) {
  // Of several records PortCover keeps the one added first: so they come in the order of their years.
  std::vector<std::size_t> dated;
  for (std::size_t i = 0; i < from.records.size(); ++i)
    if (from.records[i].ports && is_assignment(statuses[i])) dated.push_back(i);
  std::ranges::stable_sort(dated, {}, [&](std::size_t i) { return from.records[i].registered.year; });
  registry::PortCover cover;
  for (const std::size_t i : dated) cover.add(*from.records[i].ports, Transport::kTcp, i);
  cover.finish();
  for (std::uint32_t port = 0; port < kPortCount; ++port) {
    const auto number = static_cast<std::uint16_t>(port);
    const auto found = cover.find({number, number}, Transport::kTcp);
    if (found) first_years[port] = from.records[*found].registered.year;
  }
}

RecordKey key_of(const Record& record) { return {record.name.text(), registry::ports_text(record), record.transport}; }

void count_records(const Material& material, Statistics& out) {
  out.records = static_cast<std::uint32_t>(material.registry.records.size());
  for (std::size_t i = 0; i < kAllTransports.size(); ++i) out.transports[i].transport = kAllTransports[i];
  for (std::size_t i = 0; i < material.registry.records.size(); ++i) {
    const Record& record = material.registry.records[i];
    ++out.by_status[static_cast<std::size_t>(material.statuses[i])];
    ++(record.ports ? out.with_port : out.without_port);
    if (!record.ports && !record.transport) ++out.without_port_and_transport;
    if (record.ports && !record.transport) ++out.without_transport;
    if (record.ports && (record.range_of_one || record.ports->size() > 1)) ++out.range_records;
    TransportFigures& transport = out.transports[transport_row(record)];
    ++transport.records;
    if (is_assignment(material.statuses[i])) ++transport.assignments;
    if (!record.unauthorized_use.empty()) {
      ++out.unauthorized_use.count;
      if (out.unauthorized_use.listed.size() < kListed) out.unauthorized_use.listed.push_back(key_of(record));
    }
    if (record.service_code && out.service_codes.size() < kListed)
      out.service_codes.push_back({key_of(record), *record.service_code});
  }
}

void count_years(const Material& material, Statistics& out) {
  Years years;
  for (std::size_t i = 0; i < material.registry.records.size(); ++i) {
    const Record& record = material.registry.records[i];
    if (!record.modified.empty()) ++years.at(record.modified.year).modifications;
    if (!is_assignment(material.statuses[i])) continue;
    if (record.registered.empty()) {
      ++out.undated;
      continue;
    }
    YearFigures& year = years.at(record.registered.year);
    ++year.assignments;
    ++year.by_transport[transport_row(record)];
    if (!record.ports) ++year.without_port;
  }
  for (const auto& [name, year] : first_years_of_names(material))
    if (year != 0) ++years.at(year).names;
  for (const int year : material.first_years)
    if (year != 0) ++years.at(year).ports;
  out.years = std::move(years).all();
}

void count_references(const Material& material, Statistics& out) {
  std::unordered_map<std::string, std::uint32_t> rfcs;
  for (std::size_t i = 0; i < material.registry.records.size(); ++i)
    if (is_assignment(material.statuses[i])) count_reference_kinds(material.registry.records[i], out.references, rfcs);
  out.references.rfcs = static_cast<std::uint32_t>(rfcs.size());
  std::vector<ReferenceFigures::Rfc> most;
  for (const auto& [rfc, count] : rfcs) most.push_back({rfc, count});
  std::ranges::sort(most, [](const auto& a, const auto& b) {
    return std::tuple(b.assignments, std::string_view(a.rfc)) < std::tuple(a.assignments, std::string_view(b.rfc));
  });
  if (most.size() > kMost) most.resize(kMost);
  out.references.most = std::move(most);
}

Statistics statistics_of(const registry::Registry& registry) {
  const Material material(registry);
  Statistics out;
  out.updated = registry.updated;
  count_records(material, out);
  count_names(material, out);
  count_years(material, out);
  count_references(material, out);
  count_ports(material, out);
  list_several_names(material, out);
  count_holders(material, out);
  count_contacts(material, out);
  return out;
}

std::vector<Decade> decades_of(const Statistics& statistics) {
  std::vector<Decade> decades;
  for (const YearFigures& year : statistics.years) {
    const int decade = year.year / 10 * 10;
    if (decades.empty() || decades.back().decade != decade) decades.push_back({decade, 0});
    decades.back().assignments += year.assignments;
  }
  return decades;
}

}  // namespace portolan::app
