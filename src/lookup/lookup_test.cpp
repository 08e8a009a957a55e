// SPDX-License-Identifier: Apache-2.0
#include "portolan/lookup.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "lookup/compiler.h"
#include "lookup/layout.h"
#include "sample_registry.h"

namespace portolan {
namespace {

using testing::random_registry;
using testing::sample_registry;

// A compiled file in memory that is aligned as the library wants it.
struct Compiled {
  explicit Compiled(const registry::Registry& registry) : bytes(lookup::compile(registry).value()) {}
  std::span<std::byte> span() { return std::as_writable_bytes(std::span(bytes.data(), bytes.size())); }
  Lookup open(Lookup::Verify verify = Lookup::Verify::kAll) { return Lookup::from_bytes(span(), verify).value(); }
  std::string bytes;
};

std::string names(const Matches& matches) {
  std::string out;
  for (const RecordView view : matches)
    out += (out.empty() ? "" : " ") + (view.name().empty() ? "-" : std::string(view.name()));
  return out;
}

TEST(Lookup, HoldsTheRegistryWhole) {
  for (const auto& registry : {sample_registry(), registry::Registry(), random_registry(2000, 1)}) {
    Compiled compiled(registry);
    const auto again = lookup::decompile(compiled.open());
    ASSERT_TRUE(again.has_value()) << to_string(again.error());
    EXPECT_EQ(*again, registry);
  }
}

TEST(Lookup, SameRegistryGivesTheSameBytes) {
  EXPECT_EQ(Compiled(sample_registry()).bytes, Compiled(sample_registry()).bytes);
}

TEST(Lookup, PortsGiveAllTheirRecordsInRegistryOrder) {
  Compiled compiled(sample_registry());
  const Lookup lookup = compiled.open();
  EXPECT_EQ(names(lookup.on_port(80, Transport::kTcp)), "http www www-http");
  EXPECT_EQ(names(lookup.on_port(80, Transport::kUdp)), "http");
  EXPECT_EQ(names(lookup.on_port(80)), "http www www-http http");
  EXPECT_EQ(names(lookup.on_port(80, Transport::kSctp)), "");
  EXPECT_TRUE(lookup.on_port(81).empty());
  EXPECT_EQ(names(lookup.on_port(0)), "-");
}

TEST(Lookup, RangesCoverTheirPorts) {
  Compiled compiled(sample_registry());
  const Lookup lookup = compiled.open();
  EXPECT_EQ(names(lookup.on_port(6010, Transport::kTcp)), "x11");
  EXPECT_EQ(names(lookup.on_port(6060, Transport::kTcp)), "x11 x11-late");
  EXPECT_EQ(names(lookup.on_port(6064, Transport::kTcp)), "x11-late");
  EXPECT_EQ(names(lookup.on_port(7301, Transport::kSctp)), "swx") << "without a transport it covers all of them";
  EXPECT_EQ(names(lookup.on_port(7301)), "swx") << "and comes once";
  EXPECT_EQ(names(lookup.in_range({6050, 7301})), "x11 x11-late swx");
  EXPECT_EQ(names(lookup.in_range({7302, 7400}, Transport::kUdp)), "swx -");
  EXPECT_EQ(lookup.in_range({0, 65535}).count(), 22U) << "all records with a port";
}

TEST(Lookup, NamesAreFoundInAnyCase) {
  Compiled compiled(sample_registry());
  const Lookup lookup = compiled.open();
  EXPECT_EQ(lookup.named("HTTP").count(), 2U);
  EXPECT_EQ(lookup.named("ethernet/ip-1").first().name(), "EtherNet/IP-1");
  EXPECT_EQ(lookup.named("fifteen-letters").count(), 1U);
  EXPECT_EQ(lookup.named("fifteen-letterz").count(), 0U);
  EXPECT_EQ(lookup.named("").count(), 0U);
  EXPECT_EQ(lookup.named("apple remote desktop (net ASSISTANT)").first().description(), "A long name");
  EXPECT_EQ(lookup.named("Apple Remote Desktop (Net Assistent)").count(), 0U);
  EXPECT_FALSE(lookup.named("device-info").first().ports().has_value());
}

TEST(Lookup, RecordsHaveAllColumns) {
  Compiled compiled(sample_registry());
  const Lookup lookup = compiled.open();
  const RecordView code = lookup.on_port(1113, Transport::kDccp).first();
  EXPECT_EQ(code.service_code(), 7107696U);
  EXPECT_EQ(code.registered(), (Date{2013, 11, 12}));
  EXPECT_EQ(code.modified(), (Date{2014, 2, 0}));
  EXPECT_EQ(code.reference(), "[RFC7122][draft-x-05, Section 4.3]");
  const RecordView portless = lookup.named("device-info").first();
  EXPECT_EQ(portless.assignee(), "[Grey_Mueller]");
  EXPECT_EQ(portless.contact(), "[Ann_Example]");
  EXPECT_EQ(portless.notes(), "Defined TXT keys: model=the <model> & \"more\"");
  EXPECT_EQ(lookup.named("http").first().assignee(), "[Ann_Example]");
  EXPECT_EQ(lookup.contact("Grey_Mueller").uris(), "mailto:a&b.example\nhttps://b.example");
  EXPECT_FALSE(lookup.contact("grey_mueller").valid());
  EXPECT_EQ(lookup.updated(), (Date{2024, 7, 1}));
  EXPECT_EQ(lookup.title(), "Service Name and Transport Protocol Port Number Registry");
}

TEST(Lookup, StatusAndAliasesAreDerived) {
  Compiled compiled(sample_registry());
  const Lookup lookup = compiled.open();
  EXPECT_EQ(lookup.on_port(1301).first().status(), Status::kDeassigned);
  EXPECT_EQ(lookup.on_port(1301).first().deassigned(), (Date{2019, 10, 30}));
  EXPECT_TRUE(lookup.on_port(1276).first().removed());
  EXPECT_EQ(lookup.on_port(7360).first().status(), Status::kUnassigned);
  EXPECT_EQ(lookup.named("encrypted_admin").first().status(), Status::kHistoric);
  EXPECT_EQ(lookup.named("encrypted_admin").first().alias_of(), "encrypted-admin");
  EXPECT_EQ(lookup.named("encrypted-admin").first().replaces(), "encrypted_admin");
}

// The plain way, as a second opinion: every record is looked at.
std::vector<std::uint32_t> scan(const registry::Registry& registry, auto fits) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < registry.records.size(); ++i)
    if (fits(registry.records[i])) found.push_back(i);
  return found;
}

