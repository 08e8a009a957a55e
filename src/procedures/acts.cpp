// SPDX-License-Identifier: Apache-2.0
#include "procedures/acts.h"

#include <algorithm>
#include <array>

namespace portolan::procedures {
namespace {

constexpr std::array kTransitions = {
    // Expert Review (RFC 8126, section 4.5): an expert takes it or is given it.
    Transition{State::kReview, Act::kNameReviewer, Who::kOperator, When::kOfficeOnly},
    Transition{State::kReview, Act::kTakeReview, Who::kExpert, When::kOfficeOnly},
    Transition{State::kReview, Act::kRecuse, Who::kReviewer, When::kAlways},
    Transition{State::kReview, Act::kAsk, Who::kReviewer, When::kOfficeOnly},
    Transition{State::kReview, Act::kApprove, Who::kReviewer, When::kOfficeOnly},
    Transition{State::kReview, Act::kDecline, Who::kReviewer, When::kOfficeOnly},
    Transition{State::kReview, Act::kEscalate, Who::kReviewer, When::kOfficeOnly},
    Transition{State::kReview, Act::kEscalate, Who::kOperator, When::kOfficeOnly},
    Transition{State::kReview, Act::kWithdraw, Who::kApplicant, When::kAlways},
    Transition{State::kReview, Act::kTick, Who::kClock, When::kAlways},

    Transition{State::kQuestion, Act::kAnswer, Who::kApplicant, When::kAlways},
    Transition{State::kQuestion, Act::kWithdraw, Who::kApplicant, When::kAlways},
    Transition{State::kQuestion, Act::kTick, Who::kClock, When::kAlways},

    // IETF Review (RFC 8126, section 4.8): the IESG says that the document is approved.
    Transition{State::kDocument, Act::kApprove, Who::kIesg, When::kOfficeOnly},
    Transition{State::kDocument, Act::kDecline, Who::kIesg, When::kOfficeOnly},
    Transition{State::kDocument, Act::kAsk, Who::kIesg, When::kOfficeOnly},
    Transition{State::kDocument, Act::kWithdraw, Who::kApplicant, When::kAlways},

    // IESG Approval (RFC 8126, section 4.10).
    Transition{State::kBallot, Act::kVote, Who::kIesg, When::kOfficeOnly},
    Transition{State::kBallot, Act::kAsk, Who::kIesg, When::kOfficeOnly},
    Transition{State::kBallot, Act::kOpenCall, Who::kIesg, When::kRevocation},
    Transition{State::kBallot, Act::kWithdraw, Who::kApplicant, When::kAlways},
    Transition{State::kBallot, Act::kTick, Who::kClock, When::kAlways},
    Transition{State::kCall, Act::kWithdraw, Who::kApplicant, When::kAlways},
    Transition{State::kCall, Act::kTick, Who::kClock, When::kAlways},

    // A report is checked by the registrar.
    Transition{State::kCheck, Act::kPublish, Who::kOperator, When::kOfficeAndOthers},
    Transition{State::kCheck, Act::kDecline, Who::kOperator, When::kOfficeOnly},
    Transition{State::kCheck, Act::kWithdraw, Who::kApplicant, When::kAlways},

    // Whoever approved it does not publish it as well.
    Transition{State::kApproved, Act::kPublish, Who::kOperator, When::kOfficeAndOthers},
    Transition{State::kApproved, Act::kReturn, Who::kOperator, When::kOfficeOnly},
    Transition{State::kApproved, Act::kWithdraw, Who::kApplicant, When::kAlways},
    Transition{State::kApproved, Act::kTick, Who::kClock, When::kAlways},

    // RFC 6335, section 8.7; RFC 8126, section 10.
    Transition{State::kDeclined, Act::kAppeal, Who::kApplicant, When::kNotYetAppealed},
    Transition{State::kAppeal, Act::kVote, Who::kIesg, When::kOfficeOnly},
    Transition{State::kAppeal, Act::kWithdraw, Who::kApplicant, When::kAlways},
    Transition{State::kAppeal, Act::kTick, Who::kClock, When::kAlways},
};

bool approved(const Application& application, PersonId person) noexcept {
  return std::ranges::find(application.approvals, person, &Approval::person) != application.approvals.end();
}

}  // namespace

std::string_view to_string(Act act) noexcept {
  constexpr std::array<std::string_view, kActCount> kNames = {
      "submit",   "name-reviewer", "take-review", "recuse",  "ask",    "answer",   "approve", "decline",
      "escalate", "open-call",     "vote",        "publish", "return", "withdraw", "appeal",  "tick"};
  return kNames[static_cast<std::size_t>(act)];
}

std::span<const Transition> transitions() noexcept { return kTransitions; }

bool is_theirs(const Application& application, const Person& person) noexcept {
  return person.id == application.applicant || person.speaks_for(application.request.assignee) ||
         person.speaks_for(application.request.contact);
}

bool is_who(const Application& application, const Person& person, Who who) noexcept {
  const auto is_expert = [&] {
    const Transports asked = application.request.transports;
    return person.has(Role::kExpert) && (asked.bits() & ~person.expert_for.bits()) == 0;
  };
  switch (who) {
    case Who::kApplicant: return person.id != 0 && person.id == application.applicant;
    case Who::kReviewer: return person.id != 0 && person.id == application.reviewer && is_expert();
    case Who::kExpert: return is_expert();
    case Who::kIesg: return person.has(Role::kIesg);
    case Who::kOperator: return person.has(Role::kOperator);
    case Who::kClock: return person.id == 0;
  }
  return false;
}

bool holds(const Application& application, const Person& person, When when) noexcept {
  const bool revocation = application.request.kind == Kind::kRevocation;
  switch (when) {
    case When::kAlways: return true;
    case When::kOfficeOnly: return !is_theirs(application, person);
    case When::kOfficeAndOthers: return !is_theirs(application, person) && !approved(application, person.id);
    case When::kRevocation: return !is_theirs(application, person) && revocation && !application.called;
    case When::kNotYetAppealed: return !application.appealed;
  }
  return false;
}

bool may(const Application& application, const Person& person, Act act, std::span<const Transition> table) noexcept {
  return !person.disabled && std::ranges::any_of(table, [&](const Transition& one) {
    return one.from == application.state && one.act == act && is_who(application, person, one.who) &&
           holds(application, person, one.when);
  });
}

bool may_review(const Application& application, const Person& person) noexcept {
  return !person.disabled && is_who(application, person, Who::kExpert) && !is_theirs(application, person) &&
         std::ranges::find(application.recused, person.id) == application.recused.end();
}

}  // namespace portolan::procedures
