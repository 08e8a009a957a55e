// SPDX-License-Identifier: Apache-2.0
#include "formats/services.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "formats/csv.h"
#include "registry/text.h"
#include "test_data.h"

namespace portolan::formats {
namespace {

using std::string;
using Lines = std::vector<string>;

// A registry from rows like "name ports/transport description"; "-" stands for no name, no ports, no transport.
registry::Registry registry_of(const Lines& rows) {
  registry::Registry registry;
  for (const string& row : rows) {
    std::istringstream in(row);
    string name, ports, rest;
    in >> name >> ports;
    std::getline(in >> std::ws, rest);
    registry::Record& record = registry.records.emplace_back();
    if (name != "-") record.name = registry::ServiceName(name);
    const std::size_t slash = ports.find('/');
    if (ports.substr(0, slash) != "-") record.ports = parse_ports(ports.substr(0, slash)).value();
    if (slash != string::npos) record.transport = parse_transport_column(ports.substr(slash + 1)).value();
    record.description = registry::RichText::lines(rest);
  }
  return registry;
}

string written(const registry::Registry& registry) {
  string out;
  write_services(registry, out);
  return out;
}

Reading read(const string& bytes, const ReadOptions& options = {}) { return read_services(bytes, options); }

// The lines that are no comment, with single blanks, so that tests speak of content.
Lines lines_of(const registry::Registry& registry) {
  Lines out;
  std::istringstream in(written(registry));
  for (string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    string& plain = out.emplace_back();
    for (string word; words >> word;) plain += (plain.empty() ? "" : " ") + word;
  }
  return out;
}

// What glibc finds: the port of the first line that has the name, with case, as name or as alias; 0 if none has.
int port_by_name(const Lines& lines, const string& name, const string& transport) {
  for (const string& line : lines) {
    std::istringstream words(line.substr(0, line.find('#')));
    string word, port;
    words >> word >> port;
    bool found = word == name;
    while (words >> word) found = found || word == name;
    const std::size_t slash = port.find('/');
    if (found && (transport.empty() || port.substr(slash + 1) == transport)) return std::stoi(port);
  }
  return 0;
}

TEST(ServicesWrite, LiteralBytes) {
  registry::Registry registry = registry_of({"http 80/tcp World Wide Web", "www 80/tcp other", "ftp 21/tcp",
                                             "a-rather-long-name-indeed 65535/sctp x", "- 4/tcp Unassigned"});
  registry.title = "Ports";
  registry.updated = {2026, 2, 13};
  EXPECT_EQ(written(registry),
            "# Network services in the format of services(5): name, port/transport, aliases.\n"
            "# Ports, of 2026-02-13\n"
            "\n"
            "ftp             21/tcp\n"
            "http            80/tcp          www             # World Wide Web\n"
            "a-rather-long-name-indeed 65535/sctp            # x\n");
}

TEST(ServicesWrite, HeadWithoutTitleOrDate) {
  EXPECT_EQ(written({}), "# Network services in the format of services(5): name, port/transport, aliases.\n\n");
}

TEST(ServicesWrite, OneLineForEachPortAndTransport) {
  EXPECT_EQ(lines_of(registry_of({"a 7/tcp A", "a 7/udp A2", "b 7/tcp B", "A 7/tcp", "a 7/tcp again"})),
            (Lines{"a 7/tcp b A # A", "a 7/udp # A2"}));
}

TEST(ServicesWrite, LeavesOutWhatTheFileCannotHold) {
  registry::Registry registry = registry_of({"- 1/tcp Reserved", "portless -/tcp", "nothing -", "ok 2/tcp"});
  for (const char* name : {"Escale (Newton Dock)", "c#", "tab\tname", "line\nname", "\u009B31m", "\x7F"}) {
    registry::Record& record = registry.records.emplace_back();
    record.name = registry::ServiceName(name);
    record.ports = PortRange{3, 3};
  }
  EXPECT_EQ(lines_of(registry), Lines{"ok 2/tcp"});
}

TEST(ServicesWrite, RangesAndMissingTransports) {
  EXPECT_EQ(
      lines_of(registry_of({"x11 6000-6002/tcp X", "swx 7300-7301 S", "one 9 O", "all 0-1/dccp"})),
      (Lines{"all 0/dccp", "all 1/dccp", "one 9/tcp # O", "one 9/udp # O", "x11 6000/tcp # X", "x11 6001/tcp # X",
             "x11 6002/tcp # X", "swx 7300/tcp # S", "swx 7300/udp # S", "swx 7301/tcp # S", "swx 7301/udp # S"}));
  EXPECT_EQ(lines_of(registry_of({"low 65534-65535/tcp", "last 65535/tcp"})),
            (Lines{"low 65534/tcp", "low 65535/tcp last"}));
}

TEST(ServicesWrite, WellFormedNameBeforeItsHistoricTwin) {
  registry::Registry registry = registry_of({"whois++ 63/tcp old", "other 63/tcp", "whoispp 63/tcp new"});
  registry.records[0].notes = registry::RichText::lines("This entry is an alias to \"whoispp\".\nIt is historic.");
  EXPECT_EQ(lines_of(registry), Lines{"whoispp 63/tcp whois++ other # new"});
}

TEST(ServicesWrite, DescriptionIsOneLine) {
  registry::Registry registry = registry_of({"a 1/tcp", "b 1/tcp other"});
  EXPECT_EQ(lines_of(registry), Lines{"a 1/tcp b"});
  registry.records[0].description = registry::RichText::lines("two\nlines # here ");
  EXPECT_EQ(lines_of(registry), Lines{"a 1/tcp b # two lines # here"});
  registry.records[0].description = registry::RichText::plain("red\u009B31m\u2028end");
  EXPECT_EQ(lines_of(registry), Lines{"a 1/tcp b # red\uFFFD31m\uFFFDend"}) << "nothing that a terminal obeys";
}

TEST(ServicesWrite, FirstPortInRegistryOrderIsFound) {
  struct Case {
    const char* what;
    Lines rows, lines;
  };
  const std::vector<Case> cases = {
      {"by port where that serves", {"b 9/tcp", "a 8/udp", "a 8/tcp"}, {"a 8/udp", "a 8/tcp", "b 9/tcp"}},
      {"a later port that is the name's first",
       {"n 90/tcp", "n 10/tcp", "m 20/tcp"},
       {"m 20/tcp", "n 90/tcp", "n 10/tcp"}},
      {"also as an alias", {"a 10/tcp", "n 90/tcp", "n 10/tcp"}, {"n 90/tcp", "a 10/tcp n"}},
      {"over all transports", {"n 90/udp", "n 10/tcp"}, {"n 90/udp", "n 10/tcp"}},
      {"case makes another name", {"N 90/tcp", "n 10/tcp"}, {"n 10/tcp", "N 90/tcp"}},
      {"transports against each other", {"a 1/tcp", "b 2/udp", "b 1/tcp", "a 2/udp"}, {"a 1/tcp b", "b 2/udp a"}},
      {"ports against each other", {"a 1/tcp", "b 2/tcp", "b 1/tcp", "a 2/tcp"}, {"a 1/tcp", "b 2/tcp a"}},
      {"a line behind such a circle keeps its names",
       {"a 1/tcp", "b 2/tcp", "b 1/tcp", "a 2/tcp", "b 0/tcp"},
       {"a 1/tcp", "b 2/tcp a", "b 0/tcp"}},
  };
  for (const Case& c : cases) EXPECT_EQ(lines_of(registry_of(c.rows)), c.lines) << c.what;
}

// All registries of a few names on a few ports: what glibc finds is each name's first port, no port loses its line,
// and the file is stable.
TEST(ServicesWrite, FirstPortIsFoundInManyRegistries) {
  std::uint32_t state = 1;
  const auto next = [&](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 16U) % below;
  };
  for (int round = 0; round < 2000; ++round) {
    Lines rows;
    std::map<string, int> first;
    std::map<string, bool> ports;
    for (std::uint32_t i = 0; i < 2 + next(9); ++i) {
      const string name(1, static_cast<char>('a' + next(4)));
      const string transport = next(2) == 0 ? "tcp" : "udp";
      const int port = static_cast<int>(1 + next(4));
      rows.push_back(name + " " + std::to_string(port) + "/" + transport);
      first.try_emplace(name + "/" + transport, port);
      ports[std::to_string(port) + "/" + transport] = true;
    }
    const registry::Registry registry = registry_of(rows);
    const Lines lines = lines_of(registry);
    EXPECT_EQ(lines.size(), ports.size());
    for (const auto& [key, port] : first)
      EXPECT_EQ(port_by_name(lines, key.substr(0, 1), key.substr(2)), port) << ::testing::PrintToString(rows);
    const auto again = read(written(registry));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(lines_of(*again.registry), lines) << ::testing::PrintToString(rows);
  }
}

TEST(ServicesRead, NamesAliasesAndComments) {
  const Reading reading = read(
      "# a comment\n"
      "\n"
      "  \t\n"
      "http\t\t80/tcp\t\twww  www-http\t# World Wide Web \n"
      "  ftp 21,TCP #\r\n"
      "ssh 22/sctp");
  ASSERT_TRUE(reading.ok());
  const auto& records = reading.registry->records;
  Lines found;
  for (const auto& record : records) found.push_back(label(record) + ": " + record.description.published());
  EXPECT_EQ(found, (Lines{"http 80/tcp: World Wide Web", "www 80/tcp: World Wide Web",
                          "www-http 80/tcp: World Wide Web", "ftp 21/tcp: ", "ssh 22/sctp: "}));
  registry::Registry head = *reading.registry;
  head.records.clear();
  registry::Registry expected;
  set_default_head(expected);
  EXPECT_EQ(head, expected);
}

TEST(ServicesRead, RecordLines) {
  const Reading reading = read("#\na 1/tcp b\n\nc 2/udp\n", {.file = "f", .limits = {}, .record_lines = true});
  EXPECT_EQ(reading.record_lines, (std::vector<std::uint64_t>{2, 2, 4}));
}

TEST(ServicesRead, EmptyDocumentIsAnEmptyRegistry) { EXPECT_TRUE(read("").ok() && read("").registry->records.empty()); }

TEST(ServicesRead, ProblemsHavePlaceFieldAndRule) {
  struct Case {
    string text, problem;
  };
  const std::vector<Case> cases = {
      {"http", "2:5: Port Number: no port: a line is name port/transport alias..."},
      {"http # x", "2:6: Port Number: no port: a line is name port/transport alias..."},
      {"http 80 tcp", "2:6: Port Number: no '/' between port and transport: write 80/tcp"},
      {"http 80 /tcp", "2:6: Port Number: no '/' between port and transport: write 80/tcp"},
      {"http\t65536/tcp", "2:6: Port Number: port 65536 is above 65535"},
      {"http /tcp", "2:6: Port Number: '' is no port number"},
      {"http 80/", "2:9: Transport Protocol: unknown transport '': it is tcp, udp, sctp or dccp"},
      {"x11 6000-6063/tcp", "2:5: Port Number: a range of ports: here each port has its own line"},
      {"rtmp 1/ddp # Routing", "2:8: Transport Protocol: unknown transport 'ddp': it is tcp, udp, sctp or dccp"},
      {"a\x07 1/tcp", "2:2: control character 0x07: remove it"},
      {string("a 1/tcp b\0c", 11), "2:10: control character 0x00: remove it"},
      {"a 1/tcp # caf\xE9", "2:14: Description: the byte 0xe9 is not UTF-8: convert the file"},
      {"a 1/tcp\rb", "2:8: control character 0x0d: remove it"},
  };
  for (const Case& c : cases) {
    Reading reading = read("ok 1/tcp\n" + c.text + "\nok 2/tcp\n");
    EXPECT_FALSE(reading.ok());
    ASSERT_EQ(reading.problems.size(), 1U) << c.text;
    reading.problems[0].place.file.clear();
    EXPECT_EQ(to_string(reading.problems[0]), c.problem);
  }
  EXPECT_EQ(read("http 99999/ddp\n").problems.size(), 2U);
}

TEST(ServicesRead, Limits) {
  const auto problems = [](const Limits& limits, const string& text) {
    Lines out;
    for (const Error& problem : read(text, {.file = "", .limits = limits, .record_lines = false}).problems)
      out.push_back(to_string(problem));
    return out;
  };
  EXPECT_EQ(problems({.bytes = 8}, "a 1/tcp\n"), Lines());
  EXPECT_EQ(problems({.bytes = 7}, "a 1/tcp\n"), Lines{"1:1: the document is larger than 7 bytes"});
  EXPECT_EQ(problems({.text = 7}, "a 1/tcp\n"), Lines());
  EXPECT_EQ(problems({.text = 6}, "a 1/tcp\n"), Lines{"1:1: the line is longer than 6 bytes"});
  EXPECT_EQ(problems({.records = 3}, "a 1/tcp b c\n"), Lines());
  EXPECT_EQ(problems({.records = 2}, "a 1/tcp b c d\ne 2/tcp\n"), Lines{"1:11: more than 2 records"});
  EXPECT_EQ(problems({.problems = 2}, "a\nb\nc\nd\n").size(), 3U);
  EXPECT_EQ(problems({.problems = 2}, "a\nb\n").size(), 2U);
}

TEST(ServicesRead, SecondWriteIsTheSame) {
  const string local =
      "zeta 9/tcp\nalpha 9/tcp zeta  # one\nzeta 3/tcp beta # # two\nbeta 4/udp\nbeta 4/tcp # t\t \nB 1/sctp\n";
  const string once = written(read(local).registry.value());
  EXPECT_EQ(written(read(once).registry.value()), once);
}

TEST(ServicesMerge, LocalNamesComeFirst) {
  const auto registry = registry_of(
      {"nicname 43/tcp Who Is", "nicname 43/udp Who Is", "http 80/tcp Web", "www 80/tcp Web", "www-http 80/tcp Web"});
  const auto local = read("whois 43/tcp nicname\nwww 80/tcp\n").registry.value();
  EXPECT_EQ(lines_of(merge_services(registry, local)),
            (Lines{"whois 43/tcp nicname # Who Is", "nicname 43/udp # Who Is", "www 80/tcp http www-http # Web"}));
}

TEST(ServicesMerge, LocalPortOfAKnownNameIsFoundFirst) {
  const auto registry = registry_of({"redis 6379/tcp R", "gsp 3453/udp", "redis 6379/udp", "afs3 7000/tcp F"});
  const auto merged = merge_services(registry, read("redis 7000/tcp\n").registry.value());
  const Lines lines = lines_of(merged);
  EXPECT_EQ(lines, (Lines{"gsp 3453/udp", "redis 7000/tcp afs3", "redis 6379/tcp # R", "redis 6379/udp"}));
  EXPECT_EQ(port_by_name(lines, "redis", "tcp"), 7000);
  EXPECT_EQ(port_by_name(lines, "redis", ""), 7000);
  EXPECT_EQ(port_by_name(lines, "redis", "udp"), 6379);
}

TEST(ServicesMerge, KeepsTheRegistryAndDropsOnlyWhatLocalSays) {
  registry::Registry registry = registry_of({"a 1/tcp A", "- 2/tcp Reserved", "a 3/tcp", "a -", "a 1-2/tcp"});
  registry.title = "T";
  const auto merged =
      merge_services(registry, registry_of({"A 1/tcp", "a 1/tcp mine", "a 1/tcp twice", "- 9/tcp", "b -"}));
  Lines found;
  for (const auto& record : merged.records) found.push_back(label(record) + ": " + record.description.published());
  EXPECT_EQ(found, (Lines{"A 1/tcp: mine", "a 1/tcp: mine", "2/tcp: Reserved", "a 3/tcp: ", "a: ", "a 1-2/tcp: "}));
  EXPECT_EQ(merged.title, "T");
  EXPECT_EQ(merge_services(registry, {}), registry);
}

TEST(ServicesMerge, LocalOrderWinsOverTheWellFormedName) {
  registry::Registry registry = registry_of({"encrypted-admin 1138/tcp new", "encrypted_admin 1138/tcp old"});
  registry.records[1].notes = registry::RichText::plain("This entry is an alias to \"encrypted-admin\".");
  EXPECT_EQ(lines_of(merge_services(registry, read("encrypted_admin 1138/tcp\n").registry.value())),
            Lines{"encrypted_admin 1138/tcp encrypted-admin # old"});
}

TEST(ServicesRealData, EveryNameHasItsFirstPort) {
  const auto path = testing::real_data() / "iana" / "2026-02-13.csv";
  PORTOLAN_NEEDS_REAL_DATA(std::filesystem::exists(path) ? path : std::filesystem::path());
  const auto registry = read_csv(testing::read_file(path), {}).registry.value();
  const string file = written(registry);
  const auto again = read(file).registry.value();
  EXPECT_TRUE(written(again).substr(written(again).find("\n\n")) == file.substr(file.find("\n\n")));

  std::map<string, std::uint16_t> by_name;  // as glibc finds them, a transport given or not
  std::map<string, string> by_port;
  for (const auto& record : again.records) {
    by_name.try_emplace(record.name.text() + "/" + string(to_string(*record.transport)), record.ports->first);
    by_name.try_emplace(record.name.text(), record.ports->first);
    by_port.try_emplace(to_string(*record.ports) + "/" + string(to_string(*record.transport)), record.name.text());
  }
  std::map<string, std::uint16_t> expected;
  for (const auto& record : registry.records) {
    if (record.name.empty() || !record.ports) continue;
    expected.try_emplace(record.name.text() + "/" + string(to_string(record.transport.value_or(Transport::kTcp))),
                         record.ports->first);
    if (!record.transport) expected.try_emplace(record.name.text() + "/udp", record.ports->first);
    expected.try_emplace(record.name.text(), record.ports->first);
  }
  EXPECT_EQ(by_name, expected);
  EXPECT_EQ(by_port.size(), 11986U);
  EXPECT_EQ(by_port["80/tcp"], "http");
  EXPECT_EQ(by_port["1138/tcp"], "encrypted-admin");
  EXPECT_EQ(by_port["3325/udp"], "active-net");
  for (int port = 6000; port <= 6063; ++port)
    for (const char* transport : {"/tcp", "/udp"}) EXPECT_EQ(by_port[std::to_string(port) + transport], "x11") << port;
}

}  // namespace
}  // namespace portolan::formats
