// SPDX-License-Identifier: Apache-2.0
//
//   ledger_bench REGISTRY.xml [append|import|growth ...]
//
// The ledger against the bare databases, against parsing, and against itself with a longer history. Prints tables; ends
// with 1 if a ratio does not hold.
#include "ledger/ledger.h"

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

#include "app/document.h"
#include "databases.h"
#include "formats/xml.h"
#include "harness.h"
#include "keeping/importing.h"
#include "postgres/postgres.h"
#include "postgres_server.h"
#include "proof/hash.h"
#include "sample_registry.h"

namespace portolan::bench {
namespace {

using database::Database;
using ledger::Batch;
using ledger::Ledger;

// --- appending

// A registry of some records, and events that change them one by one; the last ten are left alone.
class Changes {
  static constexpr std::size_t kQuiet = 10;

 public:
  Changes(Ledger& ledger, std::size_t records) : ledger_(ledger) {
    Batch batch = empty();
    for (std::size_t i = 1; i <= records; ++i)
      batch.events.push_back(
          {events::RecordAdded{i, i - 1, registry::ChangeKind::kAssigned, record(i, 0)}, std::nullopt});
    registry::Registry all;
    for (std::size_t i = 1; i <= records; ++i) all.records.push_back(record(i, 0));
    batch.taken = events::holdings(all);
    must(ledger_.append(batch).has_value(), "append");
    changed_ = records - kQuiet;
  }

  Batch next(std::size_t count) {
    Batch batch = empty();
    for (std::size_t i = 0; i < count; ++i, ++changes_) {
      const std::uint64_t number = changes_ % changed_ + 1;
      batch.events.push_back(
          {events::RecordChanged{number, registry::ChangeKind::kChanged, record(number, changes_)}, std::nullopt});
    }
    return batch;
  }
  void append(std::size_t count) { must(ledger_.append(next(count)).has_value(), "append"); }

 private:
  static registry::Record record(std::size_t number, std::size_t version) {
    registry::Record record =
        testing::RecordBuilder("service-" + std::to_string(number), "the service number " + std::to_string(number) +
                                                                        ", as it is told for the " +
                                                                        std::to_string(version) + "th time")
            .port(static_cast<unsigned>(1024 + number))
            .on(Transport::kTcp);
    return record;
  }
  Batch empty() {
    const std::size_t day = days_++ / 50;
    return {.registry = "bench",
            .actor = "bench",
            .reason = {},
            .recorded = 1 + days_,
            .effective = {static_cast<std::uint16_t>(2000 + day / 336), static_cast<std::uint8_t>(1 + day / 28 % 12),
                          static_cast<std::uint8_t>(1 + day % 28)},
            .events = {},
            .expected_version = {},
            .taken = {},
            .released = {}};
  }

  Ledger& ledger_;
  std::size_t changed_ = 0;
  std::size_t changes_ = 0;
  std::size_t days_ = 0;
};

void appends(Table& table, const char* kind, std::unique_ptr<Database> of_ledger, std::unique_ptr<Database> of_bare) {
  constexpr std::size_t kCommits = 200;
  Ledger ledger = Ledger::open(std::move(of_ledger), ledger::Mode::kCreate).value();
  Changes changes(ledger, 100);
  Bare bare(std::move(of_bare));
  table.pair(
      {.what = std::string("append, one by one, ") + kind,
       .rival = "the database's own commits of one row",
       .limit = 1 / 0.7},
      kCommits, kCommits,
      [&] {
        for (std::size_t i = 0; i < kCommits; ++i) changes.append(1);
      },
      [&] {
        for (std::size_t i = 0; i < kCommits; ++i) bare.commit_one();
      });
  table.pair(
      {.what = std::string("append, 100 at a time, ") + kind, .rival = "one by one", .limit = 5, .at_least = true},
      kCommits * 100, kCommits,
      [&] {
        for (std::size_t i = 0; i < kCommits; ++i) changes.append(100);
      },
      [&] {
        for (std::size_t i = 0; i < kCommits; ++i) changes.append(1);
      },
      5);
}

// --- importing

void imports(Table& table, const Folder& folder, const std::string& file) {
  const std::string bytes = app::read_file(file, SIZE_MAX / 2).value();
  int round = 0;
  table.pair(
      {.what = "importing a first registry", .rival = "parsing it", .limit = 15}, 1, 1,
      [&] {
        const std::string name = "import-" + std::to_string(round++);
        Ledger ledger = Ledger::open(folder.open(name), ledger::Mode::kCreate).value();
        std::vector<app::Document> documents;
        documents.push_back(app::read_document(file, "xml", {}).value());
        const auto plan = keeping::plan_import(ledger, std::move(documents),
                                               {.date = {}, .backfill = false, .actor = "bench", .now = 1});
        must(plan && keeping::carry_out(ledger, *plan), "import");
        folder.remove(name);
      },
      [&] { must(formats::read_xml(bytes, {.file = file, .limits = {}}).ok(), "parsing"); }, 5);
}

// --- growth

struct History {
  History(const Folder& folder, const std::string& name, std::size_t events)
      : ledger(Ledger::open(folder.open(name), ledger::Mode::kCreate).value()), changes(ledger, 1000) {
    for (std::size_t done = 1000; done < events; done += 1000) changes.append(1000);
    size = ledger.size().value();
  }
  void ask_any(testing::Random& random) {
    const std::uint64_t position = random.below(size) + 1;
    const auto at = ledger.state("bench", position);
    must(at && ledger.materialize("bench", *at), "as of");
  }
  // Of a record that was not changed since: what the others have costs nothing.
  void tell(testing::Random& random) {
    const auto port = static_cast<std::uint16_t>(1024 + 1000 - random.below(10));
    const auto subjects = ledger.subjects_with_port("bench", {port, port});
    std::size_t events = 0;
    must(subjects && ledger.history("bench", *subjects,
                                    [&](std::uint64_t, const events::Event&) {
                                      ++events;
                                      return true;
                                    }),
         "history");
    must(events == 1, "history");
  }

