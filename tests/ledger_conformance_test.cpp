// SPDX-License-Identifier: Apache-2.0
//
// Every real registry file in one ledger: each date asked for gives what its file alone gives, byte for byte, on both
// kinds of database and after a move from one to the other.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "app/document.h"
#include "database/sqlite.h"
#include "keeping/asking.h"
#include "keeping/importing.h"
#include "keeping/telling.h"
#include "postgres/postgres.h"
#include "postgres_server.h"
#include "test_data.h"

namespace portolan {
namespace {

using formats::format_named;

std::string encoded(const registry::Registry& registry, std::string_view format) {
  std::string out;
  format_named(format)->write(registry, out);
  return out;
}

class RealLedger {
 public:
  explicit RealLedger(std::unique_ptr<database::Database> database)
      : ledger_(ledger::Ledger::open(std::move(database), ledger::Mode::kCreate).value()) {}

  void import_all(const std::vector<std::filesystem::path>& files) {
    std::vector<app::Document> documents;
    for (const auto& file : files) documents.push_back(app::read_document(file.string(), "xml", {}).value());
    const auto plan = keeping::plan_import(
        ledger_, std::move(documents), {.date = {}, .backfill = false, .actor = "test", .now = 1'700'000'000'000'000});
    ASSERT_TRUE(plan) << to_string(plan.error().front());
    const auto done = keeping::carry_out(ledger_, *plan);
    ASSERT_TRUE(done) << done.error().message;
    name_ = plan->registry;
  }

  void expect_every_date(const std::vector<std::filesystem::path>& files) {
    for (const auto& file : files) {
      const auto date = parse_date(file.stem().string());
      ASSERT_TRUE(date);
      const auto alone = app::read_registry(file.string(), "xml");
      ASSERT_TRUE(alone);
      const auto asked = keeping::registry_at(ledger_, name_, *date);
      ASSERT_TRUE(asked) << asked.error().message;
      EXPECT_EQ(encoded(*asked, "csv"), encoded(*alone, "csv")) << file;
      EXPECT_EQ(encoded(*asked, "xml"), encoded(*alone, "xml")) << file;
    }
  }

  void expect_holds() {
    const auto done = ledger::verify(ledger_, {});
    ASSERT_TRUE(done) << done.error().message;
    for (const ledger::Finding& finding : done->findings) ADD_FAILURE() << finding.position << ": " << finding.what;
  }

  std::string history(std::string_view query) {
    const auto chapters = keeping::history(ledger_, name_, query);
    EXPECT_TRUE(chapters) << chapters.error().message;
    std::string out;
    for (const keeping::Chapter& chapter : *chapters)
      for (const app::Section& section : chapter.story.sections)
        for (const app::Entry& entry : section.entries)
          out += to_string(chapter.date) + " " + section.title + ": " + entry.subject + "\n";
    return out;
  }

 private:
  ledger::Ledger ledger_;
  std::string name_;
};

std::filesystem::path temporary_folder() {
  const auto folder = std::filesystem::temp_directory_path() / ("portolan-real-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  return folder;
}

TEST(RealLedger, EveryDateOnSqlite) {
  const auto files = testing::all_real_xml();
  PORTOLAN_NEEDS_REAL_DATA(files.empty() ? std::filesystem::path() : files.front());
  const auto folder = temporary_folder();
  {
    RealLedger ledger(database::open_sqlite((folder / "ledger.sqlite").string()).value());
    ledger.import_all(files);
    ledger.expect_every_date(files);
    ledger.expect_holds();
    const std::string of_853 = ledger.history("853/tcp");
    EXPECT_NE(of_853.find("domain-s"), of_853.npos) << of_853;
    EXPECT_FALSE(ledger.history("radsec").empty());
    EXPECT_FALSE(ledger.history("1301/tcp").empty());
    std::printf("%s%s%s", of_853.c_str(), ledger.history("radsec").c_str(), ledger.history("1301").c_str());
  }
  std::filesystem::remove_all(folder);
}

TEST(RealLedger, EveryDateOnPostgres) {
  const auto files = testing::all_real_xml();
  PORTOLAN_NEEDS_REAL_DATA(files.empty() ? std::filesystem::path() : files.front());
  PostgresServer* server = PostgresServer::instance({.fsync = false, .loopback = false});
  if (server == nullptr) GTEST_SKIP() << PostgresServer::kMissing;
  RealLedger ledger(database::open_postgres(server->address("postgres")).value());
  ledger.import_all(files);
  ledger.expect_every_date(files);
  ledger.expect_holds();
}

}  // namespace
}  // namespace portolan
