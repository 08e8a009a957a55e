// SPDX-License-Identifier: Apache-2.0
//
// A registry of one's own on a site: people with and without offices in it, browsers that keep cookies, programs with
// tokens. On both databases.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/passwords.h"
#include "accounts/people.h"
#include "accounts/roles.h"
#include "accounts/schema.h"
#include "accounts/sign_in.h"
#include "accounts/tokens.h"
#include "desk/desk.h"
#include "keeping/views.h"
#include "policies/charter.h"
#include "portal/portal.h"
#include "registrar/registrar.h"
#include "scratch_folder.h"
#include "server/site.h"
#include "stores.h"

namespace portolan::testing {

inline constexpr std::string_view kHarbourPassword = "tide chart lantern 7";

inline std::string harbour_rules(std::string_view more) {
  return "name = 'harbour'\ntitle = 'Ports of the harbour'\nprofile = 'team'\n" + std::string(more) +
         "[[range]]\nname = 'Services'\nports = '8000-8099'\nprocedures = ['Claim']\n"
         "[[range]]\nname = 'Gateways'\nports = '9000-9099'\nprocedures = ['Expert Review']\n"
         "[[range]]\nname = 'Beacons'\nports = '100-199'\nprocedures = ['IESG Approval']\n"
         "[[expert]]\naccount = 'eve'\ntransports = ['tcp', 'udp']\n"
         "[roles]\noperator = ['olga']\niesg = ['ivy', 'ivo']\n";
}

// What came back.
struct Seen {
  unsigned status = 0;
  std::string headers;
  std::string body;

  bool has(std::string_view text) const { return body.contains(text); }
  std::string header(std::string_view name) const {
    const std::string all = "\r\n" + headers;
    const std::string begin = "\r\n" + std::string(name) + ": ";
    const std::size_t at = all.find(begin);
    if (at == all.npos) return {};
    const std::size_t from = at + begin.size();
    return all.substr(from, all.find("\r\n", from) - from);
  }
};

using Headers = std::vector<std::pair<std::string, std::string>>;

inline Seen ask_site(server::Site& site, net::Method method, std::string_view target, const Headers& headers = {},
                     std::string_view body = {}) {
  std::vector<net::Header> sent = {{"Host", "harbour.example"}};
  for (const auto& [name, value] : headers) sent.push_back({name, value});
  net::Request request;
  request.method = method;
  request.path = target.substr(0, target.find('?'));
  if (request.path.size() < target.size()) request.query = target.substr(request.path.size() + 1);
  request.headers = sent;
  request.body = body;
  request.peer = "192.0.2.1";
  net::Response response;
  if (!site.answer(request, response)) {
    response.clear();
    site.answer_slowly(request, response);
  }
  return {response.status, response.headers, std::string(response.content())};
}

using Fields = std::vector<std::pair<std::string, std::string>>;

inline std::string encoded(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields)
    out += (out.empty() ? "" : "&") + net::encode_uri(name) + "=" + net::encode_uri(value);
  return out;
}

// As a person's: keeps cookies, sends the hidden fields of the form that it saw last.
class Browser {
 public:
  explicit Browser(server::Site& site) : site_(&site) {}

  Seen get(std::string_view target) { return keep(ask_site(*site_, net::Method::kGet, target, cookies())); }
  // As a form of the page that was loaded last would.
  Seen post(std::string_view target, Fields fields, Headers more = {}) {
    if (!csrf_.empty()) fields.emplace_back("csrf", csrf_);
    return send(target, fields, std::move(more));
  }
  Seen send(std::string_view target, const Fields& fields, Headers more = {}) {
    Headers headers = cookies();
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    headers.insert(headers.end(), more.begin(), more.end());
    return keep(ask_site(*site_, net::Method::kPost, target, headers, encoded(fields)));
  }
  Seen sign_in(std::string_view name, std::string_view password = kHarbourPassword) {
    get("/sign-in");
    const Seen seen = post("/sign-in", {{"name", std::string(name)}, {"password", std::string(password)}});
    get("/account");
    return seen;
  }
  std::string cookie(std::string_view name) const {
    const auto found = jar_.find(std::string(name));
    return found == jar_.end() ? std::string() : found->second;
  }
  void set_cookie(std::string_view name, std::string value) { jar_[std::string(name)] = std::move(value); }
  const std::string& csrf() const { return csrf_; }
  void forget_csrf() { csrf_.clear(); }
  Headers cookies() const {
    std::string all;
    for (const auto& [name, value] : jar_) all += (all.empty() ? "" : "; ") + name + "=" + value;
    return all.empty() ? Headers() : Headers{{"Cookie", all}};
  }

 private:
  Seen keep(Seen seen) {
    constexpr std::string_view kSet = "Set-Cookie: ";
    for (std::size_t at = seen.headers.find(kSet); at != seen.headers.npos; at = seen.headers.find(kSet, at + 1)) {
      const std::string line = seen.headers.substr(at + kSet.size(), seen.headers.find("\r\n", at) - at - kSet.size());
      const std::string pair = line.substr(0, line.find(';'));
      const std::string name = pair.substr(0, pair.find('='));
      if (line.contains("Max-Age=0"))
        jar_.erase(name);
      else
        jar_[name] = pair.substr(name.size() + 1);
    }
    constexpr std::string_view kField = "name=\"csrf\" value=\"";
    if (const std::size_t at = seen.body.find(kField); at != seen.body.npos)
      csrf_ = seen.body.substr(at + kField.size(), seen.body.find('"', at + kField.size()) - at - kField.size());
    return seen;
  }

