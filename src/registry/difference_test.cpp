// SPDX-License-Identifier: Apache-2.0
#include "registry/difference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace portolan::registry {
namespace {

constexpr auto kTcp = Transport::kTcp;
constexpr auto kUdp = Transport::kUdp;
using Ports = std::optional<PortRange>;

Record named(std::string_view name, Ports ports, std::optional<Transport> transport, std::string_view description = "",
             std::string_view contact = "") {
  Record record;
  record.name = ServiceName(name);
  record.ports = ports;
  record.transport = transport;
  record.description = RichText::plain(description);
  if (!contact.empty()) record.contacts.add_person(contact);
  return record;
}
Record nameless(PortRange ports, std::string_view description, std::optional<Transport> transport = std::nullopt) {
  return named("", ports, transport, description);
}
Ports at(std::uint16_t port) { return PortRange{port, port}; }
PortRange one(std::uint16_t port) { return {port, port}; }

Contact contact(std::string_view id, std::string_view uri = "") {
  Contact contact;
  contact.id = id;
  if (!uri.empty()) contact.uris.emplace_back(uri);
  return contact;
}

Registry with(std::vector<Record> records) {
  Registry registry;
  registry.records = std::move(records);
  return registry;
}

// "assigned - > urp 2794/tcp": each change as one line, in order.
std::vector<std::string> told(const Difference& difference, bool quiet = true) {
  std::vector<std::string> lines;
  for (const RecordChange& change : difference.records) {
    if (!quiet && is_quiet(change.kind)) continue;
    lines.push_back(std::string(to_string(change.kind)) + ": " + (change.before ? label(*change.before) : "-") + " > " +
                    (change.after ? label(*change.after) : "-"));
  }
  return lines;
}
using Lines = std::vector<std::string>;

TEST(Difference, OfEqualRegistriesIsEmpty) {
  const Registry a = with({named("http", at(80), kTcp), nameless(one(81), "Unassigned")});
  EXPECT_TRUE(difference(a, a).empty());
  EXPECT_EQ(difference(a, a).unchanged_records, 2U);
  EXPECT_TRUE(difference({}, {}).empty());
}

TEST(Difference, AnotherDescriptionIsOneChange) {
  const Registry a = with({named("mmpft", at(1815), kTcp, "MMPFT")});
  const Registry b = with({named("mmpft", at(1815), kTcp, "Manufacturing messaging")});
  const Difference found = difference(a, b);
  ASSERT_EQ(told(found), Lines{"changed: mmpft 1815/tcp > mmpft 1815/tcp"});
  Columns description;
  description.add(Column::kDescription);
  EXPECT_EQ(found.records[0].changed, description);
}

TEST(Difference, AReservedPortThatGetsANameIsAssigned) {
  const Registry a = with({nameless(one(2794), "Reserved", kTcp)});
  const Registry b = with({named("urp", at(2794), kTcp)});
  EXPECT_EQ(told(difference(a, b)), Lines{"assigned: 2794/tcp > urp 2794/tcp"});
}

TEST(Difference, ANamedPortThatBecomesReservedIsDeassignedAndItsNameKept) {
  const Registry a = with({named("compressnet", at(2), kTcp), named("compressnet", at(2), kUdp)});
  const Registry b = with({nameless(one(2), "Reserved", kTcp), nameless(one(2), "Reserved", kUdp),
                           named("compressnet", {}, kTcp), named("compressnet", {}, kUdp)});
  EXPECT_EQ(told(difference(a, b)),
            (Lines{"de-assigned: compressnet 2/tcp > 2/tcp", "de-assigned: compressnet 2/udp > 2/udp",
                   "name-kept: - > compressnet", "name-kept: - > compressnet"}));
}

TEST(Difference, APortGivenBackIntoARangeIsDeassigned) {
  const Registry a = with({named("one", at(700), kTcp), nameless({701, 709}, "Unassigned")});
  const Registry b = with({nameless({700, 709}, "Unassigned")});
  EXPECT_EQ(told(difference(a, b), false), Lines{"de-assigned: one 700/tcp > -"});
  const Registry c = with({named("one", {}, kTcp), nameless({700, 709}, "Unassigned")});
  EXPECT_EQ(told(difference(a, c), false), Lines{"de-assigned: one 700/tcp > one"});
}

TEST(Difference, AnotherNameOnThePortIsARenamingOrAReassignment) {
  const Record before = named("community", at(2459), kTcp, "Community", "Jane_Roe");
  struct Case {
    Record after;
    std::string kind;
  };
  for (const auto& [after, kind] : {Case{named("xrpl", at(2459), kTcp, "Community", "Other"), "renamed"},
                                    Case{named("xrpl", at(2459), kTcp, "Other", "Jane_Roe"), "renamed"},
                                    Case{named("xrpl", at(2459), kTcp, "Other", "Other"), "reassigned"}}) {
    const Registry a = with({before});
    const Registry b = with({after});
    EXPECT_EQ(told(difference(a, b)), Lines{kind + ": community 2459/tcp > xrpl 2459/tcp"});
  }
}

TEST(Difference, RenamingPrefersTheRecordThatStayedOtherwiseTheSame) {
  const Registry a = with({named("a1", at(5), kTcp, "first"), named("b1", at(5), kTcp, "second")});
  const Registry b = with({named("b2", at(5), kTcp, "second"), named("a2", at(5), kTcp, "first")});
  EXPECT_EQ(told(difference(a, b)), (Lines{"renamed: a1 5/tcp > a2 5/tcp", "renamed: b1 5/tcp > b2 5/tcp"}));
}

TEST(Difference, OtherKindsOfChange) {
  struct Case {
    Registry a, b;
    std::string line;
  };
  const std::vector<Case> cases = {
      {with({named("x", at(10), kTcp)}), with({named("x", at(11), kTcp)}), "moved: x 10/tcp > x 11/tcp"},
      {with({named("x", {}, kTcp)}), with({named("x", at(11), kTcp)}), "assigned: x > x 11/tcp"},
      {with({named("x", at(9), {})}), with({named("x", at(9), kTcp)}), "changed: x 9 > x 9/tcp"},
      {with({named("x", at(9), kTcp)}), with({named("X", at(9), kTcp)}), "changed: x 9/tcp > X 9/tcp"},
      {with({named("x", at(9), kTcp, "", "A")}), with({named("x", at(9), kTcp, "", "B")}),
       "other-holder: x 9/tcp > x 9/tcp"},
      {with({nameless({5, 9}, "Reserved")}), with({nameless({5, 9}, "Unassigned")}), "released: 5-9 > 5-9"},
      {with({nameless({5, 9}, "Unassigned")}), with({nameless({5, 9}, "Reserved")}), "reserved: 5-9 > 5-9"},
      {with({}), with({nameless({5, 9}, "Reserved")}), "reserved: - > 5-9"},
      {with({nameless({5, 9}, "Reserved")}), with({}), "removed: 5-9 > -"},
      {with({}), with({nameless({5, 9}, "Unassigned (used without registration)")}), "listed: - > 5-9"},
      {with({}), with({nameless({5, 9}, "Unassigned")}), "redrawn: - > 5-9"},
      {with({named("x", {}, kTcp)}), with({}), "removed: x > -"},
      {with({named("x", at(80), kTcp), named("y", at(80), kTcp)}), with({named("x", at(80), kTcp)}),
       "removed: y 80/tcp > -"},
      {with({}), with({Record{}}), "listed: - > a record without name and port"},
  };
  for (const Case& c : cases) EXPECT_EQ(told(difference(c.a, c.b)), Lines{c.line});
}

TEST(Difference, RangesCutByAnAssignmentAreQuiet) {
  const Registry a = with({nameless({4004, 4010}, "Unassigned"), nameless({288, 307}, "Unassigned")});
  const Registry b =
      with({named("new", at(4004), kTcp), nameless(one(4004), "Reserved", kUdp), nameless({4005, 4010}, "Unassigned"),
            nameless({288, 299}, "Unassigned"), named("tls", at(300), kTcp), nameless(one(300), "Reserved", kUdp),
            nameless({301, 307}, "Unassigned")});
  EXPECT_EQ(told(difference(a, b), false), (Lines{"assigned: - > tls 300/tcp", "assigned: - > new 4004/tcp"}));
  EXPECT_EQ(difference(a, b).counts()[static_cast<std::size_t>(ChangeKind::kRedrawn)], 5U);
}

TEST(Difference, RangesThatChangeTheirStateAreNotQuiet) {
  const Registry a = with({nameless({10, 20}, "Unassigned")});
  const Registry b = with({nameless({10, 14}, "Unassigned"), nameless({15, 20}, "Reserved")});
  EXPECT_EQ(told(difference(a, b), false), Lines{"reserved: - > 15-20"});
  EXPECT_EQ(told(difference(b, a), false), Lines{"released: 10-14 > 10-20"});
}

TEST(Difference, MarkupAloneIsQuiet) {
  Record spaced = named("x", at(1), kTcp, "two \n  lines");
  Record folded = named("x", at(1), kTcp, "two  \n lines");
  Record marked = spaced;
  marked.empty_columns.add(Column::kReference);
  const Registry a = with({spaced});
  for (const Record& after : {folded, marked}) {
    const Registry b = with({after});
    EXPECT_EQ(told(difference(a, b)), Lines{"markup: x 1/tcp > x 1/tcp"});
  }
}

TEST(Difference, OfOrderAloneNamesAsFewRecordsAsPossible) {
  const Record w = named("w", at(1), kTcp);
  const Record x = named("x", at(2), kTcp);
  const Record y = named("y", at(3), kTcp);
  const Registry a = with({w, x, y});
  const Registry b = with({y, w, x});
  EXPECT_EQ(told(difference(a, b)), Lines{"reordered: y 3/tcp > y 3/tcp"});
}

TEST(Difference, DuplicatesAreCountedOneByOne) {
  const Record twice = named("x", at(1), kTcp, "same");
  const Record other = named("x", at(1), kTcp, "other");
  const Registry a = with({twice, twice, other});
  const Registry b = with({twice, other, other});
  const Difference found = difference(a, b);
  EXPECT_EQ(told(found), Lines{"changed: x 1/tcp > x 1/tcp"});
  EXPECT_EQ(found.unchanged_records, 2U);
  const Registry one_left = with({twice});
  EXPECT_EQ(difference(a, one_left).records.size(), 2U);
}

TEST(Difference, ContactsAreMatchedById) {
  Registry a;
  a.contacts = {contact("Gone"), contact("Stays", "u"), contact("Changes", "mailto:a&b")};
  Registry b;
  b.contacts = {contact("Stays", "u"), contact("Changes", "mailto:c&d"), contact("New")};
  const Difference found = difference(a, b);
  ASSERT_EQ(found.contacts.size(), 3U);
  EXPECT_EQ(found.contacts[0].contact().id, "Changes");
  EXPECT_EQ(found.contacts[0].changed, std::vector{ContactField::kUris});
  EXPECT_EQ(found.contacts[1].kind, ContactChangeKind::kRemoved);
  EXPECT_EQ(found.contacts[2].kind, ContactChangeKind::kAdded);
  EXPECT_EQ(found.unchanged_contacts, 1U);
}

TEST(Difference, TellsEveryPartOfTheHead) {
  const auto edit = [](auto change) {
    Registry a;
    a.notes = {{.title = "N", .text = RichText::plain("old")}};
    a.footnotes = {{.anchor = "1", .text = RichText::plain("f")}, {.anchor = "2", .text = RichText::plain("g")}};
    Registry b = a;
    change(b);
    Difference found = difference(a, b);
    return found.head.size() == 1 ? found.head[0] : HeadChange{};
  };
  using Text = std::optional<std::string>;
  EXPECT_EQ(edit([](Registry& r) { r.title = "t"; }), (HeadChange{HeadPart::kTitle, "", Text(""), Text("t")}));
  EXPECT_EQ(edit([](Registry& r) { r.id = "i"; }), (HeadChange{HeadPart::kId, "", Text(""), Text("i")}));
  EXPECT_EQ(edit([](Registry& r) { r.category = "c"; }), (HeadChange{HeadPart::kCategory, "", Text(""), Text("c")}));
  EXPECT_EQ(edit([](Registry& r) {
              r.updated = {2024, 1, 5};
            }),
            (HeadChange{HeadPart::kUpdated, "", Text(""), Text("2024-01-05")}));
  EXPECT_EQ(edit([](Registry& r) { r.references.add_person("P"); }),
            (HeadChange{HeadPart::kReferences, "", Text(""), Text("[P]")}));
  EXPECT_EQ(edit([](Registry& r) { r.experts = RichText::plain("e"); }),
            (HeadChange{HeadPart::kExperts, "", Text(""), Text("e")}));
  EXPECT_EQ(edit([](Registry& r) {
              r.instructions = {{"t", "d"}};
            }),
            (HeadChange{HeadPart::kInstructions, "", Text(""), Text("t d")}));
  EXPECT_EQ(edit([](Registry& r) { r.notes[0].text = RichText::plain("new"); }),
            (HeadChange{HeadPart::kNote, "N", Text("old"), Text("new")}));
  EXPECT_EQ(edit([](Registry& r) { r.notes.clear(); }), (HeadChange{HeadPart::kNote, "N", Text("old"), {}}));
  EXPECT_EQ(edit([](Registry& r) { r.footnotes.push_back({.anchor = "3", .text = {}}); }),
            (HeadChange{HeadPart::kFootnote, "3", {}, Text("")}));
  EXPECT_EQ(edit([](Registry& r) { std::swap(r.footnotes[0], r.footnotes[1]); }).part, HeadPart::kFootnote);
}

// Random registries, small in their vocabulary so that keys collide, duplicate and overlap.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(engine_() % end); }

