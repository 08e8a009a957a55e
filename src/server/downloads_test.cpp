// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "app/convert.h"
#include "app/output.h"
#include "hearer.h"
#include "keeping/proving.h"
#include "keeping/views.h"
#include "ledger_fixture.h"
#include "proof/encoding.h"
#include "proof/hash.h"
#include "scratch_folder.h"
#include "server/publication.h"
#include "site_client.h"
#include "test_data.h"

namespace portolan::server {
namespace {

using namespace portolan::testing;
using namespace std::chrono_literals;

const std::string kFolder = "/assignments/service-names-port-numbers/";
const std::string kStem = kFolder + "service-names-port-numbers.";

std::unique_ptr<keeping::Views> open_views(const std::string& where) {
  auto views = keeping::Views::open(where);
  EXPECT_TRUE(views) << to_string(views.error().front());
  return std::move(*views);
}

// Digests by name, as the file of sums has them.
std::map<std::string, std::string> sums_of(std::string_view text) {
  std::map<std::string, std::string> sums;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() + 1);
    EXPECT_EQ(line.substr(64, 2), "  ");
    sums.emplace(line.substr(66), line.substr(0, 64));
  }
  return sums;
}

std::string sha256(std::string_view bytes) {
  std::string out;
  for (const std::byte byte : proof::sha256({bytes})) out += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return out;
}

class Downloads : public LedgerFixture {
 protected:
  void SetUp() override {
    ASSERT_TRUE(import(dated(sample_registry(), 1)));
    ASSERT_TRUE(import(with_text(dated(sample_registry(), 1), 0, ", new words", 5)));
    begin();
  }
  void begin() {
    site_.reset();
    views_ = open_views(folder_.string());
    site_ = std::make_unique<Site>(*views_, SiteSettings());
  }
  Got get(std::string_view target, std::vector<std::pair<std::string_view, std::string_view>> headers = {}) {
    return ask(*site_, target, std::move(headers));
  }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  std::unique_ptr<keeping::Views> views_;
  std::unique_ptr<Site> site_;
};

TEST_F(Downloads, TheFilesAreTheBytesThatExportWrites) {
  const std::map<std::string, std::string> types = {
      {"csv", "text/csv; charset=utf-8"},    {"xml", "application/xml"},   {"txt", "text/plain; charset=utf-8"},
      {"xhtml", "text/html; charset=utf-8"}, {"json", "application/json"}, {"services", "text/plain; charset=utf-8"},
      {"lookup", "application/octet-stream"}};
  const auto source = app::Source{app::Source::Origin::kNamed, "", nullptr,
                                  Lookup::from_bytes(std::as_bytes(std::span(views_->current()->bytes()))).value()};
  for (const auto& [ending, type] : types) {
    const Got got = get(kStem + ending);
    EXPECT_EQ(got.status, 200U) << ending;
    EXPECT_EQ(got.body, app::export_registry(source, *app::form_of_file("a." + ending)).value()) << ending;
    EXPECT_EQ(got.header("Content-Type"), type);
    EXPECT_EQ(got.header("Content-Disposition"), "");
    EXPECT_EQ(got.header("Accept-Ranges"), "bytes");
    EXPECT_EQ(got.header("Portolan-Position"), std::to_string(views_->current()->position()));
  }
}

TEST_F(Downloads, RealRegistriesAreTheBytesThatConvertWrites) {
  const auto xml = real_xml("2026-02-13");
  PORTOLAN_NEEDS_REAL_DATA(xml);
  const auto views = open_views(xml.string());
  Site site(*views, {});
  for (const std::string ending : {"csv", "xml", "json", "services", "txt", "xhtml", "lookup"}) {
    const auto converted = app::convert(
        {.in = xml.string(), .from = {}, .to = *app::form_of_file("a." + ending), .merge = {}, .limits = {}});
    EXPECT_TRUE(ask(site, kStem + ending).body == converted.value()) << ending;
  }
  const std::string csv = read_file(xml.parent_path() / "2026-02-13.csv");
  EXPECT_TRUE(ask(site, kStem + "csv").body == csv) << "byte for byte what IANA publishes";
}

TEST_F(Downloads, TheSumsAreOfAllFiles) {
  const auto sums = sums_of(get(kFolder + "SHA256SUMS").body);
  EXPECT_EQ(sums.size(), kPublishedFiles.size() - 1);
  for (const auto& [name, sum] : sums) EXPECT_EQ(sha256(get(kFolder + name).body), sum) << name;
}

