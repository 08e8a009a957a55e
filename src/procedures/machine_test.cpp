// SPDX-License-Identifier: Apache-2.0
//
// The whole machine: every state that can be reached, every act, every set of up to four people with their roles. What
// must never happen is written here once more, in other words than the table's.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <set>
#include <string>
#include <unordered_set>

#include "procedure_samples.h"
#include "procedures/decide.h"

namespace portolan::procedures {
namespace {

using portolan::testing::harbour;
using portolan::testing::kHolder;
using portolan::testing::request_for;

constexpr Time kStart{std::chrono::days{20'000}};

// --- people

Person person(PersonId id, unsigned roles, bool speaks, bool disabled) {
  Person made{.id = id, .disabled = disabled, .roles = {Role::kApplicant}, .expert_for = {}, .acts_for = {}};
  if ((roles & 1U) != 0) {
    made.roles.push_back(Role::kExpert);
    made.expert_for = Transports::all();
  }
  if ((roles & 2U) != 0) made.roles.push_back(Role::kIesg);
  if ((roles & 4U) != 0) made.roles.push_back(Role::kOperator);
  if (speaks) made.acts_for = {std::string(kHolder)};
  return made;
}

#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
constexpr std::size_t kEvery = 3;  // cast; all of them in the long form
constexpr std::size_t kEveryOfSeeded = 59;
#else
constexpr std::size_t kEvery = 97;
constexpr std::size_t kEveryOfSeeded = 397;
#endif
constexpr std::uint64_t kLookedAt = 17;  // refusals by the table

bool is_long() { return std::getenv("PORTOLAN_LONG") != nullptr; }

// What kinds of people there are: every mix of roles, those who speak for the holder, those who may do nothing.
std::vector<Person> types() {
  std::vector<Person> all;
  for (unsigned roles = 0; roles < 8; ++roles) {
    all.push_back(person(1, roles, false, false));
    if (is_long() || roles == 7) all.push_back(person(1, roles, true, false));
  }
  all.push_back(person(1, 7, true, true));
  return all;
}

// Every first person with every set of up to three others.
std::vector<std::vector<Person>> casts() {
  const std::vector<Person> kinds = types();
  std::vector<std::vector<Person>> out;
  const auto add = [&](std::initializer_list<std::size_t> indexes) {
    std::vector<Person> cast;
    for (const std::size_t index : indexes) {
      cast.push_back(kinds[index]);
      cast.back().id = cast.size();
    }
    out.push_back(std::move(cast));
  };
  for (std::size_t first = 0; first < kinds.size(); ++first)
    for (std::size_t a = 0; a < kinds.size(); ++a)
      for (std::size_t b = a; b < kinds.size(); ++b)
        for (std::size_t c = b; c < kinds.size(); ++c) add({first, a, b, c});
  return out;
}

// --- what may never be

using Edge = std::pair<State, State>;
const std::set<Edge>& legal_edges() {
  using enum State;
  static const std::set<Edge> edges = {
      {kReview, kReview},      {kReview, kQuestion},    {kReview, kApproved},    {kReview, kDeclined},
      {kReview, kBallot},      {kReview, kWithdrawn},   {kQuestion, kReview},    {kQuestion, kDocument},
      {kQuestion, kBallot},    {kQuestion, kWithdrawn}, {kQuestion, kExpired},   {kDocument, kQuestion},
      {kDocument, kApproved},  {kDocument, kDeclined},  {kDocument, kWithdrawn}, {kBallot, kBallot},
      {kBallot, kQuestion},    {kBallot, kCall},        {kBallot, kApproved},    {kBallot, kDeclined},
      {kBallot, kWithdrawn},   {kBallot, kExpired},     {kCall, kBallot},        {kCall, kWithdrawn},
      {kCheck, kDone},         {kCheck, kDeclined},     {kCheck, kWithdrawn},    {kApproved, kDone},
      {kApproved, kReview},    {kApproved, kDocument},  {kApproved, kBallot},    {kApproved, kApproved},
      {kApproved, kWithdrawn}, {kDeclined, kAppeal},    {kAppeal, kAppeal},      {kAppeal, kApproved},
      {kAppeal, kDeclined},    {kAppeal, kWithdrawn},
  };
  return edges;
}

bool needs_two(const Application& application) {
  return application.procedure == Procedure::kExpertReview || application.procedure == Procedure::kIetfReview ||
         application.procedure == Procedure::kIesgApproval;
}

struct Findings {
  std::set<std::string> found;
  std::uint64_t states = 0;
  std::uint64_t attempts = 0;
  std::uint64_t published = 0;
};

class Explorer {
 public:
  Explorer(const Setting& setting, Findings& findings) : setting_(setting), findings_(findings) {}

  void run(const std::vector<Person>& cast, const Request& request) {
    cast_ = &cast;
    const auto begun = submit(setting_, cast.front(), request);
    ++findings_.attempts;
    if (!begun) return;
    if (cast.front().disabled) find("a disabled account applies");
    Application application;
    for (const Happening& happening : *begun) take(application, happening, cast.front());
    visit(application);
    while (!open_.empty()) {
      const Application next = std::move(open_.front());
      open_.pop_front();
      step(next);
    }
    seen_.clear();
  }

 private:
  void find(const std::string& what) { findings_.found.insert(what); }

  // Everybody tries everything.
  void step(const Application& application) {
    for (const Person& actor : *cast_) {
      for (unsigned act = 0; act < kActCount; ++act) attempt_all(application, actor, static_cast<Act>(act));
    }
    Person clock;
    attempt(application, clock, {.act = Act::kTick});
  }

  void attempt_all(const Application& application, const Person& actor, Act act) {
    Command command{.act = act, .request = {}, .reviewer = nullptr, .text = "words", .reasons = {"reasons"}};
    if (act == Act::kNameReviewer) {
      for (const Person& reviewer : *cast_) {
        command.reviewer = &reviewer;
        attempt(application, actor, command);
      }
    } else if (act == Act::kVote) {
      for (const Vote vote : {Vote::kYes, Vote::kNo}) {
        command.vote = vote;
        attempt(application, actor, command);
      }
    } else {
      attempt(application, actor, command);
    }
  }

  void attempt(const Application& application, const Person& actor, const Command& command) {
    ++findings_.attempts;
    // Most is refused by the table; that nothing gets past it is looked at often enough.
    const bool may_be = may(application, actor, command.act, setting_.table);
    if (!may_be && findings_.attempts % kLookedAt != 0) return;
    Setting setting{setting_.policy, setting_.world, kStart, setting_.table};
    if (command.act == Act::kTick)
      if (const auto due = next_tick(setting.policy, application)) setting.now = *due;
    const auto decided = decide(setting, application, actor, command);
    if (!decided) {
      if (decided.error().empty()) find("a refusal without a reason");
      return;
    }
    if (!may_be) find("something is granted around the table");
    if (actor.disabled) find("a disabled account does something");
    if (actor.id != 0 && command.act == Act::kTick) find("a person is the clock");
    Application next = application;
    for (const Happening& happening : *decided) take(next, happening, actor);
    visit(next);
  }

  void take(Application& application, const Happening& happening, const Person& actor) {
    const State before = application.state;
    const bool first = std::holds_alternative<Submitted>(happening);
    if (!apply(application, happening, actor.id, kStart)) return find("a decision that cannot have happened");
    if (!first && !legal_edges().contains({before, application.state}))
      find("an illegal step from " + std::string(to_string(before)) + " to " +
           std::string(to_string(application.state)));
    if (std::holds_alternative<Published>(happening)) judge(application, actor);
    if (std::holds_alternative<Approved>(happening) && theirs(application, actor.id)) find("one approves their own");
  }

  bool theirs(const Application& application, PersonId id) const {
    const Person& one = *std::ranges::find(*cast_, id, &Person::id);
    const auto speaks = [&](const std::string& who) {
      return std::ranges::find(one.acts_for, who) != one.acts_for.end();
    };
    return id == application.applicant || speaks(application.request.assignee) || speaks(application.request.contact);
  }

  void judge(const Application& application, const Person& publisher) {
    ++findings_.published;
    const Request& request = application.request;
    const bool names_alone = request.kind == Kind::kAssignment && !request.ports;
    if (!needs_two(application)) {
      const bool at_once = request.kind == Kind::kDeassignment || request.kind == Kind::kMaintenance ||
                           request.kind == Kind::kReplacement || names_alone;
      if (!at_once && application.applicant == publisher.id) find("one decides alone on their own");
      if (!at_once && request.kind != Kind::kUnauthorizedUse) find("a port is assigned without review");
      return;
    }
    std::set<PersonId> deciders = {publisher.id};
    for (const Approval& approval : application.approvals) deciders.insert(approval.person);
    if (deciders.size() < 2) find("fewer than two people decide");
    for (const PersonId id : deciders)
      if (theirs(application, id)) find("one decides on their own");
    const auto by = [&](Procedure procedure) {
      return std::ranges::any_of(application.approvals,
                                 [&](const Approval& one) { return one.procedure == procedure; });
    };
    if (request.ports && request.ports->first < 1024 && !by(Procedure::kIetfReview) && !by(Procedure::kIesgApproval))
      find("a System Port without IETF Review or IESG Approval");
    if (by(Procedure::kIesgApproval) && application.approvals.size() < 2) find("a ballot of fewer than two");
  }

  void visit(const Application& application) {
    std::set<PersonId> recused(application.recused.begin(), application.recused.end());
    std::set<std::pair<PersonId, Procedure>> approvals;
    for (const Approval& one : application.approvals) approvals.emplace(one.person, one.procedure);
    std::string key;
    const auto add = [&key](auto value) { key += static_cast<char>(value); };
    for (const State state : {application.state, application.asked_in}) add(state);
    add(application.reviewer);
    for (const bool flag : {application.reminded, application.appealed, application.called}) add(flag);
    for (const PersonId id : recused) add('r'), add(id);
    for (const auto& [id, procedure] : approvals) add('a'), add(id), add(procedure);
    for (const auto& [id, vote] : application.votes) add('v'), add(id), add(vote);
    if (!seen_.insert(key).second) return;
    ++findings_.states;
    Application kept = application;
    kept.recused.assign(recused.begin(), recused.end());
    open_.push_back(std::move(kept));
  }

  const Setting& setting_;
  Findings& findings_;
  const std::vector<Person>* cast_ = nullptr;
  std::unordered_set<std::string> seen_;
  std::deque<Application> open_;
};

std::vector<Request> requests() {
  std::vector<Request> all = {request_for("lighthouse"), request_for("lighthouse", PortRange{3000, 3000}),
                              request_for("lighthouse", PortRange{700, 700})};
  for (const std::uint16_t port : {std::uint16_t{3000}, std::uint16_t{700}}) {
    all.push_back(request_for("lighthouse", PortRange{port, port}));
    all.back().document = "draft-ietf-harbour-lights-07";
  }
  for (const Kind kind :
       {Kind::kDeassignment, Kind::kRevocation, Kind::kMaintenance, Kind::kUnauthorizedUse, Kind::kReuse}) {
    all.push_back(request_for("beacon", PortRange{2000, 2000}));
    all.back().kind = kind;
    all.back().new_name = kind == Kind::kReuse ? "lantern" : "";
    all.back().unauthorized_use = "Seen on the quay";
  }
  all.push_back(request_for("bad_name", PortRange{2002, 2002}));
  all.back().kind = Kind::kReplacement;
  all.back().new_name = "good-name";
  return all;
}

Findings explore(const Policy& policy, std::span<const Transition> table, std::size_t every = 1) {
  const registry::Registry registry = harbour();
  const World world(registry);
  const Setting setting{policy, world, kStart, table};
  Findings findings;
  Explorer explorer(setting, findings);
  const auto all = casts();
  for (const Request& request : requests())
    for (std::size_t i = 0; i < all.size(); i += every) explorer.run(all[i], request);
  return findings;
}

TEST(Machine, LetsNobodyThroughWhoMayNot) {
  const Findings findings = explore(rfc6335_policy(), transitions(), is_long() ? 1 : kEvery);
  for (const std::string& what : findings.found) ADD_FAILURE() << what;
  EXPECT_GT(findings.published, 100U) << "nothing gets through at all";
  std::printf("%llu casts of four, %llu states, %llu attempts, %llu ways to publish\n",
              static_cast<unsigned long long>(casts().size()), static_cast<unsigned long long>(findings.states),
              static_cast<unsigned long long>(findings.attempts), static_cast<unsigned long long>(findings.published));
}

// What the exploration is worth: without any one of these rules it finds something.
TEST(Machine, IsCaughtWithoutAnyOfItsRules) {
  const auto with = [](auto change) {
    std::vector<Transition> table(transitions().begin(), transitions().end());
    for (Transition& one : table) change(one);
    return explore(rfc6335_policy(), table, kEveryOfSeeded).found;
  };
  EXPECT_TRUE(with([](Transition& one) {
                if (one.when == When::kOfficeAndOthers) one.when = When::kOfficeOnly;
              }).contains("fewer than two people decide"));
  EXPECT_TRUE(with([](Transition& one) {
                if (one.when == When::kOfficeAndOthers || one.when == When::kOfficeOnly) one.when = When::kAlways;
              }).contains("one decides on their own"));
  EXPECT_TRUE(with([](Transition& one) {
                if (one.act == Act::kPublish && one.who == Who::kOperator)
                  one.who = Who::kApplicant, one.when = When::kAlways;
              }).contains("one decides on their own"));
  EXPECT_TRUE(with([](Transition& one) {
                if (one.act == Act::kTick) one.who = Who::kOperator;
              }).contains("a person is the clock"));
  EXPECT_TRUE(with([](Transition& one) {
                if (one.from == State::kDeclined && one.act == Act::kAppeal) one.act = Act::kPublish;
              }).contains("an illegal step from declined to done"));
  Policy lax = rfc6335_policy();
  lax.ranges.front().procedures = {Procedure::kExpertReview};
  EXPECT_TRUE(
      explore(lax, transitions(), kEveryOfSeeded).found.contains("a System Port without IETF Review or IESG Approval"));
  lax = rfc6335_policy();
  lax.votes = 1;
  EXPECT_TRUE(explore(lax, transitions(), kEveryOfSeeded).found.contains("a ballot of fewer than two"));
  lax = rfc6335_policy();
  for (Range& range : lax.ranges) range.procedures = {Procedure::kFirstComeFirstServed};
  EXPECT_TRUE(explore(lax, transitions(), kEveryOfSeeded).found.contains("a port is assigned without review"));
}

}  // namespace
}  // namespace portolan::procedures
