// SPDX-License-Identifier: Apache-2.0
#include "keeping/views.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/convert.h"
#include "app/output.h"
#include "hearer.h"
#include "keeping/asking.h"
#include "ledger_batches.h"
#include "ledger_fixture.h"
#include "postgres/postgres.h"
#include "postgres_server.h"
#include "scratch_folder.h"

namespace portolan::keeping {
namespace {

using namespace portolan::testing;
using namespace std::chrono_literals;

// So long that a test that passes was woken by something else.
constexpr Following kNeverLooks{.poll = 24h};
constexpr Following kLooksOften{.poll = 1ms, .longest_pause = 5ms};

// A ledger in a place of its own.
class Stage {
 public:
  explicit Stage(Place place) : place_(std::move(place)), ledger_(open_ledger(place_, ledger::Mode::kCreate).value()) {}
  virtual ~Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // What --registry takes.
  std::string where() const { return place_.is_folder() ? place_.folder : place_.address; }
  // The position behind it.
  std::uint64_t import(const registry::Registry& registry, bool late = false) {
    const auto done = import_registry(ledger_, registry, late, ++clock_ * 1'000'000);
    EXPECT_TRUE(done) << to_string(done.error());
    return done ? done->first + done->count : 0;
  }
  std::unique_ptr<Views> views() const { return std::move(*Views::open(where())); }
  ledger::Ledger& ledger() { return ledger_; }

 private:
  Place place_;
  ledger::Ledger ledger_;
  std::uint64_t clock_ = 1'700'000'000;
};

class SqliteStage final : public Stage {
 public:
  SqliteStage() : Stage({folder().path(), {}, {}}) {}

 private:
  static const ScratchFolder& folder() {
    static std::unique_ptr<ScratchFolder> last;
    last.reset();
    last = std::make_unique<ScratchFolder>("views");
    return *last;
  }
};

class PostgresStage final : public Stage {
 public:
  explicit PostgresStage(const PostgresServer& server) : Stage({{}, schema_of(server), {}}) {}

 private:
  static std::string schema_of(const PostgresServer& server) {
    static int last = 0;
    const std::string schema = "views" + std::to_string(++last);
    const auto database = database::open_postgres(server.address("postgres"));
    EXPECT_TRUE(database && (*database)->execute("CREATE SCHEMA " + schema));
    return "postgresql:///postgres?host=" + server.folder() + "&port=5432&user=portolan&options=-csearch_path%3D" +
           schema;
  }
};

struct StageKind {
  const char* name;
  Following following;  // by which nothing is seen but what the database tells
  std::unique_ptr<Stage> (*make)();
};
void PrintTo(const StageKind& kind, std::ostream* out) { *out << kind.name; }

class ViewsTest : public ::testing::TestWithParam<StageKind> {
 protected:
  void SetUp() override {
    stage_ = GetParam().make();
    if (!stage_) GTEST_SKIP() << PostgresServer::kMissing;
  }
  Following following() const { return GetParam().following; }

