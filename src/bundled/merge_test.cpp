// SPDX-License-Identifier: Apache-2.0
#include "bundled/merge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bundled/bundled.h"
#include "bundled/packages.h"
#include "test_data.h"

namespace portolan::bundled {
namespace {

using registry::Column;
using registry::Record;
using Lines = std::vector<std::string>;

// The records as "label: description".
Lines lines_of(const registry::Registry& registry) {
  Lines lines;
  for (const Record& record : registry.records)
    lines.push_back(label(record) + ": " + column_text(record, Column::kDescription));
  return lines;
}

Lines merged(const std::string& columns, const std::string& names) {
  const auto registry = merge("[" + columns + "]", "{" + names + "}");
  return registry ? lines_of(*registry) : Lines{to_string(registry.error())};
}

// An object of the first package; empty columns are left out, as there.
std::string row(const std::string& name, const std::string& port, const std::string& transport,
                const std::string& description, const std::string& more = "") {
  std::string out = R"({"Description":")" + description + '"';
  if (!name.empty()) out += R"(,"ServiceName":")" + name + '"';
  if (!port.empty()) out += R"(,"PortNumber":")" + port + '"';
  if (!transport.empty()) out += R"(,"TransportProtocol":")" + transport + '"';
  return out + more + "}";
}

TEST(BundledMerge, KeepsWhatTheNamesSayNothingOf) {
  EXPECT_EQ(
      merged(row("x11", "6000-6063", "tcp", "X Window System") + "," + row("flex-lm", "27000-27009", "", "FLEX LM") +
                 "," + row("", "49151", "", "IANA Reserved") + "," + row("1password", "", "tcp", "Passwords"),
             ""),
      (Lines{"x11 6000-6063/tcp: X Window System", "flex-lm 27000-27009: FLEX LM", "49151: IANA Reserved",
             "1password: Passwords"}));
}

TEST(BundledMerge, AddsNamesInOrderOfPorts) {
  EXPECT_EQ(merged(row("a", "10", "tcp", "A") + "," + row("b", "30", "tcp", "B") + "," + row("c", "", "", "C"),
                   R"("20/tcp":["new","New"],"10/udp":["a","A on UDP"])"),
            (Lines{"a 10/tcp: A", "a 10/udp: A on UDP", "new 20/tcp: New", "b 30/tcp: B", "c: C"}));
}

TEST(BundledMerge, NeverChoosesBetweenNames) {
  EXPECT_EQ(merged(row("http", "80", "tcp", "World Wide Web") + "," + row("www", "80", "tcp", "World Wide Web") + "," +
                       row("www-http", "80", "tcp", "World Wide Web"),
                   R"("80/tcp":["www-http","World Wide Web"])"),
            (Lines{"http 80/tcp: World Wide Web", "www 80/tcp: World Wide Web", "www-http 80/tcp: World Wide Web"}));
}

TEST(BundledMerge, ComparesNamesWithoutCaseAndKeepsTheRegisteredSpelling) {
  EXPECT_EQ(merged(row("EtherNet/IP-1", "2222", "tcp", "I/O"), R"("2222/tcp":["ethernet/ip-1","I/O"])"),
            (Lines{"EtherNet/IP-1 2222/tcp: I/O"}));
}

TEST(BundledMerge, RetiresNamesThatNobodyHasAnyMore) {
  EXPECT_EQ(merged(row("old", "7", "tcp", "Old") + "," + row("older", "7", "tcp", "Older") + "," +
                       row("old", "7", "udp", "Old"),
                   R"("7/tcp":["new","New"],"7/udp":["old","Old"])"),
            (Lines{"old 7/udp: Old", "new 7/tcp: New"}));
}

TEST(BundledMerge, RetiresNamesOfPortsThatAreReservedOrUnassigned) {
  EXPECT_EQ(merged(row("a", "7", "tcp", "A") + "," + row("b", "8", "tcp", "B"),
                   R"("7/tcp":["","Reserved"],"8/tcp":["","Unassigned"])"),
            (Lines{"7/tcp: Reserved", "8/tcp: Unassigned"}));
}

TEST(BundledMerge, GivesReservedPortsTheirNewNames) {
  EXPECT_EQ(merged(row("", "5683", "tcp", "Reserved"), R"("5683/tcp":["coap","CoAP"])"),
            (Lines{"coap 5683/tcp: CoAP"}));
}

