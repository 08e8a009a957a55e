// SPDX-License-Identifier: Apache-2.0
#include "app/port_map.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "app/json_writer.h"

namespace portolan::app {
namespace {

using registry::Record;

// The first person that holds a record; empty if nobody does.
std::string_view holder_of(const Record& record) {
  for (const registry::Reference& reference : record.holders())
    if (reference.kind == registry::ReferenceKind::kPerson) return reference.data;
  return {};
}

// What makes ports alike.
struct Look {
  Status status;
  std::string_view name;
  std::string_view holder;
  int registered;
  bool operator==(const Look&) const = default;
};

struct Run {
  std::uint32_t first;
  std::uint32_t last;
  Transports transports;
  Look look;
};

class Runs {
 public:
  explicit Runs(const registry::Registry& registry)
      : records_(registry.records), statuses_(statuses_of(registry)), cells_(registry, statuses_) {
    for (std::uint32_t port = 0; port < kPortCount; ++port) add(port);
  }

  const std::vector<Run>& all() const noexcept { return runs_; }

 private:
  Look look_of(std::size_t record) const {
    const Record& from = records_[record];
    return {statuses_[record], from.name.text(), holder_of(from), from.registered.year};
  }

  // The looks of a port, each with the transports that have it.
  std::vector<Run> looks_at(std::uint32_t port) const {
    std::vector<Run> looks;
    for (const Transport transport : kAllTransports) {
      const auto record = cells_.record(transport, port);
      if (!record) continue;
      const Look look = look_of(*record);
      const auto same = std::ranges::find(looks, look, &Run::look);
      if (same != looks.end())
        same->transports |= transport;
      else
        looks.push_back({port, port, transport, look});
    }
    return looks;
  }

  void add(std::uint32_t port) {
    std::vector<std::size_t> here;
    for (Run& look : looks_at(port)) {
      const auto before = std::ranges::find_if(
          open_, [&](std::size_t i) { return runs_[i].transports == look.transports && runs_[i].look == look.look; });
      here.push_back(before != open_.end() ? *before : runs_.size());
      if (before == open_.end()) runs_.push_back(std::move(look));
      runs_[here.back()].last = port;
    }
    open_ = std::move(here);
  }

  const std::vector<Record>& records_;
  std::vector<Status> statuses_;
  PortCells cells_;
  std::vector<Run> runs_;
  std::vector<std::size_t> open_;  // the runs that hold the port before
};

using Holders = std::unordered_map<std::string_view, std::uint32_t>;

// Those with more than one run, most runs first.
std::vector<std::string_view> common_holders(const std::vector<Run>& runs) {
  Holders counts;
  for (const Run& run : runs)
    if (!run.look.holder.empty()) ++counts[run.look.holder];
  std::vector<std::string_view> common;
  for (const auto& [holder, count] : counts)
    if (count > 1) common.push_back(holder);
  std::ranges::sort(common, [&](std::string_view a, std::string_view b) {
    return std::tuple(counts[b], a) < std::tuple(counts[a], b);
  });
  return common;
}

}  // namespace

PortMap port_map_of(const registry::Registry& registry) {
  const Runs runs(registry);
  PortMap map{.updated = registry.updated, .holders = {}, .runs = {}};
  Holders positions;
  for (const std::string_view holder : common_holders(runs.all())) {
    positions.emplace(holder, static_cast<std::uint32_t>(map.holders.size()));
    map.holders.emplace_back(holder);
  }
  map.runs.reserve(runs.all().size());
  for (const Run& run : runs.all()) {
    const auto holder = positions.find(run.look.holder);
    map.runs.push_back({.ports = {static_cast<std::uint16_t>(run.first), static_cast<std::uint16_t>(run.last)},
                        .transports = run.transports,
                        .status = run.look.status,
                        .name = std::string(run.look.name),
                        .holder = holder == positions.end() ? std::nullopt : std::optional(holder->second),
                        .registered = run.look.registered});
  }
  return map;
}

void write_port_map_json(const PortMap& map, std::string& out) {
  constexpr std::array kStatuses = {Status::kAssigned, Status::kHistoric, Status::kUnassigned, Status::kReserved,
                                    Status::kDeassigned};
  JsonWriter json(out);
  json.object([&] {
    json.member("updated", map.updated);
    json.key("transports").list(kAllTransports, [&](Transport transport) { json.text(to_string(transport)); });
    json.key("statuses").list(kStatuses, [&](Status status) { json.text(to_string(status)); });
    json.key("holders").list(map.holders, [&](const std::string& id) { json.text(id); });
    json.key("runs").object([&] {
      const auto column = [&](std::string_view name, auto value) {
        json.key(name).list(map.runs, [&](const PortRun& run) { json.number(value(run)); });
      };
      std::uint32_t before = 0;
      column("gap", [&](const PortRun& run) { return run.ports.first - std::exchange(before, run.ports.first); });
      column("length", [](const PortRun& run) { return run.ports.size(); });
      column("transports", [](const PortRun& run) { return run.transports.bits(); });
      column("status", [](const PortRun& run) { return static_cast<unsigned>(run.status); });
      json.key("name").list(map.runs, [&](const PortRun& run) { json.text(run.name); });
      column("holder", [](const PortRun& run) { return run.holder ? static_cast<int>(*run.holder) : -1; });
      column("registered", [](const PortRun& run) { return run.registered; });
    });
  });
}

}  // namespace portolan::app
