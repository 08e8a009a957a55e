// SPDX-License-Identifier: Apache-2.0
//
// The disk fails, or is full, at every single action of an append: nothing is acknowledged that was not flushed, and
// what is found afterwards is all of it or nothing.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "fault_vfs.h"
#include "ledger/ledger.h"
#include "ledger_batches.h"
#include "power_cut.h"
#include "scratch_folder.h"
#include "test_size.h"

namespace portolan::ledger {
namespace {

using namespace portolan::testing;
using Kind = DiskAction::Kind;

constexpr const char* kFile = "ledger.sqlite";

struct Trouble {
  const char* name;
  Fault fault;
  bool lasts;  // everything behind the first failure fails too
};
// What is asked of a kind of action where it is to fail; nothing: it cannot fail so.
std::optional<Fault> fault_of(const Trouble& trouble, const DiskAction& action) {
  if (trouble.fault == Fault::kFull && action.kind != Kind::kWrite) return std::nullopt;
  if (trouble.fault == Fault::kIoFolder && action.kind != Kind::kDelete) return std::nullopt;
  return trouble.fault;
}

struct Outcome {
  bool struck = false;  // there was an action that late
  Kind kind = Kind::kWrite;
  Result<Appended> appended;
  std::optional<Error> again;  // what the same Ledger says to the next append
  std::vector<DiskAction> actions;
};

using Append = std::function<Result<Appended>(Ledger&)>;

class DiskFailureTest : public ::testing::Test {
 protected:
  DiskFailureTest() {
    Ledger ledger = open_ledger(folder_ / kFile).value();
    EXPECT_TRUE(import_registry(ledger, sample_registry()));
    before_ = ledger.tree().value();
  }
  void SetUp() override { base_ = files_in(folder_.path()); }

  static Result<Appended> append_one(Ledger& ledger) {
    return append_record(ledger, RecordBuilder("new").port(9000).on(Transport::kTcp));
  }
  static Result<Appended> append_import(Ledger& ledger) {
    registry::Registry after = sample_registry();
    after.updated = {2024, 7, 2};
    for (auto& record : after.records) record.description.add_text(", changed");
    after.records.pop_back();
    return import_registry(ledger, after);
  }

  // Appends to the ledger as it was at the beginning, with the trouble at the action with this number.
  Outcome append_with(const Append& append, const Trouble& trouble, std::uint64_t number) {
    lay_out(base_, folder_.path());
    FaultVfs vfs;
    Outcome out{.appended = fail(ErrorCode::kNotFound, "not tried"), .again = {}, .actions = {}};
    {
      Ledger ledger = open_ledger(folder_ / kFile, vfs.name()).value();
      vfs.forget();
      std::uint64_t next = 0;
      vfs.before = [&](const DiskAction& action) {
        const auto fault = fault_of(trouble, action);
        const bool strikes = fault && (next == number || (trouble.lasts && next > number));
        if (fault && next == number) {
          out.struck = true;
          out.kind = action.kind;
        }
        next += fault ? 1 : 0;
        return strikes ? *fault : Fault::kNone;
      };
      out.appended = append(ledger);
      vfs.before = nullptr;
      if (auto again = append_record(ledger, RecordBuilder("again").port(9001).on(Transport::kUdp)); !again)
        out.again = again.error();
    }
    out.actions = vfs.done();
    return out;
  }

  // All or nothing, sound, and good for more. An append that was acknowledged after the trouble must be there, alone.
  void expect_whole(const Outcome& out, std::uint64_t count, const std::string& what) {
    auto ledger = open_ledger(folder_ / kFile);
    ASSERT_TRUE(ledger) << what << ": " << to_string(ledger.error());
    const std::uint64_t more = ledger->size().value() - before_.size;
    if (out.again) {
      EXPECT_TRUE(more == 0 || more == count) << what << ": " << more << " more events";
    } else {
      EXPECT_EQ(more, 1U) << what;
    }
    EXPECT_EQ(what_is_wrong(*ledger, std::span(&before_, 1)), "") << what;
    EXPECT_TRUE(append_record(*ledger, RecordBuilder("after").port(9002).on(Transport::kTcp))) << what;
  }

