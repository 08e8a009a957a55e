// SPDX-License-Identifier: Apache-2.0
#include "procedures/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace portolan::procedures {
namespace {

std::unexpected<std::vector<Violation>> refuse(std::string_view rule, std::string_view field, std::string message,
                                               std::string_view section = {}) {
  return std::unexpected(std::vector{Violation{rule, section, std::string(field), std::move(message)}});
}

std::unexpected<std::vector<Violation>> not_theirs(std::string_view message, std::string_view section = {}) {
  return refuse("not-allowed", {}, std::string(message), section);
}

// --- submitting

// Who may ask for it; nothing if they may.
std::optional<Violation> barred(const Setting& setting, const Person& actor, const Request& request) {
  const auto no = [](std::string_view section, std::string_view message) {
    return Violation{"not-allowed", section, {}, std::string(message)};
  };
  if (actor.disabled || actor.id == 0) return no({}, "this account may do nothing");
  const auto records = records_of(setting.world, request);
  // What nobody holds is refused by what check() says of it.
  const bool holds_all = std::ranges::all_of(records, [&](const registry::Record* record) {
    return std::ranges::any_of(actor.acts_for, [&](const std::string& one) { return is_held_by(*record, one); });
  });
  switch (request.kind) {
    case Kind::kAssignment:
    case Kind::kUnauthorizedUse:
      if (!actor.has(Role::kApplicant)) return no("RFC 6335, section 8.1", "this account may not apply");
      return std::nullopt;
    case Kind::kReuse:
      if (!holds_all) return no("RFC 6335, section 8.3", "only the holder of a port asks for its reuse");
      return std::nullopt;
    case Kind::kDeassignment:
      if (!holds_all) return no("RFC 6335, section 8.2", "only the holder gives an assignment up");
      return std::nullopt;
    case Kind::kMaintenance:
      if (!holds_all && !actor.has(Role::kOperator))
        return no("RFC 6335, section 8.6", "only the holder or the registrar changes a registration");
      return std::nullopt;
    case Kind::kRevocation:
      if (!actor.has(Role::kOperator)) return no("RFC 6335, section 8.4", "only the registrar starts a revocation");
      return std::nullopt;
    case Kind::kReplacement:
      if (!actor.has(Role::kOperator)) return no("RFC 6335, section 10.1", "only the registrar replaces names");
      return std::nullopt;
  }
  return no({}, "this is no request");
}

struct Beginning {
  Procedure procedure;
  State state;
};

// How a port of the range is given out to this request: the first of these that the range knows.
std::optional<Beginning> beginning_of(ProcedureSet procedures, const Request& request) {
  constexpr std::array kWays = {
      Beginning{Procedure::kClaim, State::kDone}, Beginning{Procedure::kFirstComeFirstServed, State::kDone},
      Beginning{Procedure::kIetfReview, State::kDocument}, Beginning{Procedure::kExpertReview, State::kReview},
      Beginning{Procedure::kIesgApproval, State::kBallot}};
  for (const Beginning& way : kWays) {
    if (way.procedure == Procedure::kIetfReview && request.document.empty()) continue;
    if (procedures.contains(way.procedure)) return way;
  }
  return std::nullopt;
}

std::optional<Beginning> beginning(const Setting& setting, const Request& request) {
  switch (request.kind) {
    case Kind::kAssignment:
    case Kind::kReuse: {
      if (!request.ports) return beginning_of(setting.policy.names, request);
      const Range* range = setting.policy.range_of(request.ports->first);
      return range == nullptr ? std::nullopt : beginning_of(range->procedures, request);
    }
    case Kind::kRevocation: return Beginning{Procedure::kExpertReview, State::kReview};
    case Kind::kUnauthorizedUse: return Beginning{Procedure::kFirstComeFirstServed, State::kCheck};
    case Kind::kDeassignment:
    case Kind::kMaintenance:
    case Kind::kReplacement: return Beginning{Procedure::kFirstComeFirstServed, State::kDone};
  }
  return std::nullopt;
}

// A revocation is about whoever holds the port, who has no say in it as an officer either.
Request completed(const Setting& setting, Request request) {
  const auto records = records_of(setting.world, request);
  if (request.kind == Kind::kAssignment || records.empty()) return request;
  if (request.transports.empty())
    for (const registry::Record* record : records) request.transports |= record->covers();
  const auto first_of = [](const registry::References& people) {
    for (const registry::Reference& one : people) return std::string(one.data);
    return std::string();
  };
  if (request.kind == Kind::kRevocation) {
    request.assignee = first_of(records.front()->holders());
    request.contact = first_of(records.front()->contacts);
  }
  return request;
}

// --- deciding

class Decider {
 public:
  Decider(const Setting& setting, const Application& application, const Person& actor, const Command& command)
      : setting_(setting), it_(application), actor_(actor), command_(command) {}

