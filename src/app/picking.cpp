// SPDX-License-Identifier: Apache-2.0
#include "app/picking.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>

#include "formats/json.h"

namespace portolan::app {
namespace {

using formats::write_json_string;
using registry::Finding;
using registry::Reason;

Transports transports_of(RecordView record) {
  const auto transport = record.transport();
  return transport ? Transports(*transport) : Transports::all();
}

// getpwuid() would load the name services of the system, which a static program cannot.
std::string name_of_user(uid_t user) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/etc/passwd", "re"), std::fclose);
  if (file != nullptr)
    while (const passwd* entry = ::fgetpwent(file.get()))
      if (entry->pw_uid == user) return entry->pw_name;
  return std::to_string(user);
}

// Keys are snake_case, while values are words.
std::string key_of(Reason reason) {
  std::string key(to_string(reason));
  std::ranges::replace(key, '-', '_');
  return key;
}

void write_text_member(std::string_view key, std::string_view text, std::string& out) {
  write_json_string(key, out);
  out += ':';
  write_json_string(text, out);
}

void write_finding(const Finding& finding, std::string& out) {
  out += '{';
  write_text_member("reason", to_string(finding.reason), out);
  out += ',';
  write_text_member("words", finding.words, out);
}

void write_totals(const registry::Picked& picked, std::string& out) {
  out += "\"totals\":{";
  for (const Reason reason : registry::kAllReasons)
    fmt::format_to(std::back_inserter(out), "\"{}\":{},", key_of(reason), picked.total(reason));
  out.back() = '}';
}

std::string transport_list(Transports transports) {
  std::vector<std::string> words;
  for (const Transport transport : kAllTransports)
    if (transports.contains(transport)) words.push_back(fmt::format("\"{}\"", to_string(transport)));
  return fmt::format("[{}]", fmt::join(words, ","));
}

std::string reason_list(registry::Reasons reasons) {
  std::vector<std::string> words;
  for (const Reason reason : registry::kAllReasons)
    if (reasons.contains(reason)) words.push_back(fmt::format("\"{}\"", to_string(reason)));
  return fmt::format("[{}]", fmt::join(words, ","));
}

void write_rejected(const registry::Availability& availability, const registry::PickRequest& request,
                    const registry::Picked& picked, std::string& out) {
  out += "\"rejected\":[";
  for (const registry::Rejected& rejected : picked.rejected) {
    out += fmt::format("{}{{\"port\":{},\"reasons\":[", &rejected == picked.rejected.data() ? "" : ",", rejected.port);
    for (const Finding& finding : objections(availability, request, rejected.port)) {
      if (out.back() == '}') out += ',';
      write_finding(finding, out);
      out += '}';
    }
    out += "]}";
  }
  out += ']';
}

}  // namespace

Result<std::vector<registry::Holding>> holdings_of(const Lookup& lookup) {
  std::vector<registry::Holding> holdings;
  holdings.reserve(lookup.size());
  for (std::uint32_t position = 0; position < lookup.size(); ++position) {
    const RecordView record = lookup.record(position);
    if (!record.valid()) return fail(ErrorCode::kDamaged, "it is damaged: make it again with 'portolan compile'");
    const auto ports = record.ports();
    if (!ports || record.status() == Status::kUnassigned) continue;
    holdings.push_back(
        {.ports = *ports,
         .transports = transports_of(record),
         .status = {.status = record.status(), .since = record.deassigned(), .removed = record.removed()},
         .name = std::string(record.name()),
         .record = position});
  }
  return holdings;
}

std::string login_name() {
  for (const char* variable : {"LOGNAME", "USER"})
    if (const char* name = std::getenv(variable); name != nullptr && *name != '\0') return name;
  return name_of_user(::getuid());
}

std::vector<Finding> objections(const registry::Availability& availability, const registry::PickRequest& request,
                                std::uint16_t port) {
  auto verdict = registry::explain(availability, request, port);
  if (!verdict) return {};
  std::erase_if(verdict->findings, [&](const Finding& finding) { return request.tolerated.contains(finding.reason); });
  return std::move(verdict->findings);
}

void write_pick_json(const registry::Availability& availability, const host::PortFacts& host,
                     const registry::PickRequest& request, const registry::Picked& picked, std::string& out) {
  out += '{';
  write_text_member("user", request.user, out);
  out += ',';
  write_text_member("name", request.name, out);
  fmt::format_to(std::back_inserter(out),
                 ",\"range\":\"{}\",\"transports\":{},\"allowed\":{},\"port\":{},\"ports\":[{}],\"free\":{},",
                 to_string(request.range), transport_list(request.transports), reason_list(request.tolerated),
                 picked.ports.empty() ? "null" : std::to_string(picked.ports.front()), fmt::join(picked.ports, ","),
                 picked.free);
  write_totals(picked, out);
  out += ',';
  write_rejected(availability, request, picked, out);
  fmt::format_to(std::back_inserter(out),
                 ",\"ephemeral\":{{\"ports\":\"{}\",\"from\":", to_string(host.facts.ephemeral));
  if (host.facts.ephemeral_known)
    write_json_string(host.ephemeral_from, out);
  else
    out += "null";
  out += "}}";
}

void write_verdict_json(const registry::PickRequest& request, std::uint16_t port, const registry::Verdict& verdict,
                        std::string& out) {
  fmt::format_to(std::back_inserter(out), "{{\"port\":{},\"usable\":{},\"in_range\":{},\"reasons\":[", port,
                 verdict.free, verdict.in_range);
  for (const Finding& finding : verdict.findings) {
    if (out.back() == '}') out += ',';
    write_finding(finding, out);
    fmt::format_to(std::back_inserter(out), ",\"allowed\":{}}}", request.tolerated.contains(finding.reason));
  }
  out += "]}";
}

}  // namespace portolan::app
