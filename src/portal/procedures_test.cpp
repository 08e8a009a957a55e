// SPDX-License-Identifier: Apache-2.0
//
// Applications from the asking to the record, through pages and through the API.
#include <algorithm>
#include <atomic>
#include <barrier>
#include <thread>

#include "desk/story.h"
#include "harbour.h"
#include "test_size.h"

namespace portolan::portal {
namespace {

using namespace testing;
using net::Method;

class Procedures : public Harbour {
 protected:
  std::vector<std::string> records() {
    std::vector<std::string> out;
    const auto counter = registrar_->counter().value();
    const auto ground = counter->desk().ground().value();
    for (const auto& record : ground->registry().records) out.push_back(registry::label(record));
    return out;
  }
  std::string contact_uris(std::string_view id) {
    const auto counter = registrar_->counter().value();
    const auto ground = counter->desk().ground().value();
    for (const auto& contact : ground->registry().contacts)
      if (contact.id == id) return contact.name.value_or("") + " " + (contact.uris.empty() ? "" : contact.uris[0]);
    return "none";
  }
  // How often it happened to an application: "approved".
  std::size_t count_of(std::uint64_t number, std::string_view happened) {
    const auto counter = registrar_->counter().value();
    const auto file = counter->desk().file(number).value();
    return static_cast<std::size_t>(std::ranges::count_if(
        file->lines, [&](const desk::Line& line) { return type_name(line.happening) == happened; }));
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, Procedures, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(Procedures, FromTheWizardThroughTheExpertToTheRecord) {
  Browser ann = signed_in("ann");
  Browser eve = signed_in("eve");
  Browser olga = signed_in("olga");
  // First it is tried.
  ann.get("/apply");
  const Seen tried = ann.post("/apply", {{"service_name", "gate"}, {"port_number", "gateways"}, {"do", "check"}});
  EXPECT_EQ(tried.status, 422U);
  EXPECT_TRUE(tried.has("It cannot be submitted so"));
  EXPECT_TRUE(tried.has("aria-invalid=\"true\""));
  const Seen fine = ann.post("/apply", {{"service_name", "gate"},
                                        {"port_number", "gateways"},
                                        {"transports", "tcp"},
                                        {"description", "A <gate>"},
                                        {"reference", "RFC6335"},
                                        {"reason", "clients"},
                                        {"do", "check"}});
  EXPECT_EQ(fine.status, 200U) << fine.body;
  EXPECT_TRUE(fine.has("an expert reviews it"));
  EXPECT_TRUE(fine.has("9000"));
  EXPECT_TRUE(records().empty()) << "a check writes nothing";

  const std::string number = apply(ann, "gate");
  EXPECT_TRUE(eve.get("/desk").has("To review"));
  EXPECT_FALSE(ann.get("/applications/" + number).has("Take the review"));
  EXPECT_EQ(act_on(eve, number, "take-review").status, 303U);
  EXPECT_EQ(act_on(eve, number, "ask", {{"text", "Why <b>tcp</b>?"}}).status, 303U);
  const Seen asked = ann.get("/applications/" + number);
  EXPECT_TRUE(asked.has("Why &lt;b>tcp&lt;/b>?") || asked.has("Why &lt;b&gt;tcp&lt;/b&gt;?"));
  EXPECT_TRUE(ann.get("/desk").has("Asked of you"));
  EXPECT_EQ(act_on(ann, number, "answer", {{"text", "It streams"}}).status, 303U);
  EXPECT_EQ(act_on(eve, number, "approve", {{"text", "fine"}}).status, 303U);
  EXPECT_TRUE(olga.get("/desk").has("To publish or check"));
  EXPECT_EQ(act_on(eve, number, "publish").status, 422U) << "who approved it does not publish it";
  EXPECT_EQ(act_on(olga, number, "publish").status, 303U);
  EXPECT_EQ(records(), std::vector<std::string>{"gate 9000/tcp"});
  EXPECT_EQ(contact_uris("Ann_Example"), "Ann Example mailto:ann&example.org");
  EXPECT_TRUE(olga.get("/applications/" + number).has("It is published"));
  // She holds it now, and gives it back.
  ann.get("/apply?kind=de-assignment");
  const Seen back = ann.post("/apply", {{"kind", "de-assignment"}, {"service_name", "gate"}, {"do", "submit"}});
  EXPECT_EQ(back.status, 303U) << back.body;
  EXPECT_TRUE(records().empty());
}

TEST_P(Procedures, ADeclineSaysWhyAndIsAppealed) {
  Browser ann = signed_in("ann");
  Browser eve = signed_in("eve");
  const std::string number = apply(ann, "gate");
  act_on(eve, number, "take-review");
  EXPECT_EQ(act_on(eve, number, "decline").status, 422U) << "a refusal has reasons";
  EXPECT_EQ(act_on(eve, number, "decline", {{"text", "a name would do\r\nno protocol"}}).status, 303U);
  EXPECT_TRUE(ann.get("/applications/" + number).has("a name would do; no protocol"));
  EXPECT_EQ(act_on(ann, number, "appeal", {{"text", "It would not"}}).status, 303U);
  for (const std::string_view who : {"ivy", "ivo"}) {
    Browser one = signed_in(who);
    EXPECT_TRUE(one.get("/desk").has("To decide"));
    EXPECT_EQ(act_on(one, number, "vote", {{"vote", "yes"}}).status, 303U);
  }
  EXPECT_TRUE(ann.get("/applications/" + number).has("approved"));
}

TEST_P(Procedures, TheIesgDecidesTogether) {
  Browser ann = signed_in("ann");
  const std::string number = apply(ann, "beacon", "100");
  Browser ivy = signed_in("ivy");
  EXPECT_EQ(act_on(ivy, number, "vote", {{"vote", "yes"}}).status, 303U);
  // Whoever votes again has one vote all the same.
  act_on(ivy, number, "vote", {{"vote", "yes"}});
  EXPECT_TRUE(ivy.get("/applications/" + number).has("ballot"));
  Browser ivo = signed_in("ivo");
  EXPECT_EQ(act_on(ivo, number, "vote", {{"vote", "yes"}}).status, 303U);
  EXPECT_TRUE(ivy.get("/applications/" + number).has("approved"));
}

TEST_P(Procedures, NobodyDecidesOnTheirOwn) {
  Browser eve = signed_in("eve");
  const std::string number = apply(eve, "gate");
  EXPECT_EQ(act_on(eve, number, "take-review").status, 422U);
  Browser olga = signed_in("olga");
  EXPECT_EQ(act_on(olga, number, "name-reviewer", {{"reviewer", "eve"}}).status, 422U);
  EXPECT_EQ(act_on(olga, number, "name-reviewer", {{"reviewer", "nobody"}}).status, 422U);
}

TEST_P(Procedures, AClaimIsMadeAtOnceAndUnderAKeyOnce) {
  const std::string claims = token("ann", "claim");
  const std::string body = R"({"service_name":"billing","description":"Bills"})";
  const Headers key = {{"Idempotency-Key", "deploy"}};
  const Seen first = api(Method::kPost, "/api/v1/claims", claims, body, key);
  EXPECT_EQ(first.status, 201U) << first.body;
  EXPECT_TRUE(first.has("\"port\":8000"));
  EXPECT_EQ(first.header("Location"), "/api/v1/applications/1");
  const Seen again = api(Method::kPost, "/api/v1/claims", claims, body, key);
  EXPECT_EQ(again.status, 200U) << again.body;
  EXPECT_TRUE(again.has("\"port\":8000"));
  EXPECT_TRUE(again.has("\"repeated\":true"));
  const Seen other = api(Method::kPost, "/api/v1/claims", claims, R"({"service_name":"search"})", key);
  EXPECT_EQ(other.status, 409U) << other.body;
  EXPECT_TRUE(other.has("key-used"));
  // The key of somebody else is another key.
  const Seen bobs = api(Method::kPost, "/api/v1/claims", token("bob", "claim"), R"({"service_name":"search"})", key);
  EXPECT_EQ(bobs.status, 201U) << bobs.body;
  EXPECT_EQ(records().size(), 2U);
  // What an expert looks at is not claimed.
  EXPECT_EQ(
      api(Method::kPost, "/api/v1/claims", claims, R"({"service_name":"gate","port_number":9000,"description":"x"})")
          .status,
      422U);
  EXPECT_EQ(api(Method::kPost, "/api/v1/claims", claims, R"({"service_name":"gate","prot":9000})").status, 400U);
}

TEST_P(Procedures, EverythingThatIsWrongIsSaidAtOnce) {
  const Seen wrong = api(Method::kPost, "/api/v1/applications", token("ann", "apply"),
                         R"({"service_name":"-bad-","port_number":"9000","transports":["tcp","udp"]})");
  EXPECT_EQ(wrong.status, 422U);
  EXPECT_EQ(wrong.header("Content-Type"), "application/problem+json");
  for (const std::string_view part :
       {"\"field\":\"service_name\"", "\"field\":\"reference\"", "\"field\":\"description\"", "RFC 6335, section 5.1"})
    EXPECT_TRUE(wrong.has(part)) << part << " in " << wrong.body;
  EXPECT_EQ(api(Method::kPost, "/api/v1/applications", token("ann", "apply"), "[1").status, 400U);
  EXPECT_EQ(ask_site(site(), Method::kPost, "/api/v1/applications",
                     {{"Authorization", "Bearer " + token("ann", "apply")}, {"Content-Type", "text/plain"}}, "{}")
                .status,
            415U);
  EXPECT_EQ(api(Method::kPost, "/api/v1/applications", token("ann", "apply"),
                R"({"service_name":"x1","transports":["smoke"]})")
                .status,
            422U);
}

// A form asks while it is written: words come later, the port is told at once.
TEST_P(Procedures, ACheckTellsThePortThatItWouldGet) {
  const auto check = [this](std::string_view more) {
    return api(Method::kGet, "/api/v1/check?kind=assignment&service_name=gate" + std::string(more), {});
  };
  const Seen wordless = check("&port_number=9000-9099&transports=tcp");
  EXPECT_TRUE(wordless.has("the description is missing") && wordless.has("\"port\":9000}")) << wordless.body;
  EXPECT_FALSE(check("&port_number=9000-9099").has("\"port\"")) << "on no transport";
  EXPECT_FALSE(check("-&port_number=9000-9099&transports=tcp").has("\"port\"")) << "no name";
  EXPECT_FALSE(check("&transports=tcp").has("\"port\"")) << "a name alone";
}

TEST_P(Procedures, AnApplicationGoesAllItsWayThroughTheApi) {
  const std::string ann = token("ann", "apply,read");
  const Seen made = api(Method::kPost, "/api/v1/applications", ann,
                        R"({"service_name":"gate","port_number":"Gateways","transports":["tcp"],"description":"A gate",
                            "reference":"RFC6335","reason":"clients"})");
  ASSERT_EQ(made.status, 201U) << made.body;
  const std::string at = made.header("Location");
  const Seen tried = api(Method::kPost, at + "/take-review?dry_run=true", token("eve", "review"), "{}");
  EXPECT_EQ(tried.status, 200U) << tried.body;
  EXPECT_FALSE(api(Method::kGet, at, ann).has("reviewer-named"));
  EXPECT_EQ(api(Method::kPost, at + "/take-review", token("eve", "review"), "{}").status, 200U);
  EXPECT_EQ(api(Method::kPost, at + "/approve", token("eve", "review"), R"({"text":"fine"})").status, 200U);
  EXPECT_EQ(api(Method::kPost, at + "/approve", token("eve", "review"), R"({"text":"fine"})").status, 403U);
  const Seen published = api(Method::kPost, at + "/publish", token("olga", "decide"), "{}");
  EXPECT_EQ(published.status, 200U) << published.body;
  EXPECT_TRUE(published.has("\"port\":9000"));
  EXPECT_TRUE(api(Method::kGet, at, {}).has("\"state\":\"done\""));
  EXPECT_TRUE(api(Method::kGet, "/api/v1/applications?state=done", {}).has("gate"));
  EXPECT_FALSE(api(Method::kGet, "/api/v1/applications", {}).has("gate"));
  EXPECT_EQ(api(Method::kGet, "/api/v1/applications?stat=done", {}).status, 400U);
  EXPECT_EQ(api(Method::kGet, "/api/v1/applications/99", {}).status, 404U);
}

// Whoever introduces a contact speaks for it; two never get the same.
TEST_P(Procedures, NobodyGetsTheContactOfSomebodyElse) {
  add("ann2");
  {
    const auto counter = registrar_->counter().value();
    ASSERT_TRUE(
        accounts::change_account(counter->office(), ids_["ann2"], {"ann2", "Ann Example", "ann2@example.org"}, act()));
  }
  const std::string body = R"({"service_name":"one"})";
  EXPECT_EQ(api(Method::kPost, "/api/v1/claims", token("ann", "claim"), body).status, 201U);
  const Seen second = api(Method::kPost, "/api/v1/claims", token("ann2", "claim"), R"({"service_name":"two"})");
  EXPECT_EQ(second.status, 201U);
  EXPECT_TRUE(second.has("Ann_Example_" + std::to_string(ids_["ann2"]))) << second.body;
  const Seen stolen = api(Method::kPost, "/api/v1/applications", token("ann2", "apply"),
                          R"({"kind":"de-assignment","service_name":"one"})");
  EXPECT_EQ(stolen.status, 403U) << stolen.body;
  EXPECT_EQ(records().size(), 2U);
}

// Fault 34: whoever does not know whether it was done says it again.
TEST_P(Procedures, WhatIsSaidTwiceIsDoneOnce) {
  Browser ann = signed_in("ann");
  ann.get("/apply");
  const Fields form = {{"kind", "assignment"}, {"service_name", "gate"},  {"port_number", "9000"},
                       {"transports", "tcp"},  {"description", "A gate"}, {"reference", "RFC1"},
                       {"reason", "y"},        {"key", "form-1"},         {"do", "submit"}};
  const Seen first = ann.post("/apply", form);
  const Seen second = ann.post("/apply", form);
  EXPECT_EQ(first.status, 303U) << first.body;
  EXPECT_EQ(second.header("Location"), first.header("Location"));
  Fields other = form;
  other[1].second = "gate2";
  EXPECT_EQ(ann.post("/apply", other).status, 422U);
  const auto counter = registrar_->counter().value();
  EXPECT_EQ(counter->ledger().applications({.registry = "harbour"})->size(), 1U);
}

// Fault 8: of those who decide the same thing at the same moment one does, and it is one event.
TEST_P(Procedures, OneDecisionIsOneEvent) {
  const std::uint64_t rounds = size_of_test({.sanitized = 5, .usual = 20, .full = 10'000});
  Browser ann = signed_in("ann");
  const std::string eve = token("eve", "review");
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const std::string number = apply(ann, fmt::format("gate{}", round));
    const std::string at = "/api/v1/applications/" + number;
    ASSERT_EQ(api(Method::kPost, at + "/take-review", eve, "{}").status, 200U);
    std::atomic<int> done = 0;
    std::barrier start(4);
    std::vector<std::thread> all;
    for (int i = 0; i < 4; ++i)
      all.emplace_back([&] {
        start.arrive_and_wait();
        if (api(Method::kPost, at + "/approve", eve, R"({"text":"fine"})").status == 200) ++done;
      });
    for (std::thread& one : all) one.join();
    EXPECT_EQ(done, 1) << "application " << number;
    EXPECT_EQ(count_of(std::stoull(number), "approved"), 1U) << "application " << number;
  }
}

}  // namespace
}  // namespace portolan::portal
