// SPDX-License-Identifier: Apache-2.0
#include "post/news.h"

#include <algorithm>
#include <array>

namespace portolan::post {
namespace {

using namespace procedures;

constexpr std::array<std::string_view, kLetterCount> kNames = {
    "applicant-asked",    "applicant-approved", "applicant-declined", "applicant-published", "applicant-returned",
    "applicant-expired",  "applicant-news",     "reviewer-named",     "reviewer-reminded",   "reviewer-answered",
    "reviewer-withdrawn", "expert-wanted",      "iesg-document",      "iesg-ballot",         "iesg-call",
    "iesg-appeal",        "iesg-answered",      "operator-publish",   "operator-reminded",   "operator-report"};

class Round {
 public:
  Round(const Application& application, PersonId actor, std::span<const Person> officers)
      : it_(application), actor_(actor), officers_(officers) {}

  void operator()(const Submitted&) { wanted(); }
  void operator()(const ReviewerNamed&) {
    applicant(Letter::kApplicantNews);
    tell(it_.reviewer, Letter::kReviewerNamed);
  }
  void operator()(const Recused&) { again(); }
  void operator()(const ReviewLapsed&) { again(); }
  void operator()(const Reminded&) {
    applicant(Letter::kApplicantNews);
    if (it_.state == State::kReview) tell(it_.reviewer, Letter::kReviewerReminded);
    if (it_.state == State::kApproved) all_who_may(Act::kPublish, Letter::kOperatorReminded);
  }
  void operator()(const Asked&) { applicant(Letter::kApplicantAsked); }
  void operator()(const Answered&) {
    applicant(Letter::kApplicantNews);
    if (it_.state == State::kReview) tell(it_.reviewer, Letter::kReviewerAnswered);
    if (it_.state == State::kDocument) all_who_may(Act::kApprove, Letter::kIesgAnswered);
    if (it_.state == State::kBallot) all_who_may(Act::kVote, Letter::kIesgAnswered);
  }
  void operator()(const Approved&) {
    applicant(Letter::kApplicantApproved);
    all_who_may(Act::kPublish, Letter::kOperatorPublish);
  }
  void operator()(const Declined&) { applicant(Letter::kApplicantDeclined); }
  void operator()(const Escalated&) { again(); }
  void operator()(const CallOpened&) {
    applicant(Letter::kApplicantNews);
    // Nobody can do anything while it runs: the role alone counts.
    for (const Person& person : officers_)
      if (person.has(Role::kIesg) && !person.disabled && !is_theirs(it_, person)) tell(person.id, Letter::kIesgCall);
  }
  void operator()(const CallClosed&) { again(); }
  void operator()(const Voted&) { applicant(Letter::kApplicantNews); }
  void operator()(const Appealed&) {
    applicant(Letter::kApplicantNews);
    wanted();
  }
  void operator()(const Returned&) {
    applicant(Letter::kApplicantReturned);
    wanted();
  }
  void operator()(const Published&) { applicant(Letter::kApplicantPublished); }
  void operator()(const Withdrawn&) {
    applicant(Letter::kApplicantNews);
    tell(it_.reviewer, Letter::kReviewerWithdrawn);
  }
  void operator()(const Expired&) { applicant(Letter::kApplicantExpired); }

  std::vector<Told> told() && {
    std::ranges::sort(told_, {}, &Told::person);
    return std::move(told_);
  }

 private:
  // The first letter that somebody would get is the one that they get.
  void tell(PersonId person, Letter letter) {
    if (person == 0 || person == actor_ || std::ranges::find(told_, person, &Told::person) != told_.end()) return;
    told_.push_back({person, letter});
  }
  void applicant(Letter letter) { tell(it_.applicant, letter); }
  void all_who_may(Act act, Letter letter) {
    for (const Person& person : officers_)
      if (may(it_, person, act)) tell(person.id, letter);
  }

  void again() {
    applicant(Letter::kApplicantNews);
    wanted();
  }
  // It has come to where somebody has to take it up.
  void wanted() {
    switch (it_.state) {
      case State::kReview: return reviewer_wanted();
      case State::kDocument: return all_who_may(Act::kApprove, Letter::kIesgDocument);
      // Before the call of a revocation nobody votes, but whoever could opens it.
      case State::kBallot: return all_who_may(Act::kVote, Letter::kIesgBallot);
      case State::kAppeal: return all_who_may(Act::kVote, Letter::kIesgAppeal);
      case State::kCheck: return all_who_may(Act::kPublish, Letter::kOperatorReport);
      default: return;
    }
  }
  void reviewer_wanted() {
    // Sent back, it is with the one who had it.
    if (it_.reviewer != 0) return tell(it_.reviewer, Letter::kReviewerNamed);
    for (const Person& person : officers_)
      if (may_review(it_, person)) tell(person.id, Letter::kExpertWanted);
  }

  const Application& it_;
  PersonId actor_;
  std::span<const Person> officers_;
  std::vector<Told> told_;
};

}  // namespace

std::string_view to_string(Letter letter) noexcept { return kNames[static_cast<std::size_t>(letter)]; }

std::optional<Letter> parse_letter(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Letter>(found - kNames.begin());
}

std::vector<Told> who_is_told(const Application& application, const Happening& happening, PersonId actor,
                              std::span<const Person> officers) {
  Round round(application, actor, officers);
  std::visit(round, happening);
  return std::move(round).told();
}

}  // namespace portolan::post
