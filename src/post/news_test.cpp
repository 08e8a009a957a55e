// SPDX-License-Identifier: Apache-2.0
#include "post/news.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace portolan::post {
namespace {

using namespace procedures;

constexpr PersonId kApplicant = 2;
constexpr PersonId kReviewer = 3;

Person person(PersonId id, std::vector<Role> roles) {
  Person made{.id = id, .disabled = false, .roles = std::move(roles), .expert_for = {}, .acts_for = {}};
  if (made.has(Role::kExpert)) made.expert_for = Transports::all();
  return made;
}

// #3 and #4 are experts, #5 of UDP alone; #6 and #7 are the IESG, #8 and #9 operators, #10 all of that, but disabled,
// #11 all of that, and speaks for who is asked for; #12 looks on.
std::vector<Person> officers() {
  const std::vector<Role> all = {Role::kExpert, Role::kIesg, Role::kOperator};
  std::vector<Person> out = {person(kReviewer, {Role::kExpert}),
                             person(4, {Role::kExpert}),
                             person(5, {Role::kExpert}),
                             person(6, {Role::kIesg}),
                             person(7, {Role::kIesg}),
                             person(8, {Role::kOperator}),
                             person(9, {Role::kOperator}),
                             person(10, all),
                             person(11, all),
                             person(12, {Role::kAuditor})};
  out[2].expert_for = Transport::kUdp;
  out[7].disabled = true;
  out[8].acts_for = {"Ann_Onym"};
  return out;
}

Application application(State state, PersonId reviewer = 0) {
  Application it;
  it.number = 7;
  it.applicant = kApplicant;
  it.request.name = "lamp";
  it.request.transports = Transport::kTcp;
  it.request.assignee = "Ann_Onym";
  it.state = state;
  it.reviewer = reviewer;
  return it;
}

std::string told(const Application& application, const Happening& happening, PersonId actor) {
  std::string out;
  for (const Told& one : who_is_told(application, happening, actor, officers()))
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", one.person, to_string(one.letter));
  return out;
}

struct Row {
  const char* name;
  Happening happening;
  State state;  // behind it
  PersonId reviewer;
  PersonId actor;
  std::string told;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class WhoIsTold : public ::testing::TestWithParam<Row> {};

TEST_P(WhoIsTold, IsAsTheTableSays) {
  const Row& row = GetParam();
  EXPECT_EQ(told(application(row.state, row.reviewer), row.happening, row.actor), row.told);
}

const std::string kExperts = "3 expert-wanted, 4 expert-wanted";
const std::string kNews = "2 applicant-news";
const std::string kBallot = "6 iesg-ballot, 7 iesg-ballot";

INSTANTIATE_TEST_SUITE_P(
    News, WhoIsTold,
    ::testing::Values(
        Row{"ToBeReviewed", Submitted{}, State::kReview, 0, kApplicant, kExperts},
        Row{"WithADocument", Submitted{}, State::kDocument, 0, kApplicant, "6 iesg-document, 7 iesg-document"},
        Row{"ToBeDecided", Submitted{}, State::kBallot, 0, kApplicant, kBallot},
        Row{"AReport", Submitted{}, State::kCheck, 0, kApplicant, "8 operator-report, 9 operator-report"},
        Row{"AClaim", Submitted{}, State::kApproved, 0, kApplicant, ""},
        Row{"Named", ReviewerNamed{kReviewer}, State::kReview, kReviewer, 8, kNews + ", 3 reviewer-named"},
        Row{"Taken", ReviewerNamed{kReviewer}, State::kReview, kReviewer, kReviewer, kNews},
        Row{"Recused", Recused{}, State::kReview, 0, kReviewer, kNews + ", 4 expert-wanted"},
        Row{"Lapsed", ReviewLapsed{}, State::kReview, 0, 0, kNews + ", " + kExperts},
        Row{"ReviewerReminded", Reminded{}, State::kReview, kReviewer, 0, kNews + ", 3 reviewer-reminded"},
        Row{"OperatorReminded", Reminded{}, State::kApproved, kReviewer, 0,
            kNews + ", 8 operator-reminded, 9 operator-reminded"},
        Row{"Asked", Asked{}, State::kQuestion, kReviewer, kReviewer, "2 applicant-asked"},
        Row{"AnsweredToReviewer", Answered{}, State::kReview, kReviewer, kApplicant, "3 reviewer-answered"},
        Row{"AnsweredToIesg", Answered{}, State::kBallot, 0, kApplicant, "6 iesg-answered, 7 iesg-answered"},
        Row{"AnsweredAboutADocument", Answered{}, State::kDocument, 0, kApplicant, "6 iesg-answered, 7 iesg-answered"},
        Row{"Approved", Approved{}, State::kApproved, kReviewer, kReviewer,
            "2 applicant-approved, 8 operator-publish, 9 operator-publish"},
        Row{"Declined", Declined{}, State::kDeclined, kReviewer, kReviewer, "2 applicant-declined"},
        Row{"AppealRunsOut", Declined{}, State::kDeclined, kReviewer, 0, "2 applicant-declined"},
        Row{"Escalated", Escalated{}, State::kBallot, kReviewer, kReviewer, kNews + ", " + kBallot},
        Row{"CallOpened", CallOpened{}, State::kCall, 0, 6, kNews + ", 7 iesg-call"},
        Row{"CallClosed", CallClosed{}, State::kBallot, 0, 0, kNews + ", " + kBallot},
        Row{"Voted", Voted{}, State::kBallot, 0, 6, kNews},
        Row{"Appealed", Appealed{}, State::kAppeal, kReviewer, kApplicant, "6 iesg-appeal, 7 iesg-appeal"},
        Row{"ReturnedToReviewer", Returned{}, State::kReview, kReviewer, 8, "2 applicant-returned, 3 reviewer-named"},
        Row{"ReturnedToIesg", Returned{}, State::kBallot, 0, 8, "2 applicant-returned, " + kBallot},
        Row{"Published", Published{}, State::kDone, kReviewer, 8, "2 applicant-published"},
        Row{"PublishedByThemselves", Published{}, State::kDone, 0, kApplicant, ""},
        Row{"Withdrawn", Withdrawn{}, State::kWithdrawn, kReviewer, kApplicant, "3 reviewer-withdrawn"},
        Row{"WithdrawnUnreviewed", Withdrawn{}, State::kWithdrawn, 0, kApplicant, ""},
        Row{"Expired", Expired{}, State::kExpired, 0, 0, "2 applicant-expired"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_P(WhoIsTold, NobodyOfWhatTheyDid) {
  const Row& row = GetParam();
  for (PersonId actor = 1; actor <= 12; ++actor)
    for (const Told& one : who_is_told(application(row.state, row.reviewer), row.happening, actor, officers()))
      EXPECT_NE(one.person, actor);
}

TEST(News, WhoWasReleasedIsNotAskedAgain) {
  Application it = application(State::kReview);
  it.recused = {kReviewer};
  EXPECT_EQ(told(it, ReviewLapsed{}, 0), kNews + ", 4 expert-wanted");
}

TEST(News, WhoApprovedItIsNotAskedToPublishIt) {
  Application it = application(State::kApproved, kReviewer);
  it.approvals = {{8, Procedure::kExpertReview}};
  EXPECT_EQ(told(it, Approved{}, kReviewer), "2 applicant-approved, 9 operator-publish");
}

TEST(News, OneLetterForWhoIsSeveral) {
  Application it = application(State::kReview, kApplicant);
  EXPECT_EQ(told(it, Reminded{}, 0), kNews);
}

TEST(News, LettersAreFoundByName) {
  for (std::size_t i = 0; i < kLetterCount; ++i)
    EXPECT_EQ(parse_letter(to_string(static_cast<Letter>(i))), static_cast<Letter>(i));
  EXPECT_FALSE(parse_letter("chain-letter"));
}

}  // namespace
}  // namespace portolan::post