  Record record() {
    constexpr std::array<std::string_view, 5> kNames = {"", "", "a", "A", "b"};
    constexpr std::array<std::string_view, 4> kTexts = {"Unassigned", "Reserved", "words", ""};
    Record record = named(kNames[below(5)], {}, {}, kTexts[below(4)], below(3) == 0 ? "P" : "");
    if (below(5) != 0) {
      const auto first = static_cast<std::uint16_t>(below(8));
      record.ports = PortRange{first, static_cast<std::uint16_t>(first + below(3))};
    }
    if (below(2) != 0) record.transport = below(2) != 0 ? kTcp : kUdp;
    if (below(6) == 0) record.notes = RichText::plain("Removed on 2019-10-30");
    if (below(9) == 0) record.empty_columns.add(Column::kReference);
    return record;
  }
  Registry registry() {
    Registry registry;
    for (std::uint32_t i = below(12); i > 0; --i) registry.records.push_back(record());
    for (std::uint32_t i = below(4); i > 0; --i)
      registry.contacts.push_back(contact(std::string(1, static_cast<char>('a' + below(3)))));
    for (std::uint32_t i = below(3); i > 0; --i)
      registry.footnotes.push_back({.anchor = std::to_string(below(2)), .text = RichText::plain(below(2) ? "f" : "g")});
    return registry;
  }
  Registry edited(Registry registry) {
    for (std::uint32_t i = below(4); i > 0 && !registry.records.empty(); --i) {
      Record& chosen = registry.records[below(static_cast<std::uint32_t>(registry.records.size()))];
      if (below(3) == 0)
        std::swap(chosen, registry.records.front());
      else
        chosen = record();
    }
    return registry;
  }