TEST(BundledMerge, KeepsAllColumnsOfANamelessRecordThatBothHave) {
  const auto registry = merge("[" + row("", "1276", "tcp", "Reserved", R"(,"ModificationDate":"2014-05-23")") + "]",
                              R"({"1276/tcp":["","Reserved"]})");
  ASSERT_TRUE(registry) << to_string(registry.error());
  ASSERT_EQ(lines_of(*registry), (Lines{"1276/tcp: Reserved"}));
  EXPECT_EQ(registry->records[0].modified, (Date{2014, 5, 23}));
}

TEST(BundledMerge, ReplacesANamelessRecordThatSaysSomethingElse) {
  const auto registry = merge("[" + row("", "9", "tcp", "Unassigned", R"(,"AssignmentNotes":"Free since 2001")") + "]",
                              R"({"9/tcp":["","Reserved"]})");
  ASSERT_TRUE(registry) << to_string(registry.error());
  EXPECT_EQ(lines_of(*registry), (Lines{"9/tcp: Reserved"}));
  EXPECT_TRUE(registry->records[0].notes.empty());
}

TEST(BundledMerge, CutsUnassignedRanges) {
  const std::string range = row("", "300-305", "", "Unassigned");
  const std::string all = R"(["new","New"])";
  EXPECT_EQ(merged(range, R"("300/tcp":["new","New"],"300/udp":["","Reserved"])"),
            (Lines{"new 300/tcp: New", "300/udp: Reserved", "301-305: Unassigned"}));
  EXPECT_EQ(merged(range, R"("305/tcp":)" + all), (Lines{"300-304: Unassigned", "new 305/tcp: New"}));
  EXPECT_EQ(
      merged(range, R"("302/tcp":)" + all + R"(,"304/udp":)" + all),
      (Lines{"300-301: Unassigned", "new 302/tcp: New", "303: Unassigned", "new 304/udp: New", "305: Unassigned"}));
  EXPECT_EQ(merged(row("", "301", "", "unassigned"), R"("301/tcp":)" + all), (Lines{"new 301/tcp: New"}));
  EXPECT_EQ(merged(range, R"("302/tcp":["","Unassigned"])"), (Lines{"300-305: Unassigned"}));
}

TEST(BundledMerge, LetsUnassignedRangesGiveWayToAllOtherRecords) {
  EXPECT_EQ(merged(row("", "10-19", "", "Unassigned") + "," + row("a", "12", "", "A") + "," +
                       row("", "15", "udp", "Reserved") + "," + row("", "18-22", "", "Unassigned"),
                   ""),
            (Lines{"10-11: Unassigned", "a 12: A", "13-14: Unassigned", "15/udp: Reserved", "16-19: Unassigned",
                   "20-22: Unassigned"}));
}

TEST(BundledMerge, CutsTheLastRangeOfAll) {
  EXPECT_EQ(merged(row("", "65534-65535", "", "Unassigned"), R"("65535/tcp":["new","New"])"),
            (Lines{"65534: Unassigned", "new 65535/tcp: New"}));
}

TEST(BundledMerge, KeepsOtherTransportsReserved) {
  EXPECT_EQ(merged(row("", "51-52", "", "Reserved"), R"("51/tcp":["new","New"])"),
            (Lines{"51/udp: Reserved", "51/sctp: Reserved", "51/dccp: Reserved", "new 51/tcp: New", "52: Reserved"}));
}

TEST(BundledMerge, CutsNamedRanges) {
  EXPECT_EQ(merged(row("x11", "6000-6003", "tcp", "X"), R"("6001/tcp":["","Reserved"],"6003/udp":["y","Y"])"),
            (Lines{"x11 6000/tcp: X", "6001/tcp: Reserved", "x11 6002-6003/tcp: X", "y 6003/udp: Y"}));
}

TEST(BundledMerge, TakesTheNewerDescriptionOfTheNameItHas) {
  EXPECT_EQ(merged(row("nip", "376", "tcp", "Inquiry Proto") + "," + row("nop", "376", "tcp", "Other"),
                   R"("376/tcp":["nip","Inquiry Protocol"])"),
            (Lines{"nip 376/tcp: Inquiry Protocol", "nop 376/tcp: Other"}));
}

TEST(BundledMerge, KeepsLineBreaksThatTheNewerDescriptionLost) {
  EXPECT_EQ(merged(row("a", "1", "tcp", R"(One\n\nTwo)"), R"("1/tcp":["a","One Two"])"), (Lines{"a 1/tcp: One\nTwo"}));
}