TEST_F(Downloads, WhatIsNotThereIsNotFound) {
  for (const char* name : {"service-names-port-numbers.xls", "other.csv", "sha256sums", "service-names-port-numbers"}) {
    const Got got = get(kFolder + name);
    EXPECT_EQ(got.status, 404U) << name;
    EXPECT_EQ(got.header("Content-Type"), "application/problem+json");
  }
  EXPECT_EQ(get(kStem + "csv?as_of=2020-01-01").status, 404U);
  EXPECT_EQ(get(kStem + "csv?as_of=yesterday").status, 400U);
  EXPECT_EQ(ask(*site_, kStem + "csv", {}, net::Method::kPost).status, 405U);
  const Got folder = get("/assignments/service-names-port-numbers");
  EXPECT_EQ(folder.status, 302U);
  EXPECT_EQ(folder.header("Location"), kStem + "xhtml");
}

TEST_F(Downloads, NobodyWaitsForWhatIsMade) {
  EXPECT_TRUE(get(kStem + "csv").waited);
  EXPECT_FALSE(get(kStem + "csv").waited);
  EXPECT_FALSE(get(kStem + "csv?as_of=@" + std::to_string(views_->current()->position())).waited)
      << "pinned to what is there";
}

TEST_F(Downloads, AnAddressThatIsPinnedGivesTheSameBytesWithoutMakingThem) {
  const Got latest = get(kStem + "xml");
  const std::string link = latest.header("Link");
  const std::string position = std::to_string(views_->current()->position());
  EXPECT_TRUE(link.starts_with("<" + kStem + "xml?as_of=@" + position + ">; rel=\"memento\"; datetime=\"")) << link;
  const std::string address = link.substr(1, link.find('>') - 1);
  const Got pinned = get(address);
  EXPECT_EQ(pinned.body, latest.body);
  EXPECT_EQ(pinned.header("ETag"), latest.header("ETag"));
  EXPECT_EQ(pinned.header("Link"), "<" + kStem + "xml>; rel=\"original latest-version\"");
  // After a change it is still there, from the same memory.
  Hearer hearer(*views_);
  views_->start({.poll = 1ms});
  ASSERT_TRUE(import(with_text(sample_registry(), 1, ", other words", 9)));
  ASSERT_TRUE(hearer.wait([&] { return views_->current()->updated() == Date{2024, 7, 9}; }));
  const Got again = get(address);
  EXPECT_EQ(again.body, latest.body);
  EXPECT_FALSE(again.waited);
  EXPECT_NE(get(kStem + "xml").body, latest.body);
}

TEST_F(Downloads, TheFilesOfANewStateArePreparedBeforeTheyAreAskedFor) {
  Hearer hearer(*views_);
  views_->start({.poll = 1ms});
  ASSERT_TRUE(import(with_text(sample_registry(), 1, ", other words", 9)));
  ASSERT_TRUE(hearer.wait([&] { return views_->current()->updated() == Date{2024, 7, 9}; }));
  site_->publications().prepare(views_->current());  // whether or not the site was told before this test was
  site_->publications().wait();
  for (const std::string_view name : kPublishedFiles) EXPECT_FALSE(get(kFolder + std::string(name)).waited) << name;
}

TEST_F(Downloads, StatesOfThePastCanBeFetched) {
  const Got old = get(kStem + "csv?as_of=2024-07-01");
  EXPECT_EQ(old.status, 200U);
  EXPECT_EQ(old.body.find("new words"), std::string::npos);
  EXPECT_NE(get(kStem + "csv").body.find("new words"), std::string::npos);
  EXPECT_NE(old.header("Last-Modified"), "");
  EXPECT_EQ(get(kFolder + "SHA256SUMS?as_of=2024-07-01").body.find(sha256(get(kStem + "csv").body)), std::string::npos);
}

