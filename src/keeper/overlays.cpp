// SPDX-License-Identifier: Apache-2.0
#include "keeper/overlays.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/wrap.h"

namespace portolan::keeper {

std::string words_of(const desk::Collision& collision, std::string_view below) {
  return formats::printable_line(
      fmt::format("{}  {}: {} is {} in {}", collision.by_name ? "name" : "port", registry::label(*collision.own),
                  collision.by_name ? collision.own->name.text() : registry::ports_text(*collision.own),
                  registry::label(*collision.below), below));
}

Result<std::vector<std::string>> collisions_above(ledger::Ledger& ledger, std::string_view registry) {
  const auto known = ledger.registries();
  if (!known) return std::unexpected(known.error());
  std::vector<std::string> out;
  for (const ledger::RegistryInfo& info : *known) {
    if (info.name == registry) continue;
    const auto ground = desk::Ground::load(ledger, info.name);
    if (!ground) return std::unexpected(ground.error());
    if ((*ground)->under() == nullptr || (*ground)->under()->info().name != registry) continue;
    for (const desk::Collision& one : desk::collisions(**ground))
      out.push_back(fmt::format("{}: {}", info.name, words_of(one, registry)));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace portolan::keeper