 private:
  std::mt19937 engine_;
};

// The content of a record as something that can be counted.
std::string digest(const Record& record) {
  std::string out = std::to_string(record.empty_columns.bits()) + record.description.encoded();
  for (const ColumnName& column : columns()) out += column_text(record, column.column) + "|";
  return out;
}

std::map<std::string, int> count_all(const std::vector<Record>& records) {
  std::map<std::string, int> counts;
  for (const Record& record : records) ++counts[digest(record)];
  return counts;
}

// Every record once, in `a` by its before and in `b` by its after, or unchanged; what is left of `a` is in `b`.
void expect_complete(const Registry& a, const Registry& b) {
  const Difference found = difference(a, b);
  EXPECT_EQ(found.empty(), a == b);
  std::set<const Record*> seen;
  std::map<std::string, int> counts = count_all(a.records);
  std::size_t before = 0;
  std::size_t after = 0;
  for (const RecordChange& change : found.records) {
    ASSERT_TRUE(change.before != nullptr || change.after != nullptr);
    for (const Record* record : {change.before, change.after}) {
      if (record == nullptr) continue;
      EXPECT_TRUE(seen.insert(record).second) << label(*record) << " is told twice";
    }
    if (change.before != nullptr) --counts[digest(*change.before)];
    if (change.after != nullptr) ++counts[digest(*change.after)];
    before += change.before != nullptr ? 1U : 0U;
    after += change.after != nullptr ? 1U : 0U;
    const bool same = change.before != nullptr && change.after != nullptr && *change.before == *change.after;
    EXPECT_EQ(change.kind == ChangeKind::kReordered, same);
  }
  EXPECT_EQ(before + found.unchanged_records, a.records.size());
  EXPECT_EQ(after + found.unchanged_records, b.records.size());
  std::erase_if(counts, [](const auto& entry) { return entry.second == 0; });
  EXPECT_EQ(counts, count_all(b.records));
}