  server::Site* site_;
  std::map<std::string, std::string> jar_;
  std::string csrf_;
};

// "host=/tmp/x port=5432 dbname=y" as an address of --registry.
inline std::string uri_of(std::string_view words) {
  std::string database;
  std::string rest;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    const std::size_t sign = word.find('=');
    if (word.substr(0, sign) == "dbname")
      database = word.substr(sign + 1);
    else
      rest +=
          fmt::format("{}{}={}", rest.empty() ? "" : "&", word.substr(0, sign), net::encode_uri(word.substr(sign + 1)));
  }
  return fmt::format("postgresql:///{}?{}", database, rest);
}

class Harbour : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    place_ = is_postgres(address()) ? keeping::Place{{}, uri_of(address()), "harbour"}
                                    : keeping::Place{address().substr(0, address().rfind('/')), {}, "harbour"};
    open({});
  }
  void TearDown() override {
    site_.reset();
    portal_.reset();
    views_.reset();
    registrar_.reset();
    StoreTest::TearDown();
  }

  // The registry with these rules besides, and its people: ann and bob apply, eve reviews, ivy and ivo are the IESG,
  // olga publishes, dora is disabled.
  void open(std::string_view rules) {
    give_rules(rules);
    registrar_ = registrar::Registrar::open(
                     place_, "harbour",
                     {.key_file = keys_ / "accounts.key", .create_key = true, .cost = {.passes = 1, .memory = 8192}})
                     .value();
    for (const std::string_view name : {"ann", "bob", "eve", "ivy", "ivo", "olga", "dora"}) add(name);
    views_ = keeping::Views::open(where()).value();
    portal_ = std::make_unique<portal::Portal>(*registrar_, [this] { return clock_; });
    site_ = std::make_unique<server::Site>(*views_, server::SiteSettings{.public_url = {}, .area = portal_.get()});
    const auto counter = registrar_->counter().value();
    EXPECT_TRUE(accounts::disable_account(counter->office(), ids_["dora"], act()));
  }
  void give_rules(std::string_view more) {
    const std::string text = harbour_rules(more);
    const auto charter = policies::read_charter(text, "harbour.toml");
    ASSERT_TRUE(charter) << to_string(charter.error().front());
    auto ledger = keeping::open_ledger(place_, ledger::Mode::kCreate).value();
    const auto founding = desk::found(ledger, *charter, text, "tester", ++clock_).value();
    if (founding.changes) {
      ASSERT_TRUE(ledger.append(founding.batch));
    }
  }
  std::string where() const { return (place_.is_folder() ? place_.folder : place_.address) + "#harbour"; }

  accounts::Act act() const {
    return {accounts::kLocalOperator, accounts::Time(std::chrono::seconds(clock_ / 1'000'000)), {}};
  }
  void add(std::string_view name) {
    const auto counter = registrar_->counter().value();
    const std::string shown(1, static_cast<char>(name[0] - 'a' + 'A'));
    const auto account = accounts::add_account(counter->office(),
                                               {std::string(name), shown + std::string(name.substr(1)) + " Example",
                                                std::string(name) + "@example.org"},
                                               act())
                             .value();
    ids_[std::string(name)] = account.id;
    const auto set = accounts::set_password(counter->office(), account.id, kHarbourPassword, act());
    EXPECT_TRUE(set) << to_string(set.error());
  }
  std::string token(std::string_view name, std::string_view scopes) {
    const auto counter = registrar_->counter().value();
    const auto made = accounts::make_token(counter->office(), ids_[std::string(name)],
                                           {.name = "a test", .scopes = *accounts::parse_scopes(scopes)}, act());
    EXPECT_TRUE(made) << to_string(made.error());
    return std::string(made->secret.view());
  }

  Browser browser() { return Browser(*site_); }
  Browser signed_in(std::string_view name) {
    Browser made = browser();
    const Seen seen = made.sign_in(name);
    EXPECT_EQ(seen.status, 303U) << name << ": " << seen.body;
    return made;
  }
  Seen api(net::Method method, std::string_view target, std::string_view token, std::string_view body = {},
           Headers more = {}) {
    Headers headers = std::move(more);
    if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + std::string(token));
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    return ask_site(*site_, method, target, headers, body);
  }
  // Applies for a port of the gateways, which an expert reviews; its number.
  std::string apply(Browser& who, std::string_view name, std::string_view port = "9000-9099") {
    who.get("/apply");
    const Seen seen = who.post("/apply", {{"kind", "assignment"},
                                          {"service_name", std::string(name)},
                                          {"port_number", std::string(port)},
                                          {"transports", "tcp"},
                                          {"description", "A gate"},
                                          {"reference", "RFC6335"},
                                          {"reason", "It has clients that know no names"},
                                          {"do", "submit"}});
    EXPECT_EQ(seen.status, 303U) << seen.body;
    const std::string location = seen.header("Location");
    return location.substr(location.rfind('/') + 1);
  }
  Seen act_on(Browser& who, const std::string& number, std::string_view what, Fields more = {}) {
    who.get("/applications/" + number);
    more.emplace_back("act", std::string(what));
    return who.post("/applications/" + number, more);
  }
  server::Site& site() { return *site_; }

  ScratchFolder keys_{"harbour-keys"};
  keeping::Place place_;
  std::uint64_t clock_ = 1'800'000'000'000'000;
  std::map<std::string, accounts::PersonId> ids_;
  std::unique_ptr<registrar::Registrar> registrar_;
  std::unique_ptr<keeping::Views> views_;
  std::unique_ptr<portal::Portal> portal_;
  std::unique_ptr<server::Site> site_;
};

}  // namespace portolan::testing