std::vector<std::uint32_t> positions(const Matches& matches) {
  std::vector<std::uint32_t> found;
  for (const RecordView view : matches) found.push_back(view.position());
  std::ranges::sort(found);
  return found;
}

TEST(Lookup, AgreesWithAScanOfRandomRegistries) {
  for (const std::uint64_t seed : {11U, 12U, 13U}) {
    SCOPED_TRACE(seed);
    const registry::Registry registry = random_registry(3000, seed);
    Compiled compiled(registry);
    for (const auto verify : {Lookup::Verify::kAll, Lookup::Verify::kOnRead, Lookup::Verify::kNone}) {
      const Lookup lookup = compiled.open(verify);
      testing::Random random(seed);
      for (int i = 0; i < 200; ++i) {
        const auto port = static_cast<std::uint16_t>(random.below(65536));
        const auto transport = static_cast<Transport>(random.below(4));
        const auto last = static_cast<std::uint16_t>(std::min<std::uint32_t>(65535, port + random.below(3000)));
        const auto covers = [&](const registry::Record& r, PortRange range) {
          return r.ports && r.ports->overlaps(range) && r.covers().contains(transport);
        };
        ASSERT_EQ(positions(lookup.on_port(port, transport)), scan(registry, [&](const auto& r) {
                    return covers(r, {port, port});
                  }));
        ASSERT_EQ(positions(lookup.in_range({port, last}, transport)), scan(registry, [&](const auto& r) {
                    return covers(r, {port, last});
                  }));
        ASSERT_EQ(positions(lookup.in_range({port, last})), scan(registry, [&](const auto& r) {
                    return r.ports && r.ports->overlaps({port, last});
                  }));
        const std::string name = registry.records[random.below(registry.records.size())].name.text();
        ASSERT_EQ(positions(lookup.named(name)), scan(registry, [&](const auto& r) {
                    return !name.empty() && registry::same_name(r.name.text(), name);
                  }));
      }
    }
  }
}

