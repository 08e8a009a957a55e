// SPDX-License-Identifier: Apache-2.0
//
// Answers requests as the site does, without a network: for tests that hold the answers against docs/openapi.yaml.
//
//   server_api_answers routes                 prints the patterns of the API's routes, one on a line
//   server_api_answers file FIXTURE           answers from a registry file
//   server_api_answers ledger FIXTURE FOLDER  answers from a ledger that it makes in FOLDER: an older state, then
//   FIXTURE
//   server_api_answers people FOLDER          answers from a registry of one's own that it makes in FOLDER; its first
//   line are the tokens of its people, {"ann","eve","olga"}
//
// Reads requests from standard input, one on a line: {"method","target","headers":{...},"body"}; prints for each a line
// with
// {"status","headers":[[name,value],...],"body"}.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "accounts/tokens.h"
#include "app/document.h"
#include "database/sqlite.h"
#include "formats/format.h"
#include "keeping/importing.h"
#include "keeping/views.h"
#include "policies/charter.h"
#include "portal/portal.h"
#include "registrar/registrar.h"
#include "server/site.h"

namespace portolan {
namespace {

int complain(std::string_view what) {
  std::cerr << what << '\n';
  return 2;
}

net::Method method_of(std::string_view name) {
  for (const net::Method method : {net::Method::kGet, net::Method::kHead, net::Method::kPost, net::Method::kOptions})
    if (net::to_string(method) == name) return method;
  return net::Method::kOther;
}

boost::json::array headers_of(std::string_view lines) {
  boost::json::array headers;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(": ");
    headers.push_back(boost::json::array{line.substr(0, colon), line.substr(colon + 2)});
  }
  return headers;
}

std::string answer(server::Site& site, const boost::json::object& asked) {
  const std::string target(asked.at("target").as_string());
  std::vector<std::pair<std::string, std::string>> kept;
  for (const auto& [name, value] : asked.at("headers").as_object())
    kept.emplace_back(name, std::string(value.as_string()));
  std::vector<net::Header> headers;
  for (const auto& [name, value] : kept) headers.push_back({name, value});
  const auto* text = asked.if_contains("body");
  const std::string body(text == nullptr ? std::string_view() : std::string_view(text->as_string()));
  const std::size_t mark = target.find('?');
  const net::Request request{
      .method = method_of(asked.at("method").as_string()),
      .path = std::string_view(target).substr(0, mark),
      .query = mark == target.npos ? std::string_view() : std::string_view(target).substr(mark + 1),
      .headers = headers,
      .body = body,
      .peer = "127.0.0.1"};
  net::Response response;
  if (!site.answer(request, response)) {
    response.clear();
    site.answer_slowly(request, response);
  }
  return boost::json::serialize(boost::json::object{
      {"status", response.status}, {"headers", headers_of(response.headers)}, {"body", response.content()}});
}

// The fixture as it might have been before: without its last records, one with another description, one port moved.
registry::Registry older(registry::Registry registry) {
  registry.updated = {.year = 2023, .month = 1, .day = 4};
  registry.records.resize(registry.records.size() - 10);
  registry.records[2].description = registry::RichText::plain("As it was called before");
  registry.records[5].ports = PortRange{1999, 1999};
  registry.contacts.back().name = "Somebody Else";
  return registry;
}

Result<void> import(const std::string& folder, std::vector<app::Document> documents) {
  auto ledger = keeping::open_ledger(keeping::place_of(folder), ledger::Mode::kCreate);
  if (!ledger) return std::unexpected(ledger.error());
  const auto plan = keeping::plan_import(
      *ledger, std::move(documents), {.date = {}, .backfill = false, .actor = "test", .now = 1'700'000'000'000'000});
  if (!plan) return std::unexpected(plan.error().front());
  return keeping::carry_out(*ledger, *plan);
}

Result<void> make_ledger(const std::string& fixture, const std::string& folder) {
  auto now = app::read_registry(fixture, "xml");
  if (!now) return std::unexpected(now.error().front());
  const registry::Registry before = older(*now);
  app::Document first{.file = "older.xml", .bytes = {}, .form = {formats::format_named("xml")}};
  first.form.format->write(before, first.bytes);
  auto second = app::read_document(fixture, "xml", {});
  if (!second) return std::unexpected(second.error());
  std::vector<app::Document> documents;
  documents.push_back(std::move(first));
  documents.push_back(std::move(*second));
  return import(folder, std::move(documents));
}

int print_routes() {
  for (const auto& table : {server::api_routes(), server::figure_routes()})
    for (const server::Route& route : table)
      if (route.pattern.starts_with("/api/")) std::cout << net::to_string(route.method) << ' ' << route.pattern << '\n';
  for (const auto& table : portal::Portal::all_routes())
    for (const server::Route& route : table)
      if (route.programs) std::cout << net::to_string(route.method) << ' ' << route.pattern << '\n';
  return 0;
}

void answer_all(server::Site& site) {
  for (std::string line; std::getline(std::cin, line);)
    std::cout << answer(site, boost::json::parse(line).as_object()) << std::endl;
}

// --- a registry of one's own

constexpr std::uint64_t kNow = 1'800'000'000'000'000;
constexpr std::string_view kRules = R"(name = "harbour"
title = "Ports of the harbour"
profile = "team"
[[range]]
name = "Services"
ports = "8000-8099"
procedures = ["Claim"]
[[range]]
name = "Gateways"
ports = "9000-9099"
procedures = ["Expert Review"]
[[expert]]
account = "eve"
transports = ["tcp"]
[roles]
operator = ["olga"]
)";

Result<void> found(const std::string& folder) {
  auto ledger = keeping::open_ledger(keeping::place_of(folder), ledger::Mode::kCreate);
  if (!ledger) return std::unexpected(ledger.error());
  const auto charter = policies::read_charter(kRules, "harbour.toml");
  if (!charter) return std::unexpected(charter.error().front());
  const auto founding = desk::found(*ledger, *charter, kRules, "test", kNow);
  if (!founding) return std::unexpected(founding.error());
  const auto done = ledger->append(founding->batch);
  return done ? Result<void>() : std::unexpected(done.error());
}

Result<std::string> tokens(registrar::Registrar& registrar) {
  boost::json::object out;
  const auto counter = registrar.counter();
  if (!counter) return std::unexpected(counter.error());
  const accounts::Act act{accounts::kLocalOperator, accounts::Time(std::chrono::seconds(kNow / 1'000'000)), {}};
  for (const std::string name : {"ann", "eve", "olga"}) {
    const auto added =
        accounts::add_account((*counter)->office(), {name, name + " Example", name + "@example.org"}, act);
    if (!added) return std::unexpected(added.error());
    const auto made = accounts::make_token(
        (*counter)->office(), added->id,
        {.name = "test", .scopes = *accounts::parse_scopes("read,claim,apply,review,decide")}, act);
    if (!made) return std::unexpected(made.error());
    out[name] = made->secret.view();
  }
  return boost::json::serialize(out);
}

int answer_people(const std::string& folder) {
  if (const auto made = found(folder); !made) return complain(to_string(made.error()));
  auto views = keeping::Views::open(folder);
  if (!views) return complain(to_string(views.error().front()));
  const auto registrar = registrar::Registrar::open((*views)->place(), "harbour", {.create_key = true});
  if (!registrar) return complain(to_string(registrar.error()));
  const auto given = tokens(**registrar);
  if (!given) return complain(to_string(given.error()));
  std::cout << *given << std::endl;
  portal::Portal portal(**registrar, [] { return kNow; });
  server::Site site(**views, {.public_url = {}, .area = &portal});
  answer_all(site);
  return 0;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments == std::vector<std::string>{"routes"}) return print_routes();
  if (arguments.size() < 2) return complain("see the comment in the source");
  if (arguments[0] == "people") return answer_people(arguments[1]);
  if (arguments[0] == "ledger")
    if (const auto made = make_ledger(arguments[1], arguments[2]); !made) return complain(to_string(made.error()));
  auto views = keeping::Views::open(arguments.back());
  if (!views) return complain(to_string(views.error().front()));
  server::Site site(**views, {});
  answer_all(site);
  return 0;
}

}  // namespace
}  // namespace portolan

int main(int count, char** words) { return portolan::run({words + 1, words + count}); }
