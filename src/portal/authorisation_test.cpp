// SPDX-License-Identifier: Apache-2.0
//
// Who may ask for what (fault 21): every route of the portal, asked by everybody.
#include <algorithm>
#include <array>
#include <tuple>

#include "harbour.h"

namespace portolan::portal {
namespace {

using namespace testing;
using net::Method;

class Authorisation : public Harbour {
 protected:
  std::vector<std::string> what_is_wrong();
  Seen asked(const server::Route& route, const std::string& path, std::string_view who) {
    const bool posts = route.method == Method::kPost;
    if (route.programs) {
      const std::string secret = who.empty() ? std::string() : token(who, "read,claim,apply,review,decide,administer");
      return api(route.method, path, secret, posts ? "{}" : "");
    }
    Browser one = browser();
    one.get("/sign-in");
    if (!who.empty()) one.sign_in(who);
    return posts ? one.post(path, {{"act", "answer"}, {"text", "x"}}) : one.get(path);
  }
  std::size_t cells_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Stores, Authorisation, ::testing::Values(kSqlite, kPostgres), store_name);

constexpr std::array<std::string_view, 7> kWho = {"", "ann", "bob", "eve", "olga", "ivy", "dora"};

// With rules that show applications to those only whom they concern. 303 of a page: sign in first.
constexpr std::array kTable = {
    std::tuple{Method::kGet, std::string_view("/sign-in"), std::array{200U, 303U, 303U, 303U, 303U, 303U, 200U}},
    std::tuple{Method::kPost, std::string_view("/sign-in"), std::array{403U, 403U, 403U, 403U, 403U, 403U, 403U}},
    std::tuple{Method::kPost, std::string_view("/sign-in/code"), std::array{403U, 403U, 403U, 403U, 403U, 403U, 403U}},
    std::tuple{Method::kPost, std::string_view("/sign-out"), std::array{303U, 303U, 303U, 303U, 303U, 303U, 303U}},
    std::tuple{Method::kGet, std::string_view("/new-password/{secret}"),
               std::array{404U, 404U, 404U, 404U, 404U, 404U, 404U}},
    std::tuple{Method::kPost, std::string_view("/new-password/{secret}"),
               std::array{404U, 404U, 404U, 404U, 404U, 404U, 404U}},
    std::tuple{Method::kGet, std::string_view("/invitation/{secret}"),
               std::array{404U, 404U, 404U, 404U, 404U, 404U, 404U}},
    std::tuple{Method::kPost, std::string_view("/invitation/{secret}"),
               std::array{404U, 404U, 404U, 404U, 404U, 404U, 404U}},
    std::tuple{Method::kGet, std::string_view("/applications"), std::array{303U, 200U, 200U, 200U, 200U, 200U, 303U}},
    std::tuple{Method::kGet, std::string_view("/applications/{number}"),
               std::array{303U, 200U, 404U, 200U, 200U, 200U, 303U}},
    // It is an answer, which nobody was asked for: refused by the procedures where it is read at all.
    std::tuple{Method::kPost, std::string_view("/applications/{number}"),
               std::array{303U, 422U, 404U, 422U, 422U, 422U, 303U}},
    std::tuple{Method::kGet, std::string_view("/apply"), std::array{303U, 200U, 200U, 200U, 200U, 200U, 303U}},
    // Without a name: shown again, with what is wrong.
    std::tuple{Method::kPost, std::string_view("/apply"), std::array{303U, 422U, 422U, 422U, 422U, 422U, 303U}},
    std::tuple{Method::kGet, std::string_view("/desk"), std::array{303U, 200U, 200U, 200U, 200U, 200U, 303U}},
    std::tuple{Method::kGet, std::string_view("/account"), std::array{303U, 200U, 200U, 200U, 200U, 200U, 303U}},
    // What it shall do is not said.
    std::tuple{Method::kPost, std::string_view("/account"), std::array{303U, 403U, 403U, 403U, 403U, 403U, 303U}},
    // For administrators, of which there is none among these.
    std::tuple{Method::kGet, std::string_view("/people"), std::array{303U, 403U, 403U, 403U, 403U, 403U, 303U}},
    std::tuple{Method::kPost, std::string_view("/people"), std::array{303U, 403U, 403U, 403U, 403U, 403U, 303U}},
    std::tuple{Method::kGet, std::string_view("/audit"), std::array{303U, 403U, 403U, 403U, 403U, 403U, 303U}},
    std::tuple{Method::kGet, std::string_view("/api/v1/applications"),
               std::array{401U, 200U, 200U, 200U, 200U, 200U, 401U}},
    std::tuple{Method::kPost, std::string_view("/api/v1/applications"),
               std::array{401U, 422U, 422U, 422U, 422U, 422U, 401U}},
    std::tuple{Method::kGet, std::string_view("/api/v1/applications/{number}"),
               std::array{401U, 200U, 404U, 200U, 200U, 200U, 401U}},
    std::tuple{Method::kPost, std::string_view("/api/v1/applications/{number}/{act}"),
               std::array{401U, 403U, 404U, 403U, 403U, 403U, 401U}},
    std::tuple{Method::kPost, std::string_view("/api/v1/claims"), std::array{401U, 422U, 422U, 422U, 422U, 422U, 401U}},
    std::tuple{Method::kGet, std::string_view("/api/v1/check"), std::array{200U, 200U, 200U, 200U, 200U, 200U, 401U}},
    std::tuple{Method::kGet, std::string_view("/api/v1/me"), std::array{401U, 200U, 200U, 200U, 200U, 200U, 401U}},
};

std::string with(std::string pattern, std::string_view part, std::string_view value) {
  if (const std::size_t at = pattern.find(part); at != pattern.npos) pattern.replace(at, part.size(), value);
  return pattern;
}

// Every cell of the table that is not as the site answers.
std::vector<std::string> Authorisation::what_is_wrong() {
  std::vector<std::string> wrong;
  Browser ann = signed_in("ann");
  const std::string number = apply(ann, "gate");
  for (const auto& area : portal_->routes())
    for (const server::Route& route : area) {
      const auto* const row = std::ranges::find_if(kTable, [&](const auto& one) {
        return std::get<0>(one) == route.method && std::get<1>(one) == route.pattern;
      });
      if (row == kTable.end()) {
        wrong.push_back("the table does not know " + std::string(route.pattern));
        continue;
      }
      std::string path = with(std::string(route.pattern), "{number}", number);
      path = with(with(path, "{act}", "answer"), "{secret}", std::string(43, 'x'));
      for (std::size_t i = 0; i < kWho.size(); ++i) {
        clock_ += 601'000'000;  // so that nobody is told to wait before guessing again
        const Seen seen = asked(route, path, kWho[i]);
        if (seen.status != std::get<2>(*row)[i])
          wrong.push_back(fmt::format("{} {} by '{}': {}", net::to_string(route.method), path, kWho[i], seen.status));
        ++cells_;
      }
    }
  return wrong;
}

TEST_P(Authorisation, IsAsTheTableSays) {
  give_rules("applications = 'parties'\n");
  EXPECT_EQ(what_is_wrong(), std::vector<std::string>());
  EXPECT_EQ(cells_, kTable.size() * kWho.size());
  RecordProperty("cells", static_cast<int>(cells_));
}

// The defects that the table must find: applications that everybody may read, somebody who has a role too many.
TEST_P(Authorisation, TheTableFindsDefects) {
  EXPECT_GE(what_is_wrong().size(), 6U);
  give_rules("applications = 'parties'\n");
  {
    const auto counter = registrar_->counter().value();
    ASSERT_TRUE(accounts::grant_role(counter->office(), ids_["bob"],
                                     {.registry = "harbour", .role = procedures::Role::kAuditor}, act()));
  }
  EXPECT_GE(what_is_wrong().size(), 4U);
}

TEST_P(Authorisation, AScopeIsNeeded) {
  const std::string reads = token("ann", "read");
  for (const std::string_view path : {"/api/v1/applications", "/api/v1/claims"})
    EXPECT_EQ(api(Method::kPost, path, reads, R"({"service_name":"x1"})").status, 403U) << path;
  Browser ann = signed_in("ann");
  const std::string number = apply(ann, "gate");
  const std::string applies = token("eve", "apply");
  EXPECT_EQ(api(Method::kPost, "/api/v1/applications/" + number + "/take-review", applies, "{}").status, 403U);
  const std::string reviews = token("eve", "review,read");
  EXPECT_EQ(api(Method::kPost, "/api/v1/applications/" + number + "/take-review", reviews, "{}").status, 200U);
  EXPECT_EQ(api(Method::kPost, "/api/v1/applications/" + number + "/publish", reviews, "{}").status, 403U);
}

TEST_P(Authorisation, ARoleThatIsTakenIsGoneAtTheNextRequest) {
  {
    const auto counter = registrar_->counter().value();
    ASSERT_TRUE(accounts::grant_role(counter->office(), ids_["bob"],
                                     {.registry = "harbour", .role = procedures::Role::kOperator}, act()));
  }
  give_rules("applications = 'parties'\n");
  Browser ann = signed_in("ann");
  Browser bob = signed_in("bob");
  const std::string number = apply(ann, "gate");
  EXPECT_EQ(bob.get("/applications/" + number).status, 200U);
  {
    const auto counter = registrar_->counter().value();
    ASSERT_TRUE(accounts::withdraw_role(counter->office(), ids_["bob"], "harbour", procedures::Role::kOperator, act()));
  }
  EXPECT_EQ(bob.get("/applications/" + number).status, 404U);
}

TEST_P(Authorisation, ThePublicReadsWhereTheRulesSaySo) {
  Browser ann = signed_in("ann");
  const std::string number = apply(ann, "gate");
  Browser nobody = browser();
  EXPECT_EQ(nobody.get("/applications/" + number).status, 200U);
  EXPECT_FALSE(nobody.get("/applications/" + number).has("@example.org"));
  give_rules("applications = 'people'\n");
  EXPECT_EQ(nobody.get("/applications/" + number).status, 303U);
  EXPECT_EQ(signed_in("bob").get("/applications/" + number).status, 200U);
}

TEST_P(Authorisation, WhoDecidesNeedsASecondFactorWhereTheRulesSaySo) {
  give_rules("second_factor = true\n");
  Browser ann = signed_in("ann");
  const std::string number = apply(ann, "gate");
  Browser eve = signed_in("eve");
  EXPECT_TRUE(eve.get("/applications/" + number).has("you need a second factor"));
  EXPECT_EQ(act_on(eve, number, "take-review").status, 403U);
  eve.get("/account");
  EXPECT_EQ(eve.post("/account", {{"do", "token"}, {"name", "t"}, {"scope", "review"}}).status, 403U);
  EXPECT_EQ(eve.post("/account", {{"do", "token"}, {"name", "t"}, {"scope", "read"}}).status, 200U);
}

TEST_P(Authorisation, AdministratorsInviteAndDisable) {
  {
    const auto counter = registrar_->counter().value();
    for (const auto& [who, role] :
         {std::pair{"bob", procedures::Role::kAdministrator}, {"eve", procedures::Role::kAuditor}})
      ASSERT_TRUE(accounts::grant_role(counter->office(), ids_[who], {.registry = "harbour", .role = role}, act()));
  }
  Browser bob = signed_in("bob");
  EXPECT_TRUE(bob.get("/people").has("Ann Example"));
  const Seen invited = bob.post("/people", {{"do", "invite"}, {"mail", "new@example.org"}, {"role", "expert"}});
  EXPECT_EQ(invited.status, 200U) << invited.body;
  const std::size_t at = invited.body.find("/invitation/");
  ASSERT_NE(at, std::string::npos);
  const std::string link = invited.body.substr(at, 12 + 43);
  Browser guest = browser();
  EXPECT_TRUE(guest.get(link).has("You are invited to Ports of the harbour"));
  EXPECT_EQ(guest.post(link, {{"name", "ned"}, {"shown", "Ned"}, {"password", "short"}}).status, 422U);
  EXPECT_EQ(
      guest.post(link, {{"name", "ned"}, {"shown", "Ned New"}, {"password", std::string(kHarbourPassword)}}).status,
      303U);
  EXPECT_EQ(guest.get(link).status, 404U);
  EXPECT_TRUE(signed_in("ned").get("/desk").has("an expert"));
  Browser ann = signed_in("ann");
  bob.get("/people");
  EXPECT_EQ(bob.post("/people", {{"do", "disable"}, {"id", std::to_string(ids_["ann"])}}).status, 303U);
  EXPECT_EQ(ann.get("/desk").status, 303U);
  Browser eve = signed_in("eve");
  const Seen log = eve.get("/audit");
  EXPECT_EQ(log.status, 200U);
  for (const std::string_view what : {"invited", "invitation-accepted", "disabled", "signed-in"})
    EXPECT_TRUE(log.has(what)) << what;
  EXPECT_EQ(eve.get("/people").status, 403U);
  give_rules("second_factor = true\n");
  EXPECT_EQ(bob.get("/people").status, 403U);
}

}  // namespace
}  // namespace portolan::portal
