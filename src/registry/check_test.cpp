// SPDX-License-Identifier: Apache-2.0
#include "registry/check.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace portolan::registry {
namespace {

constexpr auto kTcp = Transport::kTcp;
constexpr auto kUdp = Transport::kUdp;
constexpr auto kDccp = Transport::kDccp;
using Ports = std::optional<PortRange>;

Record record(std::string_view name, Ports ports, std::optional<Transport> transport = {},
              std::string_view description = "words") {
  Record out;
  out.name = ServiceName(name);
  out.ports = ports;
  out.transport = transport;
  out.description = RichText::plain(description);
  return out;
}
Ports at(std::uint16_t port) { return PortRange{port, port}; }
Ports range(std::uint16_t first, std::uint16_t last) { return PortRange{first, last}; }

Registry with(std::vector<Record> records) {
  Registry registry;
  registry.records = std::move(records);
  return registry;
}
Registry with_contacts(Registry registry, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) registry.contacts.emplace_back().id = id;
  return registry;
}
template <class Change>
Record changed(Record out, Change change) {
  change(out);
  return out;
}

// "error overlap 2": every violation with the number of its record, from 1.
using Lines = std::vector<std::string>;
Lines found(const Registry& registry) {
  Lines lines;
  for (const Violation& violation : check(registry)) {
    lines.push_back(std::string(to_string(violation.severity)) + " " + std::string(violation.rule->id));
    if (violation.record) lines.back() += " " + std::to_string(*violation.record + 1);
    if (!violation.record && !violation.contact.empty()) lines.back() += " " + violation.contact;
  }
  return lines;
}

TEST(Check, FindsNothingInASoundRegistry) {
  Registry registry = with({record("", at(0), kTcp, "Reserved"), record("http", at(80), kTcp),
                            record("http", at(80), kUdp), record("", range(81, 90), {}, "Unassigned"),
                            record("", range(225, 241), {}, "Reserved"), record("ipp-usb", {}, kTcp)});
  registry.updated = {.year = 2024, .month = 1, .day = 5};
  EXPECT_EQ(found(registry), Lines{});
  EXPECT_EQ(found({}), Lines{});
}

TEST(Check, Rfc6335Section51NameSyntax) {
  EXPECT_EQ(found(with({record("whois++", at(63), kTcp)})), Lines{"error name-syntax 1"});
  const Record twin =
      record("whoispp", at(63), kTcp, "IANA assigned this well-formed service name as a replacement for \"whois++\".");
  EXPECT_EQ(found(with({record("whois++", at(63), kTcp), twin})), Lines{"warning name-syntax 1"});
  EXPECT_EQ(found(with({record("whoispp", at(63), kTcp)})), Lines{});
  const auto violations = check(with({record("a--b-", at(63), kTcp)}));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].message,
            "a--b- 63/tcp: a service name neither begins nor ends with a hyphen; "
            "a service name has no two hyphens in a row");
  EXPECT_EQ(violations[0].rule->section, "RFC 6335, section 5.1");
}

TEST(Check, Rfc6335Section52OneRecordForANamePortAndTransport) {
  EXPECT_EQ(found(with({record("x", at(5), kTcp), record("X", at(5), kTcp)})), Lines{"error duplicate-record 2"});
  EXPECT_EQ(found(with({record("x", {}, kTcp), record("x", {}, kTcp)})), Lines{"error duplicate-record 2"});
  EXPECT_EQ(found(with({record("", at(5), {}, "Reserved"), record("", at(5), {}, "Reserved")})),
            Lines{"error duplicate-record 2"});
  EXPECT_EQ(found(with({record("x", at(5), kTcp), record("x", at(5), kUdp), record("x", at(6), kTcp),
                        record("y", at(5), kTcp)})),
            Lines{});
}

TEST(Check, Rfc6335Section6PortsHaveOneState) {
  struct Case {
    Record a, b;
    Lines lines;
  };
  const Record assigned = record("x", at(7775), kTcp);
  const std::vector<Case> cases = {
      {record("", range(7748, 7776), {}, "Unassigned"), assigned, {"error overlap 1"}},
      {assigned, record("", range(7775, 7775), kTcp, "Reserved"), {"error overlap 2"}},
      {record("", range(1, 9), {}, "Unassigned"), record("", at(9), kUdp, "Reserved"), {"error overlap 1"}},
      {assigned, record("", at(7775), kUdp, "Reserved"), {}},
      {assigned, record("", range(7776, 7800), {}, "Unassigned"), {}},
      {assigned, record("y", at(7775), kTcp), {}},
      {record("", range(1, 9), {}, "Unassigned"), record("", range(2, 3), {}, "Unassigned"), {}},
  };
  for (const Case& c : cases) EXPECT_EQ(found(with({c.a, c.b})), c.lines) << label(c.a) << " and " << label(c.b);
}

