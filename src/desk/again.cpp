// SPDX-License-Identifier: Apache-2.0
#include "desk/again.h"

#include <array>

#include "registry/service_name.h"

namespace portolan::desk {
namespace {

using procedures::Command;
using procedures::Request;

bool is_same_wish(const Request& asked, const Request& kept) {
  return asked.kind == kept.kind && registry::same_name(asked.name, kept.name) &&
         registry::same_name(asked.new_name, kept.new_name) && (!asked.ports || asked.ports == kept.ports) &&
         (asked.transports.empty() || asked.transports == kept.transports) &&
         (!asked.service_code || asked.service_code == kept.service_code) && asked.gives_up_name == kept.gives_up_name;
}

// What each act leaves first, in the order of procedures::Act; the clock has no keys.
constexpr std::array<std::string_view, procedures::kActCount> kFirst = {
    "submitted", "reviewer-named", "reviewer-named", "recused",   "asked",    "answered",  "approved", "declined",
    "escalated", "call-opened",    "voted",          "published", "returned", "withdrawn", "appealed", ""};

}  // namespace

bool may_be_of(const procedures::Happening& happened, const Command& command) {
  if (procedures::type_name(happened) != kFirst[static_cast<std::size_t>(command.act)]) return false;
  if (const auto* submitted = std::get_if<procedures::Submitted>(&happened))
    return command.request && is_same_wish(*command.request, submitted->request);
  if (const auto* voted = std::get_if<procedures::Voted>(&happened)) return voted->vote == command.vote;
  return true;
}

}  // namespace portolan::desk
