// SPDX-License-Identifier: Apache-2.0
//
//   desk_bench REGISTRY.xml [decisions|claims|queue ...]
//
// The desk against the bare databases, and a long queue of applications against a short one. Prints tables; ends with 1
// if a ratio does not hold.
#include "desk/desk.h"

#include <fmt/format.h>

#include <cstring>
#include <thread>

#include "app/document.h"
#include "databases.h"
#include "harness.h"
#include "keeping/importing.h"
#include "postgres/postgres.h"
#include "postgres_server.h"
#include "procedure_samples.h"
#include "procedures/encoding.h"

namespace portolan::bench {
namespace {

using desk::Desk;
using ledger::Ledger;
using procedures::Act;
using procedures::Person;
using procedures::Role;

constexpr std::uint64_t kBegin = 1'700'000'000'000'000;
constexpr std::string_view kName = "harbour";

Person person(procedures::PersonId id, Role role) {
  Person made;
  made.id = id;
  made.roles = {role};
  made.expert_for = Transports::all();
  made.acts_for = {std::string(testing::kHolder)};
  if (role != Role::kApplicant) made.acts_for.clear();
  return made;
}

// A registry by RFC 6335's rules with so many applications that wait for an expert, the first numbers first.
void fill(Ledger& ledger, std::uint64_t applications) {
  const std::string rules = fmt::format("name = '{}'\ntitle = 'Ports'\n", kName);
  const auto founding = desk::found(ledger, policies::read_charter(rules, "bench").value(), rules, "bench", kBegin);
  must(founding && ledger.append(founding->batch), "founding");
  constexpr std::uint64_t kAtOnce = 1'000;
  for (std::uint64_t number = 1; number <= applications;) {
    ledger::Batch batch{.registry = std::string(kName),
                        .actor = procedures::actor_of(2),
                        .reason = {},
                        .recorded = kBegin + number,
                        .effective = desk::date_at(kBegin),
                        .events = {},
                        .expected_version = {},
                        .taken = {},
                        .released = {}};
    for (std::uint64_t i = 0; i < kAtOnce && number <= applications; ++i, ++number) {
      const auto port = static_cast<std::uint16_t>(2000 + number % 40'000);
      const procedures::Submitted happened{testing::request_for(fmt::format("lamp-{}", number), PortRange{port, port}),
                                           procedures::Procedure::kExpertReview, procedures::State::kReview};
      procedures::Application application;
      application.number = number;
      must(procedures::apply(application, happened, 2, procedures::Time(std::chrono::seconds(kBegin / 1'000'000)))
               .has_value(),
           "apply");
      procedures::Kept kept = procedures::keep(happened);
      events::ApplicationStep step{.application = number,
                                   .step = 1,
                                   .name = std::move(kept.name),
                                   .key = {},
                                   .standing = procedures::standing_of(application, std::nullopt),
                                   .content = std::move(kept.content),
                                   .commitment = {}};
      events::Personal personal{std::string(16, 's'), std::move(kept.personal)};
      step.commitment = events::commitment(personal);
      batch.events.push_back({std::move(step), std::move(personal)});
    }
    must(ledger.append(batch).has_value(), "filling");
  }
}

// --- decisions against commits

struct Counter {
  Ledger ledger;
  Desk at{ledger, std::string(kName)};
  Person eve = person(3, Role::kExpert);
  std::uint64_t next = 1;
  std::uint64_t now = kBegin + 1'000'000'000;

  explicit Counter(std::unique_ptr<Database> database)
      : ledger(Ledger::open(std::move(database), ledger::Mode::kCreate).value()) {}
  void decide() {
    must(at.act(next++, {.act = Act::kTakeReview}, {.actor = eve, .now = ++now}).has_value(), "deciding");
  }
};

void decisions(Table& table, const char* kind, std::unique_ptr<Database> of_desk, std::unique_ptr<Database> of_bare) {
  constexpr std::size_t kCommits = 100;
  Counter counter(std::move(of_desk));
  fill(counter.ledger, 2'000);
  Bare bare(std::move(of_bare));
  table.pair(
      {.what = std::string("a decision, one by one, ") + kind,
       .rival = "the database's own commits of one row",
       .limit = 0.3,
       .at_least = true},
      kCommits, kCommits,
      [&] {
        for (std::size_t i = 0; i < kCommits; ++i) counter.decide();
      },
      [&] {
        for (std::size_t i = 0; i < kCommits; ++i) bare.commit_one();
      });
}

// --- claims in registries of two sizes

void claims(Table& table, const Folder& folder, const std::string& file) {
  Ledger ledger = Ledger::open(folder.open("claims"), ledger::Mode::kCreate).value();
  std::vector<app::Document> documents;
  documents.push_back(app::read_document(file, "xml", {}).value());
  const auto plan =
      keeping::plan_import(ledger, std::move(documents), {.date = {}, .backfill = false, .actor = "bench", .now = 1});
  must(plan && keeping::carry_out(ledger, *plan), "import");
  Desk large(ledger, plan->registry);
  Ledger own = Ledger::open(folder.open("few"), ledger::Mode::kCreate).value();
  fill(own, 0);
  Desk small(own, std::string(kName));
  const Person ann = person(2, Role::kApplicant);
  std::uint64_t next = 0;
  const auto claim = [&](Desk& desk) {
    const auto name = fmt::format("bench-{}", ++next);
    must(desk.submit(testing::request_for(name), {.actor = ann, .now = 2'000'000'000'000'000 + next}).has_value(),
         "claim");
  };
  table.pair(
      {.what = "a name assigned at once, in a registry as large as IANA's", .rival = "in one that began empty"}, 10, 10,
      [&] {
        for (int i = 0; i < 10; ++i) claim(large);
      },
      [&] {
        for (int i = 0; i < 10; ++i) claim(small);
      },
      5);
}

// --- a long queue

void queue(Table& table, const Folder& folder) {
  Counter small(folder.open("small"));
  Counter large(folder.open("large"));
  fill(small.ledger, 1'100);
  // What is taken from the short queue is measured too: it begins with a hundred and as many as are decided.
  fill(large.ledger, 100'000);
  small.next = 101;
  const auto pair = [&](const char* what, const std::function<void(Counter&)>& work, std::size_t times) {
    table.pair(
        {.what = fmt::format("{}, 100,000 applications", what), .rival = "the same, about 100", .limit = 1.5},
        static_cast<double>(times), static_cast<double>(times),
        [&] {
          for (std::size_t i = 0; i < times; ++i) work(large);
        },
        [&] {
          for (std::size_t i = 0; i < times; ++i) work(small);
        });
  };
  const auto list = [](ledger::ApplicationFilter filter) {
    filter.registry = kName;
    filter.limit = 50;
    return [filter](Counter& of) { must(of.ledger.applications(filter).has_value(), "listing"); };
  };
  pair("a page of the queue", list({.registry = {}, .open_only = true}), 200);
  pair("a page in a state", list({.registry = {}, .state = "review"}), 200);
  pair("a page of somebody's, newest first", list({.registry = {}, .applicant = 2, .newest_first = true}), 200);
  pair("one service", list({.registry = {}, .service = "lamp-77"}), 200);
  pair(
      "a decision", [](Counter& of) { of.decide(); }, 50);
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("Usage: desk_bench REGISTRY.xml [decisions|claims|queue ...]\n", stderr);
    return 2;
  }
  const auto asked = [&](const char* name) {
    for (int i = 2; i < argc; ++i)
      if (std::strcmp(argv[i], name) == 0) return true;
    return argc == 2;
  };
  const Folder folder;
  Table table;
  Table::head();
  if (asked("decisions")) {
    decisions(table, "SQLite", folder.open("desk"), folder.open("bare"));
    if (PostgresServer* server = PostgresServer::instance()) {
      const std::string address = server->address("postgres");
      decisions(table, "PostgreSQL", database::open_postgres(address).value(),
                database::open_postgres(address).value());
    }
  }
  if (asked("claims")) claims(table, folder, argv[1]);
  if (asked("queue")) queue(table, folder);
  return table.failed() ? 1 : 0;
}

}  // namespace
}  // namespace portolan::bench

int main(int argc, char** argv) { return portolan::bench::run(argc, argv); }