TEST_F(Downloads, AClientThatHasTheFileIsToldSo) {
  const Got first = get(kStem + "csv");
  const std::string tag = first.header("ETag");
  EXPECT_TRUE(tag.starts_with('"')) << "strong";
  const std::string date = first.header("Last-Modified");
  for (const auto& [name, value] : {std::pair("If-None-Match", tag), std::pair("If-None-Match", "W/" + tag),
                                    std::pair("If-Modified-Since", date)}) {
    const Got got = get(kStem + "csv", {{name, value}});
    EXPECT_EQ(got.status, 304U) << name;
    EXPECT_EQ(got.body, "");
    EXPECT_EQ(got.header("ETag"), tag);
    EXPECT_EQ(got.header("Last-Modified"), date);
  }
  EXPECT_EQ(get(kStem + "csv", {{"If-Match", "\"other\""}}).status, 412U);
}

TEST_F(Downloads, AfterAChangeAClientThatAsksByDateGetsTheNewFile) {
  const std::string date = get(kStem + "csv").header("Last-Modified");
  Hearer hearer(*views_);
  views_->start({.poll = 1ms});
  std::string last = date;
  for (unsigned day = 6; day < 9; ++day) {
    ASSERT_TRUE(import(with_text(sample_registry(), 1, ", other words", day)));
    ASSERT_TRUE(hearer.wait([&] { return views_->current()->updated().day == day; }));
    const Got got = get(kStem + "csv", {{"If-Modified-Since", last}});
    EXPECT_EQ(got.status, 200U) << day;
    last = got.header("Last-Modified");
  }
}

TEST_F(Downloads, CompressedFormsHaveTagsOfTheirOwn) {
  const std::string plain = get(kStem + "xml").header("ETag");
  for (const std::string_view coding : {"gzip", "br", "zstd"}) {
    const Got got = get(kStem + "xml", {{"Accept-Encoding", coding}});
    EXPECT_EQ(got.header("Content-Encoding"), coding);
    EXPECT_EQ(got.header("ETag"), plain.substr(0, plain.size() - 1) + "-" + std::string(coding) + "\"");
    EXPECT_EQ(got.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(get(kStem + "xml", {{"Accept-Encoding", coding}, {"If-None-Match", got.header("ETag")}}).status, 304U);
  }
}

TEST_F(Downloads, PartsPutTogetherAreTheFile) {
  const Got whole = get(kStem + "csv");
  const std::string size = std::to_string(whole.body.size());
  std::string together;
  for (std::size_t at = 0; at < whole.body.size(); at += 1000) {
    const std::string range = fmt::format("bytes={}-{}", at, at + 999);
    // Parts are of the file itself, whatever else the client could take.
    const Got part =
        get(kStem + "csv", {{"Range", range}, {"Accept-Encoding", "gzip"}, {"If-Range", whole.header("ETag")}});
    ASSERT_EQ(part.status, 206U);
    EXPECT_EQ(part.header("Content-Range"),
              fmt::format("bytes {}-{}/{}", at, at + part.body.size() - 1, whole.body.size()));
    EXPECT_EQ(part.header("Content-Encoding"), "");
    EXPECT_EQ(part.header("ETag"), whole.header("ETag"));
    together += part.body;
  }
  EXPECT_EQ(together, whole.body);
  const Got behind = get(kStem + "csv", {{"Range", "bytes=" + size + "-"}});
  EXPECT_EQ(behind.status, 416U);
  EXPECT_EQ(behind.header("Content-Range"), "bytes */" + size);
  EXPECT_EQ(get(kStem + "csv", {{"Range", "bytes=0-1,4-5"}}).body, whole.body);
  EXPECT_EQ(get(kStem + "csv", {{"Range", "bytes=0-1"}, {"If-Range", "\"of another file\""}}).body, whole.body);
}

TEST_F(Downloads, TheLookupFileIsSentFromWhereItIsRead) {
  auto set = site_->publications().of(views_->current(), Publication::Use::kLatest);
  const auto body = set->get(published_file("service-names-port-numbers.lookup").value()).value();
  EXPECT_EQ(body->in(Coding::kIdentity).data(), views_->current()->bytes().data());
}

TEST_F(Downloads, TheWebPageMayHaveItsOwnStyleAndNoOther) {
  const Got page = get(kStem + "xhtml");
  const std::size_t begin = page.body.find("<style>") + 7;
  const proof::Hash hash = proof::sha256({page.body.substr(begin, page.body.find("</style>") - begin)});
  const std::string_view bytes(reinterpret_cast<const char*>(hash.data()), hash.size());
  const std::string policy = page.header("Content-Security-Policy");
  EXPECT_NE(policy.find("style-src 'sha256-" + proof::to_base64(bytes) + "';"), std::string::npos) << policy;
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos) << policy;
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(get(kStem + "xml").header("Content-Security-Policy").find("sha256"), std::string::npos);
  const Got same = get(kStem + "xhtml", {{"If-None-Match", page.header("ETag")}});
  EXPECT_EQ(same.status, 304U);
  EXPECT_EQ(same.header("Content-Security-Policy"), policy) << "a client takes it for the page that it has";
}

