// SPDX-License-Identifier: Apache-2.0
#include "formats/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "formats/csv_cells.h"
#include "formats/xml.h"
#include "test_data.h"

namespace portolan::formats {
namespace {

using registry::ReferenceKind;
using std::string;

const string kHeader =
    "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,"
    "Reference,Service Code,Unauthorized Use Reported,Assignment Notes\r\n";

Reading read(const string& bytes, const ReadOptions& options = {}) { return read_csv(bytes, options); }
Reading read_rows(const string& rows) { return read(kHeader + rows); }

string written(const registry::Registry& registry) {
  string out;
  write_csv(registry, out);
  return out;
}

// What is wrong with the rows: "line:column: field: message".
std::vector<string> problems(const Reading& reading) {
  std::vector<string> out;
  for (Error problem : reading.problems) {
    problem.place.file.clear();
    out.push_back(to_string(problem));
  }
  return out;
}

registry::Record row(const string& text) {
  const Reading reading = read_rows(text);
  EXPECT_TRUE(reading.ok()) << text << "\n" << (problems(reading).empty() ? "" : problems(reading).front());
  return reading.ok() ? reading.registry->records.at(0) : registry::Record();
}

TEST(CsvWrite, LiteralBytes) {
  registry::Registry registry;
  registry::Record& first = registry.records.emplace_back();
  first.name = registry::ServiceName("a,b");
  first.ports = PortRange{6000, 6063};
  first.transport = Transport::kDccp;
  first.description = registry::RichText::lines("say \"x\"\nand more");
  first.contacts.add_person("Jane_Doe");
  first.registered = {2026, 2, 0};
  first.modified = {2026, 3, 4};
  first.references.add({.kind = ReferenceKind::kRfc, .data = "rfc6335", .section = {}, .shown = {}});
  first.references.add({.kind = ReferenceKind::kText, .data = {}, .section = {}, .shown = "RFC8765, Section 6.1"});
  first.service_code = 7107696;
  first.unauthorized_use = registry::RichText::plain("known");
  first.notes = registry::RichText::plain("note; no quotes needed");
  registry::Record& second = registry.records.emplace_back();
  second.ports = PortRange{4748, 4748};
  second.range_of_one = true;
  registry.records.emplace_back();
  EXPECT_EQ(written(registry),
            kHeader +
                "\"a,b\",6000-6063,dccp,\"say \"\"x\"\"\nand more\",[Jane_Doe],[Jane_Doe],2026-02,2026-03-04,"
                "\"[RFC6335][RFC8765, Section 6.1]\",7107696,known,note; no quotes needed\r\n"
                ",4748-4748,,,,,,,,,,\r\n"
                ",,,,,,,,,,,\r\n");
}

TEST(CsvWrite, AppendsToWhatIsThere) {
  string out = "before\n";
  write_csv({}, out);
  EXPECT_EQ(out, "before\n" + kHeader);
}

TEST(CsvWrite, SpreadsheetsComputeNothing) {
  registry::Record record;
  record.ports = PortRange{1, 1};
  constexpr std::array kColumns = {registry::Column::kPortNumber, registry::Column::kDescription};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kCells = {{{"=1+1", "'=1+1"},
                                                                                    {"+1", "'+1"},
                                                                                    {"-a", "'-a"},
                                                                                    {"@SUM(1)", "'@SUM(1)"},
                                                                                    {"＝1", "'＝1"},
                                                                                    {"＠x", "'＠x"},
                                                                                    {"=\"a,\"", "\"'=\"\"a,\"\"\""},
                                                                                    {"a=1", "a=1"},
                                                                                    {"'=1", "'=1"}}};
  for (const auto& [text, cell] : kCells) {
    record.description = registry::RichText::plain(text);
    string out;
    write_csv({&record, 1}, kColumns, out, CsvFor::kSpreadsheets);
    EXPECT_EQ(out, "Port Number,Description\r\n1," + string(cell) + "\r\n");
  }
  record.description = registry::RichText::plain("=1+1");
  string out;
  write_csv({&record, 1}, kColumns, out);
  EXPECT_EQ(out, "Port Number,Description\r\n1,=1+1\r\n") << "programs read what was registered";
}

TEST(CsvRead, EveryColumnComesBack) {
  const auto record = row("ltp,1113,dccp,D,[A][B],[C],2010-01,2011-02-03,[RFC7122],7107696,U,N\r\n");
  EXPECT_EQ(record.name.text(), "ltp");
  EXPECT_EQ(record.ports, (PortRange{1113, 1113}));
  EXPECT_EQ(record.transport, Transport::kDccp);
  EXPECT_EQ(record.description.published(), "D");
  EXPECT_EQ(record.assignee.published(), "[A][B]");
  EXPECT_EQ(record.contacts.published(), "[C]");
  EXPECT_EQ(record.registered, (Date{2010, 1, 0}));
  EXPECT_EQ(record.modified, (Date{2011, 2, 3}));
  EXPECT_EQ(record.references.published(), "[RFC7122]");
  EXPECT_EQ(record.service_code, 7107696U);
  EXPECT_EQ(record.unauthorized_use.published(), "U");
  EXPECT_EQ(record.notes.published(), "N");
  EXPECT_EQ(record.empty_columns, registry::Columns());
}

TEST(CsvRead, HeadIsTheDefaultAndThereAreNoContacts) {
  registry::Registry expected;
  set_default_head(expected);
  const Reading reading = read(kHeader);
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(*reading.registry, expected);
}

TEST(CsvRead, AssigneeThatRepeatsTheContactIsNotStated) {
  EXPECT_TRUE(row("a,1,tcp,D,[A],[A],,,,,,\r\n").assignee.empty());
  EXPECT_EQ(row("a,1,tcp,D,[B],[A],,,,,,\r\n").assignee.published(), "[B]");
}

TEST(CsvRead, EmptyDescriptionIsAnElementThatIsThere) {
  const auto record = row("a,1,tcp,,,,,,,,,\r\n");
  EXPECT_TRUE(record.empty_columns.contains(registry::Column::kDescription));
  EXPECT_FALSE(record.empty_columns.contains(registry::Column::kAssignmentNotes));
}

TEST(CsvRead, RowEndsByteOrderMarkAndOldHeader) {
  string old = kHeader;
  old.replace(old.find("Unauthorized Use Reported"), 25, "Known Unauthorized Uses");
  string lf = kHeader;
  lf.erase(lf.find('\r'), 1);
  for (const string& document :
       {kHeader + "a,1,tcp,D,,,,,,,,\r\n", kHeader + "a,1,tcp,D,,,,,,,,", lf + "a,1,tcp,D,,,,,,,,\n",
        "\xEF\xBB\xBF" + kHeader + "a,1,tcp,D,,,,,,,,\r\n", old + "a,1,tcp,D,,,,,,,,\r\n"}) {
    const Reading reading = read(document);
    ASSERT_TRUE(reading.ok()) << document;
    EXPECT_EQ(written(*reading.registry), kHeader + "a,1,tcp,D,,,,,,,,\r\n");
  }
}

TEST(CsvRead, LineBreaksInFieldsBecomeLf) {
  EXPECT_EQ(row("a,1,tcp,\"x\r\ny\nz, \"\"q\"\"\",,,,,,,,\r\n").description.published(), "x\ny\nz, \"q\"");
}

TEST(CsvRead, QuotesAreAllowedWhereNoneAreNeeded) { EXPECT_EQ(row("\"a\",\"1\",\"\",,,,,,,,,\r\n").name.text(), "a"); }

TEST(CsvRead, RecordLinesCountLinesInsideFields) {
  const string rows = "a,1,tcp,\"x\r\ny\nz\",,,,,,,,\r\nb,2,tcp,,,,,,,,,\n";
  const Reading reading = read(kHeader + rows, {.file = "f", .limits = {}, .record_lines = true});
  EXPECT_EQ(reading.record_lines, (std::vector<std::uint64_t>{2, 5}));
  EXPECT_TRUE(read_rows(rows).record_lines.empty());
}

TEST(CsvRead, ReferenceKinds) {
  struct Case {
    string text;
    ReferenceKind kind;
    string data, shown;
  };
  const std::vector<Case> cases = {
      {"RFC6335", ReferenceKind::kRfc, "rfc6335", ""},
      {"RFC8765, Section 6.1", ReferenceKind::kText, "", "RFC8765, Section 6.1"},
      {"RFC-ietf-netconf-over-tls13-04", ReferenceKind::kDraft, "RFC-ietf-netconf-over-tls13-04", ""},
      {"draft-herbert-gue-02", ReferenceKind::kDraft, "draft-herbert-gue-02", ""},
      {"draft-a-b-05, Section 4.3", ReferenceKind::kText, "", "draft-a-b-05, Section 4.3"},
      {"https://example.org/a#b", ReferenceKind::kUri, "https://example.org/a#b", ""},
      {"http://example.org", ReferenceKind::kUri, "http://example.org", ""},
      {"mailto:jane@example.org", ReferenceKind::kUri, "mailto:jane@example.org", ""},
      {"ftp://example.org", ReferenceKind::kUri, "ftp://example.org", ""},
      {"1", ReferenceKind::kNote, "1", ""},
      {"TR-352", ReferenceKind::kText, "", "TR-352"},
      {"RFC", ReferenceKind::kText, "", "RFC"},
      {"", ReferenceKind::kText, "", ""},
  };
  for (const Case& c : cases) {
    const auto references = parse_references("[" + c.text + "]");
    ASSERT_TRUE(references.has_value()) << c.text;
    const registry::Reference reference = *references->begin();
    EXPECT_EQ(reference.kind, c.kind) << c.text;
    EXPECT_EQ(reference.data, c.data);
    EXPECT_EQ(reference.shown, c.shown);
    EXPECT_EQ(references->published(), "[" + c.text + "]");
  }
}

TEST(CsvRead, BracketsInsideBrackets) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(split_brackets("").value(), Parts());
  EXPECT_EQ(split_brackets("[a][b]").value(), (Parts{"a", "b"}));
  EXPECT_EQ(split_brackets("[a [b] c][d]").value(), (Parts{"a [b] c", "d"}));
  EXPECT_EQ(split_brackets("[a [b][c]]").value(), (Parts{"a [b][c]"}));
  EXPECT_EQ(split_brackets("[a [b][c]").value(), (Parts{"a [b", "c"}));
  EXPECT_EQ(split_brackets("[a] b]").value(), (Parts{"a] b"}));
  EXPECT_EQ(split_brackets("[][]").value(), (Parts{"", ""}));
  for (const char* bad : {"a", "[a", "a]", "]a[", "[a] [b]", "[a]b", "a[b]", "[", "]", "]["})
    EXPECT_FALSE(split_brackets(bad).has_value()) << bad;
}

TEST(CsvRead, ProblemsHavePlaceFieldAndRule) {
  struct Case {
    string rows, problem;
  };
  const string quote_rule = "a quote inside a field without quotes: put the field in quotes and double this one";
  const std::vector<Case> cases = {
      {"a,65536,tcp,,,,,,,,,\n", "2:3: Port Number: port 65536 is above 65535"},
      {"a,9-7,tcp,,,,,,,,,\n", "2:3: Port Number: the range 9-7 is reversed: write 7-9"},
      {"a,x,tcp,,,,,,,,,\n", "2:3: Port Number: 'x' is no port number"},
      {"a,1,ddp,,,,,,,,,\n", "2:5: Transport Protocol: unknown transport 'ddp': it is tcp, udp, sctp or dccp"},
      {"a,1,tcp,\"x\ny\",,,2020-13,,,,,\n",
       "3:6: Registration Date: '2020-13' is no date: write YYYY-MM-DD or YYYY-MM"},
      {"a,1,tcp,,,,,\"2020-02-30\",,,,\n",
       "2:13: Modification Date: '2020-02-30' is no date: write YYYY-MM-DD or YYYY-MM"},
      {"a,1,tcp,,,,,,,4294967296,,\n",
       "2:15: Service Code: '4294967296' is no service code: a number from 0 to 4294967295"},
      {"a,1,tcp,,A,[A],,,,,,\n",
       "2:10: Assignee: each entry stands in brackets, with nothing before, between and after: [A][B]"},
      {"a,1,tcp,,,[A][],,,,,,\n", "2:11: Contact: [] names no contact: write the contact's id"},
      {"a,1,tcp,,,,,,RFC1,,,\n",
       "2:14: Reference: each entry stands in brackets, with nothing before, between and after: [A][B]"},
      {"a,1,tcp,,,,,,,,\n", "2:1: Assignment Notes: the row has 11 fields instead of 12"},
      {"a,1,tcp,,,,,,,,,,\n", "2:1: the row has 13 fields instead of 12"},
      {"\n", "2:1: Port Number: an empty row: remove it"},
      {"a,1,tcp,x\"y,,,,,,,,\n", "2:10: Description: " + quote_rule},
      {"a,1,tcp,x\ry,,,,,,,,\n", "2:10: Description: a carriage return without a line feed"},
      {"a,1,tcp,\"x\ry\",,,,,,,,\n", "2:11: Description: control character 0x0d: remove it"},
      {"a,1,tcp,\"x\ny\x07z\",,,,,,,,\n", "3:2: Description: control character 0x07: remove it"},
      {string("a,1,tcp,\0,,,,,,,,\n", 18), "2:9: Description: control character 0x00: remove it"},
      {"a,1,tcp,\xC3\xA9\xFF,,,,,,,,\n", "2:11: Description: the byte 0xff is not UTF-8: convert the file"},
      {"a,1,tcp,x,,,,,,,,\"n\nb,2,tcp,,,,,,,,,\n",
       "2:18: Assignment Notes: the closing quote of this field is missing"},
      {"a,1,tcp,\"x,,,,,,,,\nb,2,tcp,\"y\",,,,,,,,\n",
       "3:10: Description: text behind the closing quote of the field that begins at line 2, column 9: a closing quote "
       "is missing before, or a quote inside the field is not doubled"},
  };
  for (const Case& c : cases) {
    const Reading reading = read_rows(c.rows);
    EXPECT_FALSE(reading.ok()) << c.rows;
    EXPECT_EQ(problems(reading), (std::vector<string>{c.problem})) << c.rows;
  }
}

TEST(CsvRead, GoesOnAfterAProblem) {
  const auto found =
      problems(read_rows("a,x,ddp,,,,,,,,,\nb,1\nc,1,tcp,x\"y\nd,2,tcp,,,,,,,,,\ne,99999,tcp,,,,,,,,,\n"));
  ASSERT_EQ(found.size(), 5U);
  EXPECT_TRUE(found[0].starts_with("2:3: Port Number"));
  EXPECT_TRUE(found[1].starts_with("2:5: Transport Protocol"));
  EXPECT_TRUE(found[2].starts_with("3:1: Transport Protocol"));
  EXPECT_TRUE(found[3].starts_with("4:10: Description"));
  EXPECT_TRUE(found[4].starts_with("6:3: Port Number"));
}

TEST(CsvRead, HeaderProblems) {
  const auto first_problem = [](const string& document) { return problems(read(document)).at(0); };
  EXPECT_EQ(first_problem(""), "1:1: the document is empty: its first row must be the header");
  string swapped = kHeader;
  swapped.replace(swapped.find("Port Number"), 11, "Port");
  EXPECT_EQ(first_problem(swapped + "x\n"),
            "1:14: Port Number: column 2 of the header must be 'Port Number' but is 'Port'");
  EXPECT_EQ(problems(read(swapped + "x\n")).size(), 1U);
  EXPECT_EQ(first_problem("Service Name,Port Number\n"), "1:1: Transport Protocol: the row has 2 fields instead of 12");
  EXPECT_EQ(first_problem("80,tcp,http\n"),
            "1:1: Service Name: column 1 of the header must be 'Service Name' but is '80'");
}

TEST(CsvRead, Limits) {
  const auto problem_with = [](const Limits& limits, const string& rows) {
    const Reading reading = read(kHeader + rows, {.file = "", .limits = limits, .record_lines = false});
    EXPECT_EQ(reading.problems.empty(), reading.ok());
    for (const Error& problem : reading.problems) EXPECT_EQ(problem.code, ErrorCode::kLimit);
    return reading.ok() ? std::vector<string>{} : problems(reading);
  };
  using Found = std::vector<string>;
  const string row = "a,1,tcp,0123456789012345678901234567,,,,,,,,\n";
  EXPECT_EQ(problem_with({.bytes = kHeader.size() + row.size()}, row), Found());
  EXPECT_EQ(problem_with({.bytes = kHeader.size()}, row),
            Found{"1:1: the document is larger than " + std::to_string(kHeader.size()) + " bytes"});
  EXPECT_EQ(problem_with({.text = 28}, row), Found());
  EXPECT_EQ(problem_with({.text = 27}, row), Found{"2:9: Description: the field is longer than 27 bytes"});
  EXPECT_EQ(problem_with({.text = 27}, "a,1,tcp,\"0123456789\n01234567890123456\n\",,,,,,,,\n"),
            Found{"2:9: Description: the field is longer than 27 bytes: perhaps its closing quote is missing"});
  EXPECT_EQ(problem_with({.records = 2}, row + row), Found());
  EXPECT_EQ(problem_with({.records = 2}, row + row + row), Found{"4:1: more than 2 records"});
}

TEST(CsvRead, StopsAtTooManyProblems) {
  ReadOptions options;
  options.limits.problems = 3;
  string rows;
  for (int i = 0; i < 50; ++i) rows += "a,x,tcp,,,,,,,,,\n";
  const Reading reading = read(kHeader + rows, options);
  ASSERT_EQ(reading.problems.size(), 4U);
  EXPECT_EQ(reading.problems[2].place.line, 4U);
  EXPECT_EQ(reading.problems[3].message, "too many problems, the rest are not listed");
}

TEST(CsvRead, EveryPrefixIsReadOrRefused) {
  const string document = kHeader + "a,1,tcp,\"x\r\n\"\"y\",[A],[B],2020-01,,\"[RFC1, 2][b]\",5,,n\r\n";
  for (std::size_t size = 0; size <= document.size(); ++size) {
    const Reading reading = read(document.substr(0, size));
    EXPECT_EQ(reading.ok(), reading.problems.empty()) << size;
  }
}

TEST(CsvRead, WhatIsWrittenReadsBack) {
  const string document = kHeader +
                          "a,1,tcp,\"x\n\"\"y\"\"\",[A],[B],2020-01,,\"[RFC1, 2][b]\",5,,n\r\n"
                          ",4748-4748,,Unassigned,,,,,,,,\r\n"
                          ",6000-6063,,,,,,,,,,\"one, two\"\r\n"
                          "b,,,Stra\xC3\x9F"
                          "e,[B],[B],,,,,u,\r\n";
  const Reading reading = read(document);
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(written(*reading.registry), document);
}

TEST(CsvRealData, IanaCsvComesBackByteForByte) {
  const auto path = testing::real_data() / "iana" / "2026-02-13.csv";
  PORTOLAN_NEEDS_REAL_DATA(std::filesystem::exists(path) ? path : std::filesystem::path());
  const string document = testing::read_file(path);
  const Reading reading = read(document);
  ASSERT_TRUE(reading.ok()) << to_string(reading.problems.front());
  EXPECT_EQ(reading.registry->records.size(), 14499U);
  EXPECT_TRUE(written(*reading.registry) == document);
}

TEST(CsvRealData, XmlOfTheSameDayGivesTheSameBytes) {
  const auto path = testing::real_xml("2026-02-13");
  PORTOLAN_NEEDS_REAL_DATA(path);
  const Reading reading = read_xml(testing::read_file(path), {});
  ASSERT_TRUE(reading.ok());
  EXPECT_TRUE(written(*reading.registry) == testing::read_file(testing::real_data() / "iana" / "2026-02-13.csv"));
}

TEST(CsvRealData, EveryXmlWrittenAsCsvReadsBack) {
  const auto files = testing::all_real_xml();
  PORTOLAN_NEEDS_REAL_DATA(files.empty() ? std::filesystem::path() : files.front());
  for (const auto& path : {files.front(), files.back()}) {
    const string csv = written(read_xml(testing::read_file(path), {}).registry.value());
    const Reading reading = read(csv);
    ASSERT_TRUE(reading.ok()) << path << to_string(reading.problems.front());
    EXPECT_TRUE(written(*reading.registry) == csv) << path;
  }
}

// What the texts of each cell are is the registry's matter: column_text() says it.
TEST(CsvRealData, CellsAreTheColumnTexts) {
  const auto path = testing::real_xml("2026-02-13");
  PORTOLAN_NEEDS_REAL_DATA(path);
  const auto registry = read_xml(testing::read_file(path), {}).registry.value();
  const auto again = read(written(registry)).registry.value();
  ASSERT_EQ(again.records.size(), registry.records.size());
  for (std::size_t i = 0; i < registry.records.size(); ++i)
    for (const auto& name : registry::columns())
      ASSERT_EQ(column_text(again.records[i], name.column), column_text(registry.records[i], name.column)) << i;
}

}  // namespace
}  // namespace portolan::formats
