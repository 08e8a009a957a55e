// SPDX-License-Identifier: Apache-2.0
//
// The power fails at every single moment of making, filling and changing a ledger, and again while it recovers. What
// the program asked of the disk is recorded once; each disk that may be found afterwards is then laid out and opened.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "fault_vfs.h"
#include "ledger/ledger.h"
#include "ledger_batches.h"
#include "power_cut.h"
#include "scratch_folder.h"
#include "test_size.h"

namespace portolan::ledger {
namespace {

using namespace portolan::testing;
using registry::Registry;

constexpr const char* kFile = "ledger.sqlite";
constexpr const char* kJournal = "ledger.sqlite-journal";

// What was asked of the disk, and when the ledger said that something is done.
struct Story {
  struct Acknowledged {
    std::size_t actions = 0;  // asked of the disk until then
    std::string origin;       // empty: the ledger is not yet made
    proof::TreeHead tree;
  };
  Files base;
  std::vector<DiskAction> actions;
  std::vector<Acknowledged> acknowledged;  // at least one: what was there at the beginning
};

struct Found {
  std::uint64_t disks = 0;
  std::uint64_t different = 0;
  std::vector<std::string> problems;
};

class PowerLossTest : public ::testing::Test {
 protected:
  static void acknowledge(Story& story, const FaultVfs& vfs, Ledger& ledger) {
    story.acknowledged.push_back({vfs.done().size(), ledger.origin(), ledger.tree().value()});
  }

  // Makes a ledger, imports a registry, appends and erases. `pragma` spoils how carefully.
  Story record(const char* pragma = nullptr) {
    Story story;
    story.acknowledged.emplace_back();
    lay_out({}, folder_.path());
    FaultVfs vfs;
    {
      Ledger ledger = open_ledger(path_, vfs.name()).value();
      EXPECT_TRUE(pragma == nullptr || ledger.database().execute(pragma));
      acknowledge(story, vfs, ledger);
      Registry registry = sample_registry();
      EXPECT_TRUE(import_registry(ledger, registry));
      acknowledge(story, vfs, ledger);
      for (unsigned i = 0; i < 3; ++i) {
        EXPECT_TRUE(
            append_record(ledger, RecordBuilder("new-" + std::to_string(i)).port(9000 + i).on(Transport::kTcp)));
        acknowledge(story, vfs, ledger);
      }
      const auto contact = ledger.subjects_with_contact(kRegistryName, "ann_example").value().contacts.at(0);
      EXPECT_TRUE(ledger.erase_contact(kRegistryName, contact, "tester", "asked for", 5));
      acknowledge(story, vfs, ledger);
    }
    story.actions = vfs.done();
    return story;
  }

  // What is wrong with the disk that was found after the power failed behind `done` actions; empty: nothing.
  std::string problem(const Story& story, std::size_t done) {
    std::size_t last = 0;
    while (last + 1 < story.acknowledged.size() && story.acknowledged[last + 1].actions <= done) ++last;
    const Story::Acknowledged& promised = story.acknowledged[last];
    auto ledger = open_ledger(path_);
    if (!ledger) return "opening: " + to_string(ledger.error());
    if (!promised.origin.empty() && promised.origin != ledger->origin()) return "it is another ledger";
    const auto size = ledger->size();
    if (!size) return "size: " + to_string(size.error());
    std::vector<proof::TreeHead> known;
    for (const auto& one : story.acknowledged)
      if (one.tree.size <= *size) known.push_back(one.tree);
    const bool next = last + 1 < story.acknowledged.size() && *size == story.acknowledged[last + 1].tree.size;
    if (*size != promised.tree.size && !next)
      return fmt::format("{} events were promised, {} are there", promised.tree.size, *size);
    if (auto wrong = what_is_wrong(*ledger, known); !wrong.empty()) return wrong;
    return {};
  }

  static std::vector<Fate> fates(std::uint64_t seeds) {
    using enum Fate::Data;
    std::vector<Fate> out = {{kDropped, Fate::Names::kDropped},
                             {kDropped, Fate::Names::kKept},
                             {kKept, Fate::Names::kDropped},
                             {kKept, Fate::Names::kKept}};
    for (std::uint64_t i = 0; i < seeds; ++i) {
      out.push_back({kReordered, Fate::Names::kAny});
      out.push_back({kTorn, Fate::Names::kAny});
    }
    return out;
  }

  // Looks at a disk that was found after the power failed behind some actions; in words what is wrong, or nothing.
  using Look = std::function<std::string(const Files&, std::size_t done)>;

