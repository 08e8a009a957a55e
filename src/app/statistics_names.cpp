// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "app/statistics_parts.h"
#include "registry/alias.h"

namespace portolan::app {
namespace {

using registry::Record;

// Where the names that a port has on a transport begin and end.
class NameSweep {
 public:
  NameSweep(const Material& material, Transport transport) : records_(material.registry.records), on_(transport) {
    for (std::size_t i = 0; i < records_.size(); ++i) {
      const Record& record = records_[i];
      if (record.name.empty() || !record.ports || !record.covers().contains(transport)) continue;
      events_[record.ports->first].push_back({i, true});
      events_[std::uint32_t{record.ports->last} + 1].push_back({i, false});
    }
  }

  // Adds the ports with several names to `out`.
  void run(Listed<PortNames>& out) {
    std::uint32_t since = 0;
    for (const auto& [port, events] : events_) {
      tell(since, port, out);
      for (const Event& event : events) apply(event);
      since = port;
    }
  }

 private:
  struct Event {
    std::size_t record;
    bool begins;
  };

  void apply(const Event& event) {
    const std::string name = records_[event.record].name.folded();
    if (event.begins) {
      open_.insert(event.record);
      ++names_[name];
    } else {
      open_.erase(event.record);
      if (--names_[name] == 0) names_.erase(name);
    }
  }

  void tell(std::uint32_t begin, std::uint32_t end, Listed<PortNames>& out) const {
    if (names_.size() < 2) return;
    out.count += end - begin;
    for (std::uint32_t port = begin; port < end && out.listed.size() < kListed; ++port)
      out.listed.push_back({static_cast<std::uint16_t>(port), on_, open_names()});
  }

  std::vector<std::string> open_names() const {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const std::size_t record : open_)
      if (seen.insert(records_[record].name.folded()).second) names.push_back(records_[record].name.text());
    return names;
  }

  const std::vector<Record>& records_;
  Transport on_;
  std::map<std::uint32_t, std::vector<Event>> events_;
  std::set<std::size_t> open_;
  std::map<std::string, std::uint32_t> names_;
};

void list_several_ports(const Material& material, Statistics& out) {
  struct Ports {
    std::string name;
    std::set<PortRange> ports;
  };
  std::unordered_map<std::string, Ports> by_name;
  for (const Record& record : material.registry.records) {
    if (record.name.empty() || !record.ports) continue;
    Ports& ports = by_name[record.name.folded()];
    if (ports.ports.empty()) ports.name = record.name.text();
    ports.ports.insert(*record.ports);
  }
  std::vector<const Ports*> several;
  for (const auto& [folded, ports] : by_name)
    if (ports.ports.size() > 1) several.push_back(&ports);
  std::ranges::sort(several, [](const Ports* a, const Ports* b) {
    return std::tuple(b->ports.size(), std::string_view(a->name)) <
           std::tuple(a->ports.size(), std::string_view(b->name));
  });
  out.several_ports.count = static_cast<std::uint32_t>(several.size());
  if (several.size() > kListed) several.resize(kListed);
  for (const Ports* ports : several)
    out.several_ports.listed.push_back({ports->name, {ports->ports.begin(), ports->ports.end()}});
}

void list_aliases(const Material& material, Statistics& out) {
  const registry::AliasLinks links(material.registry);
  std::unordered_set<std::string> seen;
  for (const Record& record : material.registry.records) {
    const std::string_view canonical = links.canonical(record.name.text());
    if (record.name.empty() || canonical.empty() || !seen.insert(record.name.folded()).second) continue;
    ++out.aliases.count;
    if (out.aliases.listed.size() < kListed) out.aliases.listed.push_back({record.name.text(), std::string(canonical)});
  }
}

}  // namespace

void count_names(const Material& material, Statistics& out) {
  std::unordered_set<std::string> all;
  std::unordered_set<std::string> without_port;
  std::unordered_set<std::string> historic;
  for (std::size_t i = 0; i < material.registry.records.size(); ++i) {
    const Record& record = material.registry.records[i];
    if (record.name.empty()) continue;
    std::string name = record.name.folded();
    if (!record.ports) without_port.insert(name);
    if (material.statuses[i] == Status::kHistoric) historic.insert(name);
    all.insert(std::move(name));
  }
  out.names = static_cast<std::uint32_t>(all.size());
  out.names_without_port = static_cast<std::uint32_t>(without_port.size());
  out.historic_names = static_cast<std::uint32_t>(historic.size());
  list_several_ports(material, out);
  list_aliases(material, out);
}

void list_several_names(const Material& material, Statistics& out) {
  Listed<PortNames>& all = out.several_names;
  for (const Transport transport : kAllTransports) {
    Listed<PortNames> here;
    NameSweep(material, transport).run(here);
    all.count += here.count;
    all.listed.insert(all.listed.end(), here.listed.begin(), here.listed.end());
  }
  std::ranges::stable_sort(all.listed, {}, &PortNames::port);
  if (all.listed.size() > kListed) all.listed.resize(kListed);
}

}  // namespace portolan::app