TEST(BundledMerge, ReadsAllTwelveColumns) {
  const auto registry =
      merge("[" +
                row("ltp", "1113", "dccp", R"(A \"quoted\", long text)",
                    R"(,"Assignee":"[IESG]","Contact":"[IETF_Chair][Jane_Doe]","RegistrationDate":"2013-11",)"
                    R"("ModificationDate":"2014-02-21","Reference":"[RFC7122]","ServiceCode":"7107696",)"
                    R"("KnownUnauthorizedUses":"by others","AssignmentNotes":"TXT keys: none")") +
                "]",
            "{}");
  ASSERT_TRUE(registry) << to_string(registry.error());
  ASSERT_EQ(registry->records.size(), 1U);
  Lines cells;
  for (const auto& column : registry::columns()) cells.push_back(column_text(registry->records[0], column.column));
  EXPECT_EQ(cells, (Lines{"ltp", "1113", "dccp", "A \"quoted\", long text", "[IESG]", "[IETF_Chair][Jane_Doe]",
                          "2013-11", "2014-02-21", "[RFC7122]", "7107696", "by others", "TXT keys: none"}));
}

TEST(BundledMerge, SaysWhatItIs) {
  const auto registry = merge("[]", "{}");
  ASSERT_TRUE(registry) << to_string(registry.error());
  EXPECT_TRUE(registry->records.empty());
  EXPECT_EQ(registry->updated, kNames.date);
  EXPECT_TRUE(registry->title.contains("bundled")) << registry->title;
  ASSERT_EQ(registry->notes.size(), 1U);
  const std::string note = registry->notes[0].text.published();
  for (const std::string& told : {bundled_description(), note})
    for (const std::string_view word : {"2026-09-17", "2015-07", "`portolan update`"})
      EXPECT_TRUE(told.contains(word)) << word << " in " << told;
}

struct Bad {
  const char* columns;
  const char* names;
  ErrorCode code;
  const char* field;  // where
};

class BundledMergeRefuses : public ::testing::TestWithParam<Bad> {};

TEST_P(BundledMergeRefuses, WithThePlace) {
  const auto registry = merge(GetParam().columns, GetParam().names);
  ASSERT_FALSE(registry);
  EXPECT_EQ(registry.error().code, GetParam().code) << to_string(registry.error());
  EXPECT_EQ(registry.error().place.field, GetParam().field) << to_string(registry.error());
  EXPECT_FALSE(registry.error().message.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Packages, BundledMergeRefuses,
    ::testing::Values(Bad{"", "{}", ErrorCode::kSyntax, ""}, Bad{"[", "{}", ErrorCode::kSyntax, ""},
                      Bad{"{}", "{}", ErrorCode::kSyntax, ""}, Bad{"[7]", "{}", ErrorCode::kSyntax, "[0]"},
                      Bad{R"([{"Port":"1"}])", "{}", ErrorCode::kSyntax, "[0]"},
                      Bad{R"([{"PortNumber":1}])", "{}", ErrorCode::kSyntax, "[0]"},
                      Bad{R"([{"Description":"two\nlines"},{"PortNumber":"65536"}])", "{}", ErrorCode::kInvalidValue,
                          "[1].Port Number"},
                      Bad{"[]", "", ErrorCode::kSyntax, ""}, Bad{"[]", "[]", ErrorCode::kSyntax, ""},
                      Bad{"[]", R"({"80":["http","x"]})", ErrorCode::kSyntax, "80"},
                      Bad{"[]", R"({"80/tcp":["http"]})", ErrorCode::kSyntax, "80/tcp"},
                      Bad{"[]", R"({"80/tcp":["http",1]})", ErrorCode::kSyntax, "80/tcp"},
                      Bad{"[]", R"({"80/":["http","x"]})", ErrorCode::kSyntax, "http 80"},
                      Bad{"[]", R"({"80-81/tcp":["http","x"]})", ErrorCode::kSyntax, "http 80-81/tcp"},
                      Bad{"[]", R"({"80/tcp":["http","x"],"80/xtp":["http","x"]})", ErrorCode::kInvalidValue,
                          "80/xtp.Transport Protocol"}));

TEST(BundledPackages, AreThoseOfTheLockfile) {
  const std::string lockfile =
      testing::read_file(std::filesystem::path(PORTOLAN_FIXTURES) / "../../packaging/bundled/package-lock.json");
  for (const Package& package : {kColumns, kNames}) {
    const std::string pinned = "\"" + std::string(package.name) + "\": \"" + std::string(package.version) + "\"";
    EXPECT_TRUE(lockfile.contains(pinned)) << pinned;
  }
  EXPECT_TRUE(lockfile.contains("\"integrity\": \"sha512-"));
  EXPECT_FALSE(lockfile.contains("://")) << "the lockfile names a host";
}

}  // namespace
}  // namespace portolan::bundled