TEST(Check, ManyOverlapsCostNoMoreThanTheirNumber) {
  std::vector<Record> records(5000, record("x", range(1025, 49000), kTcp));
  records.resize(10'000, record("", range(1025, 49000), {}, "Unassigned"));
  EXPECT_EQ(found(with(records)).size(), 4999U + 4999U + 5000U);
}

TEST(Check, Rfc6335Section6EdgesOfTheRangesAreReserved) {
  for (const std::uint16_t edge : std::vector<std::uint16_t>{0, 1023, 1024, 49151}) {
    EXPECT_EQ(found(with({record("x", at(edge), kTcp)})), Lines{"error edge-port 1"}) << edge;
    EXPECT_EQ(found(with({record("", at(edge), kTcp, "Reserved")})), Lines{}) << edge;
  }
}

TEST(Check, Rfc6335Section6DynamicPortsAreNotAssigned) {
  EXPECT_EQ(found(with({record("x", at(49152), kTcp)})), Lines{"error dynamic-port 1"});
  EXPECT_EQ(found(with({record("x", at(49150), kTcp), record("", at(65535), {}, "Reserved")})), Lines{});
}

TEST(Check, Rfc6335Section81NameWithAndWithoutAPort) {
  EXPECT_EQ(found(with({record("x", {}, kTcp), record("x", at(5), kTcp)})), Lines{"warning name-alone 1"});
  EXPECT_EQ(found(with({record("x", {}, kUdp), record("x", at(5), kTcp)})), Lines{});
}

TEST(Check, Rfc6335Section81AssignedPortsHaveATransport) {
  EXPECT_EQ(found(with({record("x", range(3322, 3325))})), Lines{"warning transport-missing 1"});
  EXPECT_EQ(found(with({record("x", {}), record("", range(5, 9), {}, "Reserved")})), Lines{});
}

TEST(Check, Rfc6335Section81ServiceCodesAreForDccpOnly) {
  const auto code = [](Record& r) { r.service_code = 7107696; };
  EXPECT_EQ(found(with({changed(record("x", at(5), kTcp), code)})), Lines{"warning service-code 1"});
  EXPECT_EQ(found(with({record("x", at(5), kDccp)})), Lines{"warning service-code 1"});
  EXPECT_EQ(found(with({changed(record("x", at(5), kDccp), code)})), Lines{});
  EXPECT_EQ(found(with({record("", at(6), kDccp, "Reserved")})), Lines{});
}

TEST(Check, Rfc6335Section81AssignmentsSinceThenHaveAHolderAndADescription) {
  const auto registered = [](std::uint16_t year, std::uint8_t month) {
    return changed(record("x", at(5), kTcp, ""), [=](Record& r) { r.registered = {year, month, 0}; });
  };
  EXPECT_EQ(found(with({registered(2011, 9)})), (Lines{"warning holder-missing 1", "warning description-missing 1"}));
  EXPECT_EQ(found(with({registered(2011, 8)})), Lines{});
  EXPECT_EQ(found(with({changed(registered(2020, 1),
                                [](Record& r) {
                                  r.contacts.add_person("P");
                                  r.description = RichText::plain("words");
                                })})),
            Lines{});
}

TEST(Check, RecordsWithoutANameSayWhatTheyAre) {
  EXPECT_EQ(found(with({record("", {}, kTcp)})), Lines{"warning empty-record 1"});
  EXPECT_EQ(found(with({record("", range(5, 9), {}, "")})), Lines{"warning unclear-status 1"});
  EXPECT_EQ(found(with({record("", at(5), {}, "IANA Reserved"), record("", at(6), {}, "any private printer server"),
                        record("", at(7), {}, "UNASSIGNED"), record("", at(8), {}, "Removed on 2014-05-23")})),
            (Lines{"warning transport-missing 2"}));
}

TEST(Check, AliasesLeadToARegisteredName) {
  const auto alias_of = [](std::string_view target) {
    return changed(record("old", at(5), kTcp), [=](Record& r) {
      r.notes = RichText::plain("This entry is an alias to \"" + std::string(target) + "\".");
    });
  };
  EXPECT_EQ(found(with({alias_of("gone")})), Lines{"error alias-target 1"});
  EXPECT_EQ(found(with({alias_of("NEW"), record("new", at(5), kTcp)})), Lines{});
  const Record replacement = record("new", at(5), kTcp, "As a replacement: as a replacement for \"gone\".");
  EXPECT_EQ(found(with({replacement})), Lines{"warning alias-target 1"});
}

TEST(Check, DatesAreInOrderAsFarAsTheyAreKnown) {
  const auto dated = [](Date registered, Date modified) {
    return changed(record("x", at(5), kTcp), [=](Record& r) {
      r.registered = registered;
      r.modified = modified;
      r.contacts.add_person("P");
    });
  };
  EXPECT_EQ(found(with({dated({2011, 5, 23}, {2011, 5, 16})})), Lines{"warning date-order 1"});
  EXPECT_EQ(found(with({dated({2011, 5, 23}, {2011, 5, 0})})), Lines{});  // no day is invented
  EXPECT_EQ(found(with({dated({2011, 5, 23}, {})})), Lines{});
  EXPECT_EQ(found(with({dated({2011, 5, 23}, {2011, 5, 23})})), Lines{});

  Registry registry = with({dated({2024, 1, 6}, {})});
  EXPECT_EQ(found(registry), Lines{});  // a registry without a date proves nothing
  registry.updated = {2024, 1, 5};
  EXPECT_EQ(found(registry), Lines{"warning date-later 1"});
  registry.updated = {2024, 1, 6};
  EXPECT_EQ(found(registry), Lines{});
  registry = with_contacts(registry, {"P"});
  registry.contacts[0].updated = Date{2024, 2, 0};
  EXPECT_EQ(found(registry), Lines{"warning date-later P"});
}

TEST(Check, CitedContactsAreInTheTableIfThereIsOne) {
  const Record cites = changed(record("x", at(5), kTcp), [](Record& r) {
    r.assignee.add_person("A");
    r.contacts.add_person("A");
    r.notes.add_reference({.kind = ReferenceKind::kPerson, .data = "B", .section = {}, .shown = {}});
  });
  EXPECT_EQ(found(with({cites})), Lines{});
  EXPECT_EQ(found(with_contacts(with({cites}), {"A"})), Lines{"error contact-unknown 1"});
  EXPECT_EQ(check(with_contacts(with({cites}), {"B"}))[0].message, "x 5/tcp: contact A is not in the contact table");
  EXPECT_EQ(found(with_contacts(with({cites}), {"B"})), Lines{"error contact-unknown 1"});
  EXPECT_EQ(found(with_contacts(with({cites}), {"A", "B"})), Lines{});
}

TEST(Check, ContactsAreUniqueAndCited) {
  Registry registry = with_contacts({}, {"A", "A"});
  EXPECT_EQ(found(registry), (Lines{"warning contact-unused A", "error contact-duplicate A"}));
  registry.contacts.pop_back();
  registry.experts.add_reference({.kind = ReferenceKind::kPerson, .data = "A", .section = {}, .shown = {}});
  EXPECT_EQ(found(registry), Lines{});
  registry.experts.add_reference({.kind = ReferenceKind::kPerson, .data = "B", .section = {}, .shown = {}});
  EXPECT_EQ(check(registry)[0].message, "experts: contact B is not in the contact table");
}

TEST(Check, FootnotesAreThereAndCited) {
  Registry registry = with({changed(record("x", at(5), kTcp), [](Record& r) {
    r.references.add({.kind = ReferenceKind::kNote, .data = "1", .section = {}, .shown = {}});
  })});
  EXPECT_EQ(found(registry), Lines{"error footnote-unknown 1"});
  registry.footnotes = {{.anchor = "1", .text = {}}};
  EXPECT_EQ(found(registry), Lines{});
  registry.records.clear();
  EXPECT_EQ(found(registry), Lines{"warning footnote-unused"});
}

TEST(Check, RulesHaveDifferentIdsAndMeanings) {
  std::set<std::string_view> ids;
  for (const Rule& rule : rules()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_FALSE(rule.meaning.empty());
    EXPECT_TRUE(rule.section.empty() || rule.section.starts_with("RFC ")) << rule.section;
  }
}

}  // namespace
}  // namespace portolan::registry