TEST(Lookup, ManyRecordsOnOnePort) {
  registry::Registry registry;
  for (int i = 0; i < 5000; ++i)
    registry.records.push_back(
        testing::RecordBuilder("n" + std::to_string(i), "same port").port(9).on(Transport::kTcp));
  Compiled compiled(registry);
  EXPECT_EQ(compiled.open().on_port(9).count(), 5000U);
}

TEST(Lookup, RangesThatOverlapInTooManyWaysAreRefused) {
  registry::Registry registry;
  for (unsigned i = 0; i < 30000; ++i) registry.records.push_back(testing::RecordBuilder("wide").ports(i, 65535 - i));
  const auto compiled = lookup::compile(registry);
  ASSERT_FALSE(compiled.has_value());
  EXPECT_EQ(compiled.error().code, ErrorCode::kLimit);
}

TEST(Lookup, CanBeReadByManyThreads) {
  const registry::Registry registry = random_registry(2000, 5);
  Compiled compiled(registry);
  const Lookup lookup = compiled.open(Lookup::Verify::kOnRead);
  std::vector<std::thread> threads;
  std::array<std::size_t, 4> found{};
  for (std::size_t t = 0; t < found.size(); ++t)
    threads.emplace_back([&, t] {
      Search search(lookup);
      std::array<Hit, 10> hits;
      for (std::uint32_t port = 0; port < 65536; port += 7)
        found[t] += lookup.on_port(static_cast<std::uint16_t>(port)).count();
      found[t] += search.run("ba", hits) + lookup.named(registry.records[3].name.text()).count();
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::ranges::count(found, found[0]), 4);
}

TEST(NameKey, FoldsAndKeepsLengthsApart) {
  using lookup::name_key;
  const std::string longest = "ABCDEFGHIJKLMNO";
  for (std::size_t n = 1; n <= longest.size(); ++n) {
    const std::string upper = longest.substr(0, n);
    EXPECT_EQ(name_key(upper), name_key(registry::fold_ascii(upper)));
    EXPECT_NE(name_key(upper), name_key(longest.substr(0, n - 1)));
    EXPECT_EQ(name_key(upper).is_long(), false);
  }
  EXPECT_NE(name_key("a@z[`{"), name_key("a`z{@["));
  EXPECT_TRUE(name_key(longest + "P").is_long());
  EXPECT_EQ(name_key(longest + "PQ"), name_key(registry::fold_ascii(longest + "PQ")));
}

// Names are read 16 bytes at once; at the end of a page nothing may be read behind them.
TEST(NameKey, ReadsNothingBehindAPage) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* pages = mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(pages, MAP_FAILED);
  char* const end = static_cast<char*>(pages) + page;
  ASSERT_EQ(mprotect(end, page, PROT_NONE), 0);
  const std::string longest = "Fifteen-Letters";
  for (std::size_t n = 0; n <= longest.size(); ++n) {
    std::memcpy(end - n, longest.data(), n);
    EXPECT_EQ(lookup::name_key({end - n, n}), lookup::name_key(longest.substr(0, n)));
  }
  munmap(pages, 2 * page);
}

// The header's bytes are what docs/lookup-format.md says; a file written today must be read for ever.
TEST(Layout, HeaderIsAsDocumented) {
  Compiled compiled(sample_registry());
  const std::string& b = compiled.bytes;
  EXPECT_EQ(b.substr(0, 8), "portolan");
  EXPECT_EQ(b.substr(8, 8), std::string("\x01\0\0\0\xE0\x01\0\0", 8));
  EXPECT_EQ(b.substr(40, 4), std::string("\x01\x07\xE8\x07", 4)) << "2024-07-01";
  EXPECT_EQ(b.size() % 64, 0U);
}

}  // namespace
}  // namespace portolan
