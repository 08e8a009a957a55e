// SPDX-License-Identifier: Apache-2.0
#include "registrar/visitor.h"

#include <array>

namespace portolan::registrar {
namespace {

using accounts::Scope;
using procedures::Act;
using procedures::Role;

Result<std::optional<Visitor>> visitor_of(Counter& counter, accounts::PersonId id) {
  auto account = accounts::find_account(counter.office(), id);
  if (!account) return std::unexpected(std::move(account.error()));
  if (!*account || (*account)->disabled) return std::nullopt;
  auto person = counter.person(**account);
  if (!person) return std::unexpected(std::move(person.error()));
  return Visitor{.account = std::move(**account), .person = std::move(*person), .token = std::nullopt};
}

}  // namespace

bool Visitor::has_office() const noexcept {
  constexpr std::array kOffices = {Role::kExpert, Role::kIesg, Role::kOperator, Role::kAuditor};
  return std::ranges::any_of(kOffices, [this](Role role) { return person.has(role); });
}

Result<std::optional<Visitor>> visitor_of_session(Counter& counter, std::string_view token, accounts::Time now) {
  const auto session = accounts::find_session(counter.office(), token, now);
  if (!session) return std::unexpected(session.error());
  if (!*session) return std::nullopt;
  auto visitor = visitor_of(counter, (*session)->account);
  if (visitor && *visitor) (*visitor)->level = (*session)->level;
  return visitor;
}

Result<std::optional<Visitor>> visitor_of_token(Counter& counter, std::string_view secret, accounts::Time now) {
  auto token = accounts::find_token(counter.office(), secret, now);
  if (!token) return std::unexpected(std::move(token.error()));
  if (!*token || ((*token)->registry && *(*token)->registry != counter.registry())) return std::nullopt;
  auto visitor = visitor_of(counter, (*token)->account);
  if (visitor && *visitor) (*visitor)->token = std::move(**token);
  return visitor;
}

Scope scope_of(Act act) noexcept {
  switch (act) {
    case Act::kSubmit:
    case Act::kAnswer:
    case Act::kWithdraw:
    case Act::kAppeal: return Scope::kApply;
    case Act::kTakeReview:
    case Act::kRecuse:
    case Act::kAsk:
    case Act::kApprove:
    case Act::kDecline:
    case Act::kEscalate: return Scope::kReview;
    default: return Scope::kDecide;
  }
}

Barrier barrier(const Visitor& visitor, Act act, const policies::Charter& charter) noexcept {
  return barrier(visitor, scope_of(act), charter);
}

Barrier barrier(const Visitor& visitor, Scope scope, const policies::Charter& charter) noexcept {
  if (!visitor.allows(scope)) return Barrier::kScope;
  const bool decides = scope == Scope::kReview || scope == Scope::kDecide || scope == Scope::kAdminister;
  if (decides && charter.second_factor && !visitor.token && visitor.level != accounts::AuthLevel::kSecondFactor)
    return Barrier::kSecondFactor;
  return Barrier::kNone;
}

bool may_read(const Visitor* visitor, procedures::PersonId applicant, const policies::Charter& charter) noexcept {
  if (charter.applications == policies::Readers::kPublic) return true;
  if (visitor == nullptr || !visitor->allows(Scope::kRead)) return false;
  return charter.applications == policies::Readers::kPeople || visitor->person.id == applicant || visitor->has_office();
}

}  // namespace portolan::registrar