  registry::Registry first_ = dated(sample_registry(), 1);
  registry::Registry second_ = with_text(first_, 0, ", new words", 5);
  registry::Registry third_ = with_text(second_, 2, ", more", 9);
  std::unique_ptr<Stage> stage_;
};

INSTANTIATE_TEST_SUITE_P(Each, ViewsTest,
                         ::testing::Values(StageKind{"Sqlite", kLooksOften,
                                                     []() -> std::unique_ptr<Stage> {
                                                       return std::make_unique<SqliteStage>();
                                                     }},
                                           StageKind{"Postgres", kNeverLooks,
                                                     []() -> std::unique_ptr<Stage> {
                                                       const PostgresServer* server =
                                                           PostgresServer::instance({.fsync = false});
                                                       if (server == nullptr) return nullptr;
                                                       return std::make_unique<PostgresStage>(*server);
                                                     }}),
                         [](const auto& kind) { return std::string(kind.param.name); });

ledger::Moment moment(std::string_view text) { return parse_moment(text).value(); }

TEST_P(ViewsTest, ANewPositionIsSeen) {
  const std::uint64_t before = stage_->import(first_);
  const auto views = stage_->views();
  Hearer hearer(*views);
  EXPECT_EQ(views->current()->position(), before);
  EXPECT_FALSE(views->health().follows);
  views->start(following());
  ASSERT_TRUE(hearer.wait_for_health());
  const std::uint64_t generation = views->generation();
  const std::uint64_t after = stage_->import(second_);
  ASSERT_TRUE(hearer.wait_for_position(after));
  EXPECT_GT(views->generation(), generation);
  EXPECT_EQ(views->current()->updated(), second_.updated);
  const Health health = views->health();
  EXPECT_TRUE(health.follows);
  EXPECT_EQ(health.trouble, "");
  EXPECT_EQ(health.position, after);
  EXPECT_GT(health.contact.time_since_epoch().count(), 0);
}

TEST_P(ViewsTest, WhatCameBetweenOpeningAndFollowingIsSeen) {
  stage_->import(first_);
  const auto views = stage_->views();
  const std::uint64_t after = stage_->import(second_);
  Hearer hearer(*views);
  views->start(following());
  EXPECT_TRUE(hearer.wait_for_position(after));
}

TEST_P(ViewsTest, TwoFollowersOfOneLedgerSeeTheSame) {
  stage_->import(first_);
  const auto one = stage_->views();
  const auto other = stage_->views();
  Hearer hearer_of_one(*one);
  Hearer hearer_of_other(*other);
  one->start(following());
  other->start(following());
  for (unsigned day = 5; day < 9; ++day) {
    const std::uint64_t after = stage_->import(with_text(first_, day, " (" + std::to_string(day) + ")", day));
    ASSERT_TRUE(hearer_of_one.wait_for_position(after));
    ASSERT_TRUE(hearer_of_other.wait_for_position(after));
    EXPECT_EQ(one->current()->identity(), other->current()->identity());
  }
}

TEST_P(ViewsTest, FollowingCanEndAndBeginAgain) {
  stage_->import(first_);
  const auto views = stage_->views();
  Hearer hearer(*views);
  views->start(following());
  views->stop();
  EXPECT_FALSE(views->health().follows);
  const std::uint64_t after = stage_->import(second_);
  EXPECT_NE(views->current()->position(), after);
  views->start(following());
  EXPECT_TRUE(hearer.wait_for_position(after));
}

TEST_P(ViewsTest, AViewThatTakesAnothersPlaceWasModifiedLater) {
  stage_->import(first_);
  const auto views = stage_->views();
  EXPECT_EQ(views->current()->modified(), 1'700'000'001) << "the time of the last event";
  Hearer hearer(*views);
  views->start(following());
  std::int64_t modified = views->current()->modified();
  for (unsigned day = 5; day < 8; ++day) {
    ASSERT_TRUE(hearer.wait_for_position(stage_->import(with_text(first_, day, " (new)", day))));
    EXPECT_GT(views->current()->modified(), modified) << "however many of them come within one second";
    modified = views->current()->modified();
  }
}

TEST_P(ViewsTest, MomentsThatNothingHappenedBehindAreTheCurrentView) {
  const std::uint64_t before = stage_->import(first_);
  const std::uint64_t after = stage_->import(second_);
  const auto views = stage_->views();
  const auto current = views->current();
  const std::string position = "@" + std::to_string(after);
  for (const std::string& text :
       {position, std::string("2024-07-05"), std::string("2024-07"), std::string("2031-01-01")}) {
    EXPECT_EQ(views->known(moment(text)), current) << text;
    EXPECT_EQ(views->at(moment(text)).value(), current) << text;
  }
  EXPECT_EQ(views->at(ledger::Latest{}).value(), current);
  EXPECT_EQ(views->known(ledger::Moment(before)), nullptr);
}

TEST_P(ViewsTest, StatesOfThePastAreMadeOnce) {
  const std::uint64_t before = stage_->import(first_);
  stage_->import(second_);
  const auto views = stage_->views();
  const auto past = views->at(ledger::Moment(before)).value();
  EXPECT_EQ(past->position(), before);
  EXPECT_EQ(past->updated(), first_.updated);
  EXPECT_EQ(past->modified(), 1'700'000'001);
  EXPECT_EQ(views->known(ledger::Moment(before)), past);
  // Dates mean the same state.
  EXPECT_EQ(views->at(moment("2024-07-01")).value(), past);
  EXPECT_EQ(views->at(moment("2024-07-04")).value(), past);
  EXPECT_EQ(views->known(moment("2024-07-04")), past);
}

TEST_P(ViewsTest, MomentsThatThereWereNotAreRefusedInWords) {
  const std::uint64_t after = stage_->import(first_);
  const auto views = stage_->views();
  const auto early = views->at(moment("2020-01-01"));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(early.error().message, "nothing is known of 2020-01-01: the ledger begins with 2024-07-01");
  const auto late = views->at(ledger::Moment(after + 1));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(late.error().message,
            "the ledger has " + std::to_string(after) + " events: there is no position @" + std::to_string(after + 1));
}

TEST_P(ViewsTest, TheStateBeforeStaysKnown) {
  const std::uint64_t before = stage_->import(first_);
  const auto views = stage_->views();
  const auto old = views->current();
  Hearer hearer(*views);
  views->start(following());
  ASSERT_TRUE(hearer.wait_for_position(stage_->import(second_)));
  EXPECT_EQ(views->known(ledger::Moment(before)), old);
}

TEST_P(ViewsTest, FewStatesOfThePastAreKept) {
  std::vector<std::uint64_t> positions;
  for (unsigned day = 1; day < 9; ++day)
    positions.push_back(stage_->import(with_text(first_, 1, " (" + std::to_string(day) + ")", day)));
  const auto views = stage_->views();
  std::size_t alive = 0;
  std::vector<std::weak_ptr<const app::View>> made;
  for (const std::uint64_t position : positions) made.push_back(views->at(ledger::Moment(position)).value());
  for (const auto& view : made) alive += view.expired() ? 0 : 1;
  EXPECT_LE(alive, 3U);
  EXPECT_NE(views->known(ledger::Moment(positions[6])), nullptr) << "the last used";
}

TEST_P(ViewsTest, WhatNobodyAsksForIsForgotten) {
  const std::uint64_t before = stage_->import(first_);
  stage_->import(second_);
  const auto views = stage_->views();
  const std::weak_ptr<const app::View> past = views->at(ledger::Moment(before)).value();
  views->start({.poll = 1ms, .keep = 0ms});
  while (!past.expired()) std::this_thread::yield();
  EXPECT_EQ(views->at(ledger::Moment(before)).value()->position(), before);
}

TEST_P(ViewsTest, WhatIsImportedLateIsSeenInThePast) {
  const std::uint64_t before = stage_->import(first_);
  const std::uint64_t after = stage_->import(second_);
  const auto views = stage_->views();
  const auto past = views->at(moment("2024-07-03")).value();
  EXPECT_EQ(past->position(), before);
  const auto current = views->current();
  const std::uint64_t generation = views->generation();
  views->start(following());
  stage_->import(with_text(first_, 1, " (found in the cellar)", 3), true);
  // Nobody is told: the latest state is as it was.
  while (views->generation() == generation) std::this_thread::yield();
  EXPECT_EQ(views->current(), current);
  EXPECT_EQ(views->current()->position(), after);
  const auto other = views->at(moment("2024-07-03")).value();
  EXPECT_NE(other->identity(), past->identity());
  EXPECT_EQ(views->at(ledger::Moment(before)).value(), past) << "a position means what it did";
}

TEST_P(ViewsTest, WhoIsErasedIsErasedFromThePast) {
  const std::uint64_t before = stage_->import(first_);
  const auto views = stage_->views();
  Hearer hearer(*views);
  views->start(following());
  ASSERT_TRUE(views->at(ledger::Moment(before)).value()->lookup().contact("Ann_Example"));
  const auto contact = stage_->ledger().subjects_with_contact(kRegistryName, "ann_example").value().contacts.at(0);
  const auto erased =
      stage_->ledger().erase_contact(kRegistryName, contact, "tester", "asked for", 1'800'000'000'000'000);
  ASSERT_TRUE(erased) << to_string(erased.error());
  ASSERT_TRUE(hearer.wait_for_position(erased->first + 1));
  EXPECT_EQ(views->known(ledger::Moment(before)), nullptr);
  const auto past = views->at(ledger::Moment(before)).value();
  EXPECT_NE(past->lookup().contact("Ann_Example").name(), "Ann Example");
}

// --- outages

TEST(ViewsOutage, WithoutItsServerItGoesOnAnsweringAndSaysSo) {
  const auto server = PostgresServer::make({.fsync = true});
  if (!server) GTEST_SKIP() << PostgresServer::kMissing;
  PostgresStage stage(*server);
  const registry::Registry first = dated(sample_registry(), 1);
  const std::uint64_t before = stage.import(first);
  const std::uint64_t after = stage.import(with_text(first, 0, ", new words", 5));
  const auto views = stage.views();
  const auto past = views->at(ledger::Moment(before)).value();
  const auto current = views->current();
  Hearer hearer(*views);
  views->start({.poll = 24h, .longest_pause = 20ms});
  ASSERT_TRUE(hearer.wait_for_health());

  server->kill();
  ASSERT_TRUE(hearer.wait_for_trouble());
  EXPECT_NE(views->health().trouble.find("cannot be reached"), std::string::npos) << views->health().trouble;
  EXPECT_EQ(views->current(), current);
  EXPECT_EQ(views->at(ledger::Moment(before)).value(), past);
  EXPECT_EQ(views->at(moment("2024-08-01")).value(), current);
  const auto other = views->at(moment("2020-01-01"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kUnavailable);

  ASSERT_TRUE(server->start()) << server->log();
  ASSERT_TRUE(hearer.wait_for_health());
  EXPECT_EQ(views->current()->position(), after);
  EXPECT_EQ(views->at(moment("2020-01-01")).error().code, ErrorCode::kNotFound);
  // The one who appends lost its connection too, and says so once.
  static_cast<void>(stage.ledger().size());
  ASSERT_TRUE(hearer.wait_for_position(stage.import(with_text(first, 3, ", after that", 9))));
}

TEST(ViewsOutage, AnotherLedgerInThePlaceOfTheOldOneIsSeen) {
  SqliteStage stage;
  const registry::Registry first = dated(sample_registry(), 1);
  const std::uint64_t before = stage.import(first);
  const std::filesystem::path file = stage.where() + "/ledger.sqlite";
  const std::filesystem::path backup = stage.where() + "/backup";
  std::filesystem::copy_file(file, backup);
  const std::uint64_t after = stage.import(with_text(first, 0, ", new words", 5));
  const auto views = stage.views();
  Hearer hearer(*views);
  views->start(kLooksOften);
  EXPECT_EQ(views->current()->position(), after);
  std::filesystem::rename(backup, file);
  ASSERT_TRUE(hearer.wait_for_position(before));
  EXPECT_EQ(views->at(ledger::Moment(after)).error().code, ErrorCode::kNotFound);

  std::filesystem::rename(file, backup);
  ASSERT_TRUE(hearer.wait_for_trouble());
  EXPECT_EQ(views->current()->position(), before);
  std::filesystem::rename(backup, file);
  EXPECT_TRUE(hearer.wait_for_health());
}

// --- files

void write(const std::string& file, const registry::Registry& registry) {
  const auto form = app::output_form(file, {});
  ASSERT_TRUE(app::write_file(file, app::encode(registry, *form).value()));
}

TEST(ViewsOfFiles, AFileThatIsReplacedIsReadAgain) {
  const ScratchFolder folder("views-file");
  for (const char* name : {"registry.xml", "registry.lookup"}) {
    const std::string file = folder / name;
    write(file, dated(sample_registry(), 1));
    const auto views = std::move(*Views::open(file));
    EXPECT_FALSE(views->has_ledger());
    EXPECT_EQ(views->known(moment("2024-01-01")), nullptr);
    EXPECT_EQ(views->at(moment("2024-01-01")).error().code, ErrorCode::kNotFound);
    const std::int64_t modified = views->current()->modified();
    EXPECT_GT(modified, 1'700'000'000) << "the file's own time";
    Hearer hearer(*views);
    views->start(kLooksOften);
    write(file, dated(sample_registry(), 9));
    ASSERT_TRUE(hearer.wait([&] { return views->current()->updated() == Date{2024, 7, 9}; }));
    EXPECT_GT(views->current()->modified(), modified);
  }
}

TEST(ViewsOfFiles, WhileAFileCannotBeReadTheOldOneIsAnswered) {
  const ScratchFolder folder("views-file");
  const std::string file = folder / "registry.csv";
  write(file, sample_registry());
  const auto views = std::move(*Views::open(file));
  const auto before = views->current();
  Hearer hearer(*views);
  views->start(kLooksOften);
  ASSERT_TRUE(app::write_file(file, "Service Name,nothing else\n"));
  ASSERT_TRUE(hearer.wait_for_trouble());
  EXPECT_NE(views->health().trouble.find(file), std::string::npos) << views->health().trouble;
  EXPECT_EQ(views->current(), before);
  std::filesystem::remove(file);
  registry::Registry other = sample_registry();
  other.records.pop_back();
  write(file, other);
  ASSERT_TRUE(hearer.wait_for_health());
  EXPECT_EQ(views->current()->lookup().size(), other.records.size());
}

TEST(ViewsOfFiles, ARegistryThatIsInstalledTakesThePlaceOfTheBundledOne) {
  const ScratchFolder folder("views-data");
  ASSERT_EQ(::setenv("PORTOLAN_DATA", folder.path().c_str(), 1), 0);
  const auto views = std::move(*Views::open({}));
  const auto bundled = views->current();
  Hearer hearer(*views);
  views->start(kLooksOften);
  write(folder / "registry.lookup", sample_registry());
  ASSERT_TRUE(hearer.wait([&] { return views->current() != bundled; }));
  EXPECT_EQ(views->current()->origin(), app::Source::Origin::kInstalled);
  EXPECT_EQ(views->current()->lookup().size(), sample_registry().records.size());
  ::unsetenv("PORTOLAN_DATA");
}

}  // namespace
}  // namespace portolan::keeping