  Decision run() {
    if (!may(it_, actor_, command_.act, setting_.table)) return refuse_act();
    switch (command_.act) {
      case Act::kNameReviewer: return name_reviewer();
      case Act::kTakeReview: return take_review();
      case Act::kRecuse: return one(Recused{});
      case Act::kAsk: return with_text([&] { return one(Asked{command_.text}); });
      case Act::kAnswer: return answer();
      case Act::kApprove: return approve();
      case Act::kDecline: return decline();
      case Act::kEscalate: return escalate();
      case Act::kOpenCall: return one(CallOpened{});
      case Act::kVote: return vote();
      case Act::kPublish: return publish();
      case Act::kReturn: return with_text([&] { return one(Returned{command_.text}); });
      case Act::kWithdraw: return one(Withdrawn{});
      case Act::kAppeal: return appeal();
      case Act::kTick: return tick();
      case Act::kSubmit: break;
    }
    return refuse("not-allowed", {}, "an application is submitted once");
  }

 private:
  static Decision one(Happening happening) { return std::vector{std::move(happening)}; }

  Decision refuse_act() const {
    if (actor_.disabled) return not_theirs("this account may do nothing");
    const bool officially = std::ranges::any_of(setting_.table, [&](const Transition& one) {
      return one.from == it_.state && one.act == command_.act && is_who(it_, actor_, one.who);
    });
    if (officially && is_theirs(it_, actor_)) return not_theirs("nobody decides on what is their own");
    if (officially) return not_theirs("who approved it does not publish it: another operator has to");
    return not_theirs("this cannot be done to it now, or not by this account");
  }

  template <class Then>
  Decision with_text(Then then) const {
    if (command_.text.empty()) return refuse("missing", "text", "it needs words");
    return then();
  }

  Decision name_reviewer() const {
    if (command_.reviewer == nullptr || !may_review(it_, *command_.reviewer))
      return refuse("reviewer", "reviewer", "this person may not review it", "RFC 8126, section 5");
    return one(ReviewerNamed{command_.reviewer->id});
  }

  Decision take_review() const {
    if (!may_review(it_, actor_)) return refuse("reviewer", {}, "you may not review it", "RFC 8126, section 5");
    if (it_.reviewer != 0) return refuse("reviewer", {}, "somebody reviews it already");
    return one(ReviewerNamed{actor_.id});
  }

  // What an application is for, and who is asked, stays.
  Decision answer() const {
    if (command_.text.empty()) return refuse("missing", "text", "it needs words");
    if (!command_.request) return one(Answered{command_.text, std::nullopt});
    const Request amended = completed(setting_, *command_.request);
    if (amended.kind != it_.request.kind) return refuse("amended", "kind", "it stays what it is; apply anew");
    if (const auto barring = barred(setting_, actor_, amended)) return std::unexpected(std::vector{*barring});
    if (auto found = check(setting_.policy, setting_.world, amended); !found.empty())
      return std::unexpected(std::move(found));
    const auto way = beginning(setting_, amended);
    if (!way || way->procedure != it_.procedure)
      return refuse("amended", "ports", "this would be another procedure; apply anew", "RFC 6335, section 8.1.2");
    return one(Answered{command_.text, amended});
  }

  // An expert's word is good for what Expert Review gives out, the IESG's for documents.
  Decision approve() const {
    return one(
        Approved{it_.state == State::kDocument ? Procedure::kIetfReview : Procedure::kExpertReview, command_.text});
  }