TEST_F(Downloads, SetsOfThePastMakeRoomForEachOther) {
  std::vector<std::weak_ptr<Publication>> sets;
  const auto latest = site_->publications().of(views_->current(), Publication::Use::kLatest);
  for (unsigned day = 1; day < 8; ++day) {
    const auto view = app::View::make(with_text(sample_registry(), 2, ", some words", day), "test").value();
    sets.push_back(site_->publications().of(view, Publication::Use::kPast));
  }
  std::size_t alive = 0;
  for (const auto& set : sets) alive += set.expired() ? 0 : 1;
  EXPECT_LE(alive, 2U);
  site_->publications().forget_unused_since(Publications::Clock::now());
  for (const auto& set : sets) EXPECT_TRUE(set.expired());
  EXPECT_EQ(site_->publications().of(views_->current(), Publication::Use::kLatest), latest);
}

// --- checkpoints

TEST_F(Downloads, TheCheckpointIsSignedOnceForEachState) {
  const Got none = get(kFolder + "checkpoint");
  EXPECT_EQ(none.status, 404U);
  EXPECT_NE(none.body.find("has no key to sign with"), std::string::npos) << none.body;
  const auto key = keeping::signing_key(file("checkpoint.key"), ledger_.origin(), true);
  ASSERT_TRUE(key) << to_string(key.error());
  const Got got = get(kFolder + "checkpoint");
  ASSERT_EQ(got.status, 200U) << got.body;
  const auto head = keeping::known_head(got.body, {key->verifier()}, ledger_.origin());
  ASSERT_TRUE(head) << to_string(head.error());
  EXPECT_EQ(*head, ledger_.tree().value());
  EXPECT_FALSE(get(kFolder + "checkpoint").waited);
  EXPECT_EQ(get(kFolder + "checkpoint?as_of=2024-07-01").status, 404U);
}

TEST(DownloadsOfAFile, NeedNoLedger) {
  const ScratchFolder folder("downloads");
  const std::string path = folder / "registry.xml";
  ASSERT_TRUE(app::write_file(path, app::encode(sample_registry(), *app::form_of_file(path)).value()));
  const auto views = open_views(path);
  Site site(*views, {});
  const Got got = ask(site, kStem + "csv");
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.header("Link"), "");
  EXPECT_EQ(got.header("Portolan-Position"), "");
  const Got checkpoint = ask(site, kFolder + "checkpoint");
  EXPECT_EQ(checkpoint.status, 404U);
  EXPECT_NE(checkpoint.body.find("no ledger"), std::string::npos);
}

// --- a set is a set

// Clients that fetch pinned files while the registry changes under them.
TEST_F(Downloads, NobodySeesFilesOfTwoStates) {
  views_->start({.poll = 1ms});
  std::atomic<bool> over = false;
  std::atomic<unsigned> wrong = 0;
  std::atomic<unsigned> sets = 0;
  const auto client = [&] {
    while (!over) {
      const Got sums = ask(*site_, kFolder + "SHA256SUMS");
      const std::string link = sums.header("Link");
      const std::string pin = link.substr(link.find('?'), link.find('>') - link.find('?'));
      bool whole = sums.status == 200;
      for (const auto& [name, sum] : sums_of(sums.body)) {
        const Got got = ask(*site_, kFolder + name + pin);
        whole = whole && got.status == 200 && sha256(got.body) == sum;
      }
      wrong += whole ? 0 : 1;
      ++sets;
    }
  };
  std::thread one(client);
  std::thread other(client);
  for (unsigned i = 0; i < 20; ++i)
    EXPECT_TRUE(import(with_text(sample_registry(), 1, " (" + std::to_string(i) + ")", 9)));
  const unsigned before = sets;
  while (sets < before + 2) std::this_thread::yield();
  over = true;
  one.join();
  other.join();
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace portolan::server
