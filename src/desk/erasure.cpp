// SPDX-License-Identifier: Apache-2.0
#include "desk/erasure.h"

#include <fmt/format.h>

#include <algorithm>

#include "registry/service_name.h"

namespace portolan::desk {
namespace {

std::unexpected<Refusal> wrong(std::string_view rule, std::string message) {
  return std::unexpected(Refusal{{procedures::Violation{rule, {}, {}, std::move(message)}}, std::nullopt});
}

std::unexpected<Refusal> is_open(std::uint64_t number, std::string_view state) {
  return wrong("open",
               fmt::format("application {0} is open ({1}) and needs what is written in it: 'portolan decide {0} "
                           "withdraw' closes it, or whoever decides on it does",
                           number, state));
}

// What is kept of a step lies beside its event as bytes in which texts stand as they are.
bool names_any(std::string_view kept, const std::vector<std::string>& folded) {
  const std::string text = registry::fold_ascii(kept);
  return std::ranges::any_of(folded, [&](const std::string& name) { return !name.empty() && text.contains(name); });
}

}  // namespace

std::expected<ledger::Appended, Refusal> erase_texts(ledger::Ledger& ledger, const std::string& registry,
                                                     std::uint64_t number, const Erasing& erasing) {
  const auto info = ledger.application(registry, number);
  if (!info) return std::unexpected(Refusal{{}, info.error()});
  if (!*info) return wrong("no-application", fmt::format("there is no application {}", number));
  if (!(*info)->standing.closed) return is_open(number, (*info)->standing.state);
  auto erased = ledger.erase_application(registry, number, erasing.actor, erasing.reason, erasing.now);
  if (erased) return *erased;
  if (erased.error().code == ErrorCode::kNotFound)
    return wrong("nothing-kept", fmt::format("nothing is kept of what was written in application {}", number));
  return std::unexpected(Refusal{{}, std::move(erased.error())});
}

Result<std::vector<std::uint64_t>> applications_naming(ledger::Ledger& ledger, const std::string& registry,
                                                       const std::vector<std::string>& names) {
  std::vector<std::string> folded;
  for (const std::string& name : names) folded.push_back(registry::fold_ascii(name));
  const auto all = ledger.applications({.registry = registry, .limit = UINT64_MAX});
  if (!all) return std::unexpected(all.error());
  std::vector<std::uint64_t> out;
  for (const ledger::ApplicationInfo& one : *all) {
    bool found = false;
    auto read = ledger.each_step(registry, one.number, [&](std::uint64_t, const events::Event&, const auto& personal) {
      found = personal && names_any(personal->data, folded);
      return !found;
    });
    if (!read) return std::unexpected(std::move(read.error()));
    if (found) out.push_back(one.number);
  }
  return out;
}

}  // namespace portolan::desk
