// SPDX-License-Identifier: Apache-2.0
#include "app/inspect.h"

#include <utility>

namespace portolan::app {
namespace {

Finding finding_of(registry::Violation& violation, const std::string& file, const Parsed& parsed) {
  Place place{file, 0, 0, {}};
  if (violation.record && *violation.record < parsed.record_lines.size())
    place.line = parsed.record_lines[*violation.record];
  return {violation.severity, violation.rule,
          Error{ErrorCode::kInvalidValue, std::move(violation.message), std::move(place)}};
}

}  // namespace

Result<Inspection> inspect(const std::string& path, std::string_view from, const formats::Limits& limits) {
  const auto document = read_document(path, from, limits);
  if (!document) return std::unexpected(document.error());
  Inspection inspection;
  auto parsed = parse(*document, limits, true);
  if (!parsed) {
    for (Error& error : parsed.error())
      inspection.findings.push_back({registry::Severity::kError, nullptr, std::move(error)});
    return inspection;
  }
  for (registry::Violation& violation : registry::check(parsed->registry))
    inspection.findings.push_back(finding_of(violation, path, *parsed));
  inspection.read = true;
  inspection.records = parsed->registry.records.size();
  inspection.contacts = parsed->registry.contacts.size();
  inspection.updated = parsed->registry.updated;
  return inspection;
}

}  // namespace portolan::app