  // Fails every action once, and from there on for ever. Returns how often it failed.
  std::uint64_t sweep(const Append& append, std::uint64_t count, std::uint64_t stride) {
    std::uint64_t failures = 0;
    for (const Trouble& trouble :
         {Trouble{"EIO once", Fault::kIo, false}, Trouble{"EIO from now on", Fault::kIo, true},
          Trouble{"ENOSPC once", Fault::kFull, false}, Trouble{"ENOSPC from now on", Fault::kFull, true},
          Trouble{"EIO of the folder", Fault::kIoFolder, false}})
      for (std::uint64_t number = 0;; number += stride) {
        const Outcome out = append_with(append, trouble, number);
        const std::string what = fmt::format("{} at action {}", trouble.name, number);
        if (!out.struck) {
          EXPECT_TRUE(out.appended) << what;
          break;
        }
        ++failures;
        expect_refused(out, trouble, what);
        expect_whole(out, count, what);
        expect_whole_after_power_cut(out, count, what);
      }
    return failures;
  }

  static void expect_refused(const Outcome& out, const Trouble& trouble, const std::string& what) {
    ASSERT_FALSE(out.appended) << what << ": acknowledged";
    EXPECT_EQ(out.appended.error().code, ErrorCode::kIo) << what << ": " << to_string(out.appended.error());
    const std::string& message = out.appended.error().message;
    const bool is_clear = message.contains(trouble.fault == Fault::kFull ? "disk is full" : "disk I/O error");
    EXPECT_TRUE(is_clear || out.kind == Kind::kCreate) << what << ": " << message;
    // After a failed flush nobody knows what the file holds: the Ledger writes no more.
    if (out.kind != Kind::kSync && out.kind != Kind::kDelete) return;
    ASSERT_TRUE(out.again) << what << ": it went on writing";
    EXPECT_EQ(out.again->code, ErrorCode::kIo) << what << ": " << out.again->message;
  }

  // The system forgets what it could not flush: with the power gone too, whatever it still showed is lost.
  void expect_whole_after_power_cut(const Outcome& out, std::uint64_t count, const std::string& what) {
    Random random(8);
    Disk disk(base_);
    for (const DiskAction& action : out.actions) disk.apply(action, random);
    for (const auto data : {Fate::Data::kDropped, Fate::Data::kTorn}) {
      lay_out(disk.after_power_cut({data, Fate::Names::kAny}, random), folder_.path());
      expect_whole(out, count, what + ", then a power cut");
    }
  }

  ScratchFolder folder_{"disk"};
  Files base_;
  proof::TreeHead before_;
};

TEST_F(DiskFailureTest, AnAppendIsRefusedAtEveryActionAndIsWhole) {
  const Watch watch;
  const std::uint64_t failures = sweep(&append_one, 1, size_of_test({3, 1, 1}));
  fmt::print("disk failures in an append: {} failures, {:.1f} s\n", failures, watch.seconds());
  EXPECT_GT(failures, 20U);
}

TEST_F(DiskFailureTest, AnImportIsRefusedAtEveryActionAndIsWhole) {
  const Watch watch;
  lay_out(base_, folder_.path());
  Ledger ledger = open_ledger(folder_ / kFile).value();
  const std::uint64_t count = append_import(ledger).value().count;
  const std::uint64_t failures = sweep(&append_import, count, size_of_test({7, 1, 1}));
  fmt::print("disk failures in an import: {} failures, {:.1f} s\n", failures, watch.seconds());
  EXPECT_GT(failures, 20U);
}

// The test can fail: without flushing there is no failed flush to notice, and a power cut takes what was acknowledged.
TEST_F(DiskFailureTest, IsNoticedWhereNothingIsFlushed) {
  lay_out(base_, folder_.path());
  FaultVfs vfs;
  {
    Ledger ledger = open_ledger(folder_ / kFile, vfs.name()).value();
    ASSERT_TRUE(ledger.database().execute("PRAGMA synchronous = OFF"));
    vfs.before = [](const DiskAction& action) { return action.kind == Kind::kSync ? Fault::kIo : Fault::kNone; };
    ASSERT_TRUE(append_one(ledger)) << "acknowledged, with a disk that cannot flush";
  }
  Random random(8);
  Disk disk(base_);
  for (const DiskAction& action : vfs.done()) disk.apply(action, random);
  lay_out(disk.after_power_cut({}, random), folder_.path());
  EXPECT_EQ(open_ledger(folder_ / kFile).value().size().value(), before_.size);
}

}  // namespace
}  // namespace portolan::ledger