TEST(Difference, OfRandomRegistriesAccountsForEveryRecordOnce) {
  const std::uint32_t first = std::random_device()();
  for (std::uint32_t seed = first; seed != first + 1500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice(seed);
    const Registry a = dice.registry();
    expect_complete(a, dice.registry());
    expect_complete(a, dice.edited(a));
    if (HasFailure()) return;
  }
}

TEST(Difference, OfManyDuplicatesStaysLinear) {
  // 10,000 records with one key and 10,000 ranges of all ports: quadratic work would be seen.
  std::vector<Record> a(10'000, named("x", at(1), kTcp, "a"));
  std::vector<Record> b(10'000, named("x", at(1), kTcp, "b"));
  a.insert(a.end(), 10'000, nameless({0, 65535}, "Unassigned"));
  b.insert(b.end(), 10'000, nameless({1, 65535}, "Unassigned"));
  const Registry before = with(std::move(a));
  const Registry after = with(std::move(b));
  const auto counts = difference(before, after).counts();
  EXPECT_EQ(counts[static_cast<std::size_t>(ChangeKind::kChanged)], 10'000U);
  EXPECT_EQ(counts[static_cast<std::size_t>(ChangeKind::kRedrawn)], 10'000U);
}

}  // namespace
}  // namespace portolan::registry