  // Every moment with every fate; disks that are like one before are not looked at again.
  static Found cut_everywhere(const Story& story, std::uint64_t seeds, std::uint64_t seed, const Look& look) {
    Found found;
    Random random(seed);
    Disk disk(story.base);
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (std::size_t done = 0;; ++done) {
      for (const Fate fate : fates(seeds)) {
        const Files files = disk.after_power_cut(fate, random);
        ++found.disks;
        if (!seen.insert(fingerprint(story, files, done)).second) continue;
        ++found.different;
        if (const auto wrong = look(files, done); !wrong.empty())
          found.problems.push_back(fmt::format("after {} of {} actions: {}", done, story.actions.size(), wrong));
      }
      if (done == story.actions.size()) return found;
      disk.apply(story.actions[done], random);
    }
  }
  Found cut_everywhere(const Story& story, std::uint64_t seeds, std::uint64_t seed) {
    return cut_everywhere(story, seeds, seed, [&](const Files& files, std::size_t done) {
      lay_out(files, folder_.path());
      return problem(story, done);
    });
  }

  // What recovering asks of a disk that was found behind `done` actions. What was promised before is all that is
  // promised now; what was underway may be there or not.
  Story record_recovery(const Story& story, const Files& files, std::size_t done) {
    Story recovery{.base = files, .actions = {}, .acknowledged = {}};
    for (const auto& one : story.acknowledged)
      recovery.acknowledged.push_back({one.actions <= done ? 0 : SIZE_MAX, one.origin, one.tree});
    lay_out(files, folder_.path());
    FaultVfs vfs;
    EXPECT_TRUE(open_ledger(path_, FaultVfs::name()));
    recovery.actions = vfs.done();
    return recovery;
  }

  // Equal disks with equal promises need no second look.
  static std::pair<std::size_t, std::size_t> fingerprint(const Story& story, const Files& files, std::size_t done) {
    std::string all;
    for (const auto& [name, bytes] : files) all += fmt::format("{}:{}:", name, bytes.size()) + bytes;
    std::size_t promised = 0;
    for (const auto& one : story.acknowledged) promised += one.actions <= done ? 1 : 0;
    return {std::hash<std::string>()(all), promised};
  }

  ScratchFolder folder_{"power"};
  std::string path_ = folder_ / kFile;
};

void say(const char* what, std::uint64_t seed, const Story& story, const Found& found, const Watch& watch) {
  fmt::print("{}: seed {}, {} actions, {} disks ({} different), {} bad, {:.1f} s\n", what, seed, story.actions.size(),
             found.disks, found.different, found.problems.size(), watch.seconds());
}

TEST_F(PowerLossTest, LosesNothingThatWasAcknowledgedAndLeavesNothingHalf) {
  const Watch watch;
  const Story story = record();
  ASSERT_EQ(story.acknowledged.size(), 7U);
  const std::uint64_t seed = 6335;
  const Found found = cut_everywhere(story, size_of_test({1, 2, 20}), seed);
  say("power loss", seed, story, found, watch);
  EXPECT_TRUE(found.problems.empty()) << found.problems.front();
  EXPECT_GT(found.different, story.actions.size() / 2);
}

TEST_F(PowerLossTest, MayStrikeAgainWhileRecovering) {
  const Watch watch;
  const Story story = record();
  const std::uint64_t seed = 6336;
  std::vector<std::pair<Files, std::size_t>> interrupted;
  cut_everywhere(story, 0, seed, [&](const Files& files, std::size_t done) {
    if (files.contains(kJournal) && files.contains(kFile)) interrupted.emplace_back(files, done);
    return std::string();
  });
  ASSERT_FALSE(interrupted.empty());
  Random random(seed);
  Found all;
  const std::uint64_t count = size_of_test({3, 12, 200});
  for (std::uint64_t recovered = 0; recovered < count;) {
    const auto& [files, done] = interrupted[random.below(interrupted.size())];
    const Story recovery = record_recovery(story, files, done);
    const bool wrote = std::ranges::any_of(recovery.actions, [](const DiskAction& action) {
      return action.kind == DiskAction::Kind::kWrite && action.file == kFile;
    });
    if (!wrote) continue;  // the journal was not yet whole, so there was nothing to undo
    ++recovered;
    const Found found = cut_everywhere(recovery, 1, random.next());
    all.disks += found.disks;
    all.different += found.different;
    all.problems.insert(all.problems.end(), found.problems.begin(), found.problems.end());
  }
  say(fmt::format("power loss in {} recoveries", count).c_str(), seed, story, all, watch);
  EXPECT_TRUE(all.problems.empty()) << all.problems.front();
}

// The test can fail: with less care something is lost.
TEST_F(PowerLossTest, IsNoticedWhereNothingIsFlushed) {
  const Watch watch;
  const Story story = record("PRAGMA synchronous = OFF");
  const Found found = cut_everywhere(story, 0, 1);
  say("power loss without flushing", 1, story, found, watch);
  EXPECT_FALSE(found.problems.empty());
}

TEST_F(PowerLossTest, IsNoticedWhereTheFolderIsNotFlushed) {
  const Watch watch;
  const Story story = record("PRAGMA synchronous = FULL");
  const Found found = cut_everywhere(story, 0, 1);
  say("power loss without flushing the folder", 1, story, found, watch);
  EXPECT_FALSE(found.problems.empty()) << "a journal that was deleted may come back, and undo what was committed";
}

}  // namespace
}  // namespace portolan::ledger