  Ledger ledger;
  Changes changes;
  std::uint64_t size = 0;
};

void growth(Table& table, const Folder& folder) {
  const double logarithm = std::log(1'000'000) / std::log(30'000);
  History small(folder, "small", 30'000);
  History large(folder, "large", 1'000'000);
  testing::Random random(3);
  table.pair(
      {.what = "asking as of any position, 1,000,000 events", .rival = "the same, 30,000 events", .limit = logarithm},
      20, 20,
      [&] {
        for (int i = 0; i < 20; ++i) large.ask_any(random);
      },
      [&] {
        for (int i = 0; i < 20; ++i) small.ask_any(random);
      });
  table.pair(
      {.what = "the history of a quiet port, 1,000,000 events", .rival = "the same, 30,000 events", .limit = logarithm},
      500, 500,
      [&] {
        for (int i = 0; i < 500; ++i) large.tell(random);
      },
      [&] {
        for (int i = 0; i < 500; ++i) small.tell(random);
      });
  table.pair(
      {.what = "opening, 1,000,000 events", .rival = "the same, 30,000 events", .limit = logarithm}, 20, 20,
      [&] {
        for (int i = 0; i < 20; ++i) must(Ledger::open(folder.open("large"), ledger::Mode::kRead).has_value(), "open");
      },
      [&] {
        for (int i = 0; i < 20; ++i) must(Ledger::open(folder.open("small"), ledger::Mode::kRead).has_value(), "open");
      });
  const auto verified = ledger::verify(large.ledger, {});
  must(verified && verified->findings.empty(), "verify");
  std::string bytes;
  must(large.ledger
           .each_event({},
                       [&](std::uint64_t, const events::Event& event) {
                         bytes += events::encode(event);
                         return true;
                       })
           .has_value(),
       "read");
  table.pair(
      {.what = "verifying a million events", .rival = "plain SHA-256 of the same bytes"}, 1, 1,
      [&] { keep(ledger::verify(large.ledger, {}).value().events); }, [&] { keep(proof::sha256({bytes})); }, 3);
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("Usage: ledger_bench REGISTRY.xml [append|import|growth ...]\n", stderr);
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
  if (asked("append")) {
    appends(table, "SQLite", folder.open("append"), folder.open("bare"));
    if (PostgresServer* server = PostgresServer::instance()) {
      const std::string address = server->address("postgres");
      appends(table, "PostgreSQL", database::open_postgres(address).value(), database::open_postgres(address).value());
    }
  }
  if (asked("import")) imports(table, folder, argv[1]);
  if (asked("growth")) growth(table, folder);
  return table.failed() ? 1 : 0;
}

}  // namespace
}  // namespace portolan::bench

int main(int argc, char** argv) { return portolan::bench::run(argc, argv); }
