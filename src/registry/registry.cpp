// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

namespace portolan::registry {

std::string address(std::string_view uri) {
  std::string out(uri);
  if (!uri.starts_with("mailto:") || uri.contains('@')) return out;
  if (const std::size_t at = out.find('&'); at != std::string::npos) out[at] = '@';
  return out;
}

void set_default_head(Registry& registry) {
  registry.id = "service-names-port-numbers";
  registry.title = "Service Name and Transport Protocol Port Number Registry";
  registry.category = "Service Names and Transport Protocol Port Numbers";
  registry.references = {};
  registry.references.add({.kind = ReferenceKind::kRfc, .data = "rfc6335", .section = {}, .shown = {}});
}

ContactIndex::ContactIndex(const Registry& registry) {
  by_id_.reserve(registry.contacts.size());
  for (const Contact& contact : registry.contacts) by_id_.emplace(contact.id, &contact);
}

const Contact* ContactIndex::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace portolan::registry
