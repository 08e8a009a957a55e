// SPDX-License-Identifier: Apache-2.0
#include "procedures/application.h"

#include <array>

namespace portolan::procedures {
namespace {

class Fold {
 public:
  Fold(Application& application, PersonId actor, Time time) : it_(application), actor_(actor), time_(time) {}

  void operator()(const Submitted& submitted) {
    it_.request = submitted.request;
    it_.procedure = submitted.procedure;
    it_.applicant = actor_;
    enter(submitted.state);
  }
  void operator()(const ReviewerNamed& named) {
    it_.reviewer = named.reviewer;
    it_.reminded = false;
    it_.since = time_;
  }
  void operator()(const Recused&) { release(); }
  void operator()(const ReviewLapsed&) { release(); }
  void operator()(const Reminded&) { it_.reminded = true; }
  void operator()(const Asked&) {
    it_.asked_in = it_.state;
    enter(State::kQuestion);
  }
  void operator()(const Answered& answered) {
    if (answered.amended) it_.request = *answered.amended;
    enter(it_.asked_in);
  }
  void operator()(const Approved& approved) {
    it_.approvals.push_back({actor_, approved.procedure});
    for (const auto& [person, vote] : it_.votes)
      if (vote == Vote::kYes && person != actor_) it_.approvals.push_back({person, approved.procedure});
    it_.reasons.clear();
    enter(State::kApproved);
  }
  void operator()(const Declined& declined) {
    it_.reasons = declined.reasons;
    enter(State::kDeclined);
  }
  void operator()(const Escalated&) { enter(State::kBallot); }
  void operator()(const CallOpened&) { enter(State::kCall); }
  void operator()(const CallClosed&) {
    it_.called = true;
    enter(State::kBallot);
  }
  void operator()(const Voted& voted) { it_.votes[actor_] = voted.vote; }
  void operator()(const Appealed&) {
    it_.appealed = true;
    enter(State::kAppeal);
  }
  void operator()(const Returned&) {
    it_.approvals.clear();
    enter(it_.procedure == Procedure::kExpertReview ? State::kReview
          : it_.procedure == Procedure::kIetfReview ? State::kDocument
                                                    : State::kBallot);
  }
  void operator()(const Published&) { enter(State::kDone); }
  void operator()(const Withdrawn&) { enter(State::kWithdrawn); }
  void operator()(const Expired&) { enter(State::kExpired); }

 private:
  void enter(State state) {
    it_.state = state;
    it_.since = time_;
    it_.reminded = false;
    if (state == State::kBallot || state == State::kAppeal) it_.votes.clear();
  }
  // Nobody reviews twice what was taken away from them.
  void release() {
    it_.recused.push_back(it_.reviewer);
    it_.reviewer = 0;
    it_.reminded = false;
    it_.since = time_;
  }

  Application& it_;
  PersonId actor_;
  Time time_;
};

}  // namespace

std::string_view to_string(Kind kind) noexcept {
  constexpr std::array<std::string_view, kKindCount> kNames = {
      "assignment", "de-assignment", "reuse", "revocation", "maintenance", "unauthorized use", "replacement"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view to_string(State state) noexcept {
  constexpr std::array<std::string_view, kStateCount> kNames = {"review",   "question", "document",  "ballot",
                                                                "call",     "check",    "approved",  "done",
                                                                "declined", "appeal",   "withdrawn", "expired"};
  return kNames[static_cast<std::size_t>(state)];
}

bool is_closed(State state) noexcept {
  return state == State::kDone || state == State::kDeclined || state == State::kWithdrawn || state == State::kExpired;
}

std::string_view type_name(const Happening& happening) noexcept {
  constexpr std::array<std::string_view, std::variant_size_v<Happening>> kNames = {
      "submitted", "reviewer-named", "recused",  "review-lapsed", "reminded",    "asked",
      "answered",  "approved",       "declined", "escalated",     "call-opened", "call-closed",
      "voted",     "appealed",       "returned", "published",     "withdrawn",   "expired"};
  return kNames[happening.index()];
}

Result<void> apply(Application& application, const Happening& happening, PersonId actor, Time time) {
  const bool first = std::holds_alternative<Submitted>(happening);
  if (first != (application.since == Time() && application.applicant == 0))
    return fail(ErrorCode::kDamaged, "an application begins with its submission, and has one");
  std::visit(Fold(application, actor, time), happening);
  return {};
}

}  // namespace portolan::procedures
