// SPDX-License-Identifier: Apache-2.0
#include "registry/alias.h"

#include <algorithm>

namespace portolan::registry {
namespace {

// The names in double quotes that follow each occurrence of `sentence` in `text`.
std::vector<std::string> quoted_after(const std::string& text, std::string_view sentence) {
  std::vector<std::string> names;
  for (std::size_t at = text.find(sentence); at != std::string::npos; at = text.find(sentence, at)) {
    at += sentence.size();
    const std::size_t open = text.find_first_not_of(" \n", at);
    if (open == std::string::npos || text[open] != '"') continue;
    const std::size_t close = text.find('"', open + 1);
    if (close == std::string::npos) break;
    names.push_back(text.substr(open + 1, close - open - 1));
  }
  return names;
}

}  // namespace

std::optional<std::string> alias_target(const Record& record) {
  if (record.notes.empty()) return std::nullopt;
  const auto names = quoted_after(record.notes.published(), "an alias to");
  if (names.empty()) return std::nullopt;
  return names.front();
}

std::vector<std::string> replaced_names(const Record& record) {
  if (!record.description.encoded().contains("replacement")) return {};
  return quoted_after(record.description.published(), "as a replacement for");
}

AliasLinks::AliasLinks(const Registry& registry) {
  for (const Record& record : registry.records) {
    if (record.name.empty()) continue;
    if (const auto target = alias_target(record)) link(record.name.text(), *target);
    for (const std::string& name : replaced_names(record)) link(name, record.name.text());
  }
}

void AliasLinks::link(std::string_view alias, std::string_view canonical) {
  if (same_name(alias, canonical)) return;
  canonical_.try_emplace(fold_ascii(alias), canonical);
  auto& names = aliases_[fold_ascii(canonical)];
  if (std::ranges::none_of(names, [&](const std::string& name) { return same_name(name, alias); }))
    names.emplace_back(alias);
}

std::string_view AliasLinks::canonical(std::string_view name) const {
  const auto found = canonical_.find(fold_ascii(name));
  return found == canonical_.end() ? std::string_view() : std::string_view(found->second);
}

const std::vector<std::string>& AliasLinks::aliases(std::string_view name) const {
  static const std::vector<std::string> kNone;
  const auto found = aliases_.find(fold_ascii(name));
  return found == aliases_.end() ? kNone : found->second;
}

}  // namespace portolan::registry