  Decision decline() const {
    if (command_.reasons.empty()) return refuse("missing", "reasons", "a refusal needs its reasons");
    return one(Declined{command_.reasons});
  }

  Decision escalate() const { return one(Escalated{}); }

  // Enough of one opinion end it.
  Decision vote() const {
    if (it_.request.kind == Kind::kRevocation && it_.state == State::kBallot && !it_.called)
      return refuse("call", {}, "the community is asked first", "RFC 6335, section 8.4");
    if (command_.vote == Vote::kNo && command_.text.empty()) return refuse("missing", "text", "a no needs its reasons");
    std::vector<Happening> happenings = {Voted{command_.vote, command_.text}};
    std::map<PersonId, Vote> votes = it_.votes;
    votes[actor_.id] = command_.vote;
    const auto count = [&](Vote wanted) {
      return static_cast<unsigned>(std::ranges::count_if(votes, [&](const auto& one) { return one.second == wanted; }));
    };
    if (command_.vote == Vote::kYes && count(Vote::kYes) >= setting_.policy.votes)
      happenings.emplace_back(Approved{Procedure::kIesgApproval, {}});
    if (command_.vote == Vote::kNo && count(Vote::kNo) >= setting_.policy.votes)
      happenings.emplace_back(Declined{{command_.text}});
    return happenings;
  }

  // What was true when it was asked for may not be any more.
  Decision publish() const {
    if (auto found = check(setting_.policy, setting_.world, it_.request); !found.empty())
      return std::unexpected(std::move(found));
    return one(Published{port_for(setting_.policy, setting_.world, it_.request)});
  }

  Decision appeal() const {
    if (setting_.now > it_.since + setting_.policy.appeal)
      return refuse("too-late", {}, fmt::format("an appeal is made within {} days", setting_.policy.appeal.count()),
                    "RFC 8126, section 10");
    return with_text([&] { return one(Appealed{command_.text}); });
  }

  Decision tick() const {
    const auto due = next_tick(setting_.policy, it_);
    if (!due || setting_.now < *due) return std::vector<Happening>();
    switch (it_.state) {
      case State::kReview:
        if (setting_.now >= it_.since + setting_.policy.review) return one(ReviewLapsed{});
        return one(Reminded{});
      case State::kApproved: return one(Reminded{});
      case State::kCall: return one(CallClosed{});
      case State::kAppeal: return one(Declined{it_.reasons});
      default: return one(Expired{});
    }
  }

  const Setting& setting_;
  const Application& it_;
  const Person& actor_;
  const Command& command_;
};

}  // namespace

Decision submit(const Setting& setting, const Person& actor, const Request& asked) {
  if (const auto barring = barred(setting, actor, asked)) return std::unexpected(std::vector{*barring});
  if (auto found = check(setting.policy, setting.world, asked); !found.empty())
    return std::unexpected(std::move(found));
  const Request request = completed(setting, asked);
  const auto way = beginning(setting, request);
  if (!way)
    return refuse("never-assigned", "ports", "this registry has no procedure for it", "RFC 6335, section 8.1.2");
  const bool at_once = way->state == State::kDone;
  std::vector<Happening> happenings = {Submitted{request, way->procedure, at_once ? State::kApproved : way->state}};
  if (at_once) happenings.emplace_back(Published{port_for(setting.policy, setting.world, request)});
  return happenings;
}

Decision decide(const Setting& setting, const Application& application, const Person& actor, const Command& command) {
  return Decider(setting, application, actor, command).run();
}

std::optional<Time> next_tick(const Policy& policy, const Application& application) {
  const Time since = application.since;
  switch (application.state) {
    case State::kReview:
      if (application.reviewer == 0) return std::nullopt;
      return since + (application.reminded ? policy.review : std::min(policy.reminder, policy.review));
    case State::kQuestion: return since + policy.answer;
    case State::kBallot:
    case State::kAppeal: return since + policy.ballot;
    case State::kCall: return since + policy.call;
    case State::kApproved:
      if (application.reminded) return std::nullopt;
      return since + policy.publication;
    case State::kDocument:
    case State::kCheck:
    case State::kDone:
    case State::kDeclined:
    case State::kWithdrawn:
    case State::kExpired: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace portolan::procedures
