// SPDX-License-Identifier: Apache-2.0
//
// Sessions and forged forms (fault 22).
#include <array>
#include <span>

#include "accounts/secrets.h"
#include "harbour.h"
#include "portal/routes.h"
#include "portal/visit.h"

namespace portolan::portal {
namespace {

using namespace testing;

class SignIn : public Harbour {
 protected:
  std::vector<std::string> forgeries_taken(std::span<const std::span<const server::Route>> areas);
  std::size_t tried_ = 0;
  int made_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Stores, SignIn, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(SignIn, WhoeverKnowsThePasswordIsIn) {
  Browser ann = browser();
  EXPECT_EQ(ann.get("/desk").header("Location"), "/sign-in?to=%2Fdesk");
  EXPECT_EQ(ann.sign_in("ann").header("Location"), "/desk");
  EXPECT_TRUE(ann.get("/desk").has("Ann Example"));
  EXPECT_EQ(ann.get("/desk").header("Cache-Control"), "no-store");
}

TEST_P(SignIn, WrongOrUnknownAnswersAlike) {
  std::array<std::string, 4> bodies;
  std::size_t at = 0;
  for (const auto& [name, password] : {std::pair{"ann", "wrong"},
                                       {"nobody", "wrong"},
                                       {"dora", "tide chart lantern 7"},
                                       {"nobody", "tide chart lantern 7"}}) {
    Browser one = browser();
    const Seen seen = one.sign_in(name, password);
    EXPECT_EQ(seen.status, 403U);
    std::string body = seen.body;
    for (const std::string& own : {one.csrf(), std::string(name)})
      for (std::size_t i = body.find(own); i != body.npos && !own.empty(); i = body.find(own))
        body.erase(i, own.size());
    bodies[at++] = body.substr(0, body.find("csrf"));
    EXPECT_EQ(one.get("/desk").status, 303U);
  }
  for (const std::string& body : bodies) EXPECT_EQ(body, bodies[0]);
}

TEST_P(SignIn, CookiesAreForThisHostAloneAndNoScripts) {
  Browser one = browser();
  const Seen page = one.get("/sign-in");
  const Seen in = one.sign_in("ann");
  for (const Seen& seen : {page, in}) {
    std::size_t cookies = 0;
    for (std::size_t at = seen.headers.find("Set-Cookie: "); at != seen.headers.npos;
         at = seen.headers.find("Set-Cookie: ", at + 1)) {
      const std::string line = seen.headers.substr(at, seen.headers.find("\r\n", at) - at);
      EXPECT_TRUE(line.starts_with("Set-Cookie: __Host-")) << line;
      EXPECT_TRUE(line.ends_with("; Secure; HttpOnly; SameSite=Lax")) << line;
      EXPECT_TRUE(line.contains("; Path=/;")) << line;
      EXPECT_FALSE(line.contains("Domain")) << line;
      ++cookies;
    }
    EXPECT_GT(cookies, 0U);
  }
}

TEST_P(SignIn, ASessionThatWasBroughtAlongIsNotTheOneThatOneGets) {
  Browser one = browser();
  const std::string planted(43, 'A');
  one.set_cookie(kSessionCookie, planted);
  one.sign_in("ann");
  EXPECT_NE(one.cookie(kSessionCookie), planted);
  Browser thief = browser();
  thief.set_cookie(kSessionCookie, planted);
  EXPECT_EQ(thief.get("/desk").status, 303U);
  // Signing in once more ends the session before.
  const std::string before = one.cookie(kSessionCookie);
  Browser again = browser();
  again.set_cookie(kSessionCookie, before);
  again.post("/sign-out", {});
  Browser both = browser();
  both.get("/sign-in");
  both.set_cookie(kSessionCookie, before);
  EXPECT_EQ(both.get("/desk").status, 200U);
}

TEST_P(SignIn, SigningOutIsForGood) {
  Browser one = signed_in("ann");
  const std::string token = one.cookie(kSessionCookie);
  EXPECT_EQ(one.post("/sign-out", {}).status, 303U);
  EXPECT_EQ(one.cookie(kSessionCookie), "");
  one.set_cookie(kSessionCookie, token);
  EXPECT_EQ(one.get("/desk").status, 303U);
}

TEST_P(SignIn, SessionsEndByThemselves) {
  Browser idle = signed_in("ann");
  Browser used = signed_in("ann");
  const std::uint64_t hour = 3'600'000'000;
  for (int i = 0; i < 13; ++i) {
    clock_ += hour;
    EXPECT_EQ(used.get("/desk").status, 200U) << i;
  }
  EXPECT_EQ(idle.get("/desk").status, 303U);
  for (int i = 0; i < 14 * 24; ++i) {
    clock_ += hour;
    used.get("/desk");
  }
  EXPECT_EQ(used.get("/desk").status, 303U) << "it lasts two weeks at most, however often it is used";
}

TEST_P(SignIn, WhoeverIsDisabledIsOutAtOnce) {
  Browser one = signed_in("ann");
  const std::string program = token("ann", "read");
  EXPECT_EQ(api(net::Method::kGet, "/api/v1/me", program).status, 200U);
  {
    const auto counter = registrar_->counter().value();
    ASSERT_TRUE(accounts::disable_account(counter->office(), ids_["ann"], act()));
  }
  EXPECT_EQ(one.get("/desk").status, 303U);
  EXPECT_EQ(api(net::Method::kGet, "/api/v1/me", program).status, 401U);
}

TEST_P(SignIn, NoTwoSecretsAreAlike) {
  Browser one = browser();
  std::vector<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    Browser next = browser();
    next.get("/sign-in");
    seen.push_back(next.cookie(kFormCookie));
    EXPECT_EQ(seen.back().size(), 43U);  // 256 bits
  }
  std::ranges::sort(seen);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

TEST_P(SignIn, LinksLeadNowhereElse) {
  for (const std::string_view to :
       {"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"}) {
    Browser one = browser();
    one.get("/sign-in?to=" + net::encode_uri(to));
    const Seen in =
        one.post("/sign-in", {{"name", "ann"}, {"password", std::string(kHarbourPassword)}, {"to", std::string(to)}});
    EXPECT_EQ(in.header("Location"), "/desk") << to;
  }
}

TEST_P(SignIn, ASecondFactorIsAskedFor) {
  Browser one = signed_in("eve");
  const Seen begun = one.post("/account", {{"do", "factor"}});
  ASSERT_EQ(begun.status, 200U);
  EXPECT_TRUE(begun.has("otpauth://totp/"));
  EXPECT_EQ(one.post("/account", {{"do", "confirm"}, {"code", "000000"}}).status, 422U);
}

// --- forms that this site did not make

// The forms that are taken although another site made them.
std::vector<std::string> SignIn::forgeries_taken(std::span<const std::span<const server::Route>> areas) {
  std::vector<std::string> taken;
  Browser ann = signed_in("ann");
  const std::string number = apply(ann, fmt::format("gate{}", ++made_));
  for (const auto& area : areas)
    for (const server::Route& route : area) {
      if (route.method != net::Method::kPost || route.programs) continue;
      std::string path(route.pattern);
      if (const std::size_t at = path.find("{number}"); at != path.npos) path.replace(at, 8, number);
      if (const std::size_t at = path.find("{secret}"); at != path.npos) path.replace(at, 8, std::string(43, 'x'));
      const Fields fields = {{"act", "withdraw"}, {"do", "nothing"}, {"service_name", "gate2"}};
      const auto look = [&](const Seen& seen, std::string_view how) {
        if (seen.status != 403 || !seen.has("This form is not taken"))
          taken.push_back(fmt::format("{}: {}", path, how));
        ++tried_;
      };
      ann.get("/account");
      const std::string csrf = ann.csrf();
      ann.forget_csrf();
      look(ann.post(path, fields), "no token");
      Fields wrong = fields;
      wrong.emplace_back("csrf", accounts::csrf_of("another session"));
      look(ann.send(path, wrong), "the token of another session");
      Fields right = fields;
      right.emplace_back("csrf", csrf);
      look(ann.send(path, right, {{"Origin", "https://evil.example"}}), "another origin");
      look(ann.send(path, right, {{"Origin", "null"}}), "an origin that is kept back");
      look(ann.send(path, right, {{"Sec-Fetch-Site", "cross-site"}}), "another site");
      look(ann.send(path, right, {{"Sec-Fetch-Site", "same-site"}}), "a neighbour");
      Headers plain = ann.cookies();
      plain.emplace_back("Content-Type", "text/plain");
      look(ask_site(site(), net::Method::kPost, path, plain, encoded(right)), "plain text");
    }
  const auto counter = registrar_->counter().value();
  const auto file = counter->desk().file(std::stoull(number)).value();
  if (file->application.state == procedures::State::kWithdrawn) taken.push_back("the application was withdrawn");
  return taken;
}

TEST_P(SignIn, FormsOfOtherSitesAreNotTaken) {
  EXPECT_EQ(forgeries_taken(portal_->routes()), std::vector<std::string>());
  EXPECT_GE(tried_, 40U);
}

// The defect that the test must find: a portal whose pages take every form.
template <Reply (*kPage)(Visit&, const Form&)>
Reply careless(Context& context) {
  if (!context.may_wait) return Reply::kWait;
  auto visit = Visit::begin(context);
  return kPage(*visit, net::Parameters::parse(context.request.body).value());
}
constexpr std::array kCareless = {
    server::Route{
        .method = net::Method::kPost, .pattern = "/applications/{number}", .answer = careless<act_on_application>},
    server::Route{.method = net::Method::kPost, .pattern = "/apply", .answer = careless<submit_application>},
};
class Careless final : public Portal {
 public:
  using Portal::Portal;
  std::vector<std::span<const server::Route>> routes() const override {
    auto all = Portal::routes();
    all.insert(all.begin(), kCareless);
    return all;
  }
};

// Under another policy browsers keep the origin of this site's own forms back, and none of them is taken.
TEST_P(SignIn, BrowsersSayThatAFormIsOfThisSite) {
  for (const std::string_view path : {"/sign-in", "/new-password/x", "/applications"})
    EXPECT_EQ(browser().get(path).header("Referrer-Policy"), "same-origin") << path;
}

TEST_P(SignIn, FormsThatAreTakenAreFound) {
  Careless portal(*registrar_, [this] { return clock_; });
  site_ = std::make_unique<server::Site>(*views_, server::SiteSettings{.public_url = {}, .area = &portal});
  const std::array<std::span<const server::Route>, 1> areas = {kCareless};
  EXPECT_GE(forgeries_taken(areas).size(), 6U);
  site_.reset();
}

// The check must find what it is for: the same form with what belongs to it is taken.
TEST_P(SignIn, FormsOfThisSiteAreTaken) {
  Browser ann = signed_in("ann");
  const std::string number = apply(ann, "gate");
  ann.get("/applications/" + number);
  Fields fields = {{"act", "withdraw"}, {"csrf", ann.csrf()}};
  EXPECT_EQ(ann.send("/applications/" + number, fields,
                     {{"Origin", "https://harbour.example"}, {"Sec-Fetch-Site", "same-origin"}})
                .status,
            303U);
  EXPECT_TRUE(ann.get("/applications/" + number).has("withdrawn"));
}

}  // namespace
}  // namespace portolan::portal
