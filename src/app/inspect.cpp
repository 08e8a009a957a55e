// SPDX-License-Identifier: Apache-2.0
#include "app/inspect.h"

namespace portolan::app {

Result<Inspection> inspect(const std::string& path, std::string_view from, const formats::Limits& limits) {
  const auto document = read_document(path, from, limits);
  if (!document) return std::unexpected(document.error());
  auto parsed = parse(*document, limits);
  if (!parsed) return Inspection{.findings = std::move(parsed.error()), .records = 0, .contacts = 0, .updated = {}};
  return Inspection{.findings = {},
                    .records = parsed->registry.records.size(),
                    .contacts = parsed->registry.contacts.size(),
                    .updated = parsed->registry.updated};
}

}  // namespace portolan::app
