// SPDX-License-Identifier: Apache-2.0
#include "app/difference_text.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portolan::app {
namespace {

using registry::Contact;
using registry::Record;
using registry::Registry;
using registry::RichText;
using registry::ServiceName;

Record record(std::string_view name, std::uint16_t port, std::optional<Transport> transport,
              std::string_view description, std::string_view contact = "") {
  Record out;
  out.name = ServiceName(name);
  if (port != 0) out.ports = PortRange{port, port};
  out.transport = transport;
  out.description = RichText::plain(description);
  if (!contact.empty()) out.contacts.add_person(contact);
  return out;
}

constexpr auto kTcp = Transport::kTcp;
constexpr auto kUdp = Transport::kUdp;

Registry with(std::vector<Record> records) {
  Registry out;
  out.records = std::move(records);
  return out;
}

std::string text(const Registry& a, const Registry& b, bool quiet = false) {
  std::string out;
  write_difference_text(difference(a, b), {.quiet_too = quiet}, out);
  return out;
}

std::string markdown(const Registry& a, const Registry& b) {
  std::string out;
  write_difference_markdown(difference(a, b), {}, out);
  return out;
}

// Two states of a small registry with one change of most kinds.
std::pair<Registry, Registry> states() {
  Registry a = with({record("mmpft", 1815, kTcp, "MMPFT", "Ralf"), record("mmpft", 1815, kUdp, "MMPFT", "Ralf"),
                     record("ici", 2200, kTcp, "ICI", "Brent"), record("", 2794, {}, "Unassigned")});
  a.updated = {.year = 2024, .month = 1, .day = 5};
  Contact ralf;
  ralf.id = "Ralf";
  ralf.uris = {"mailto:ralf&example.org"};
  a.contacts = {ralf};
  Registry b =
      with({record("mmpft", 1815, kTcp, "Manufacturing", "Ralf"), record("mmpft", 1815, kUdp, "Manufacturing", "Ralf"),
            record("", 2200, kTcp, "Reserved"), record("urp", 2794, kTcp, "Uniform\nPlatform", "Liu"),
            record("urp", 2794, kUdp, "Uniform\nPlatform", "Liu")});
  b.records[2].notes = RichText::plain("De-Assigned on 2025-02-13");
  b.updated = {.year = 2025, .month = 8, .day = 26};
  ralf.uris = {"mailto:info&example.org", "tel:1"};
  b.contacts = {ralf};
  return {a, b};
}

TEST(DifferenceText, TellsEachChangeOnceWithItsTransports) {
  const auto [a, b] = states();
  EXPECT_EQ(text(a, b),
            "2024-01-05 to 2025-08-26: 1 assigned, 1 de-assigned, 1 changed, 1 contact changed\n"
            "\n"
            "Assigned\n"
            "  urp 2794/tcp, udp: Uniform / Platform [Liu]\n"
            "\n"
            "De-assigned\n"
            "  ici 2200/tcp: ICI [Brent]\n"
            "    Description: Reserved\n"
            "    Assignment Notes: De-Assigned on 2025-02-13\n"
            "\n"
            "Changed\n"
            "  mmpft 1815/tcp, udp\n"
            "    Description: MMPFT -> Manufacturing\n"
            "\n"
            "Contacts changed\n"
            "  Ralf\n"
            "    Address: mailto:ralf@example.org -> mailto:info@example.org, tel:1\n"
            "\n"
            "Not listed: 1 range redrawn\n");
}

TEST(DifferenceText, AsMarkdownHasHeadingsAndBullets) {
  const auto [a, b] = states();
  EXPECT_EQ(markdown(a, b),
            "# Changes, 2024-01-05 to 2025-08-26\n"
            "\n"
            "1 assigned, 1 de-assigned, 1 changed, 1 contact changed\n"
            "\n"
            "## Assigned\n"
            "\n"
            "- **urp 2794/tcp, udp**: Uniform / Platform \\[Liu\\]\n"
            "\n"
            "## De-assigned\n"
            "\n"
            "- **ici 2200/tcp**: ICI \\[Brent\\]\n"
            "  - Description: Reserved\n"
            "  - Assignment Notes: De-Assigned on 2025-02-13\n"
            "\n"
            "## Changed\n"
            "\n"
            "- **mmpft 1815/tcp, udp**\n"
            "  - Description: MMPFT -> Manufacturing\n"
            "\n"
            "## Contacts changed\n"
            "\n"
            "- **Ralf**\n"
            "  - Address: mailto:ralf@example.org -> mailto:info@example.org, tel:1\n"
            "\n"
            "Not listed: 1 range redrawn\n");
}

TEST(DifferenceText, AsMarkdownEscapesTheData) {
  const std::string told = markdown(with({}), with({record("_a*", 1, kTcp, "<b>`x`</b> [y](z) A&B #1 in_word")}));
  EXPECT_NE(told.find("- **\\_a\\* 1/tcp**: \\<b>\\`x\\`\\</b> \\[y\\](z) A\\&B \\#1 in_word\n"), std::string::npos)
      << told;
}

TEST(DifferenceText, SummaryFollowsNumberAndKind) {
  const Record x = record("x", 1, kTcp, "d");
  Registry head = with({x});
  head.experts = RichText::plain("Somebody");
  head.notes = {{.title = "N", .text = {}}, {.title = "M", .text = {}}};
  Registry dated = with({x});
  dated.updated = {.year = 2024, .month = 1, .day = 5};
  Registry range = with({x});
  range.records.push_back(record("", 5, {}, "Unassigned"));
  const std::vector<std::pair<Registry, std::string>> cases = {
      {with({x}), "no difference"},
      {dated, "no difference but the date"},
      {range, "nothing new, only 1 range redrawn"},
      {with({x, record("y", 2, kTcp, "")}), "1 assigned"},
      {with({x, record("y", 2, kTcp, ""), record("z", 3, kTcp, "")}), "2 assigned"},
      {with({record("y", 1, kTcp, "d")}), "1 renamed"},
      {with({record("y", 1, kTcp, "e")}), "1 given to another service"},
      {with({record("x", 9, kTcp, "d")}), "1 moved to another port"},
      {head, "experts changed, note changed"},
  };
  const Registry before = with({x});
  for (const auto& [after, sentence] : cases) EXPECT_EQ(difference_summary(difference(before, after)), sentence);
}

TEST(DifferenceText, TwinsThatDifferAreToldApart) {
  const Registry a = with({record("x", 1, kTcp, "d"), record("x", 1, kUdp, "d")});
  const Registry b = with({record("x", 1, kTcp, "e"), record("x", 1, kUdp, "f")});
  EXPECT_EQ(text(a, b),
            "2 changed\n\nChanged\n"
            "  x 1/tcp\n    Description: d -> e\n"
            "  x 1/udp\n    Description: d -> f\n");
}

TEST(DifferenceText, DuplicatesAreNoTwins) {
  const Record x = record("x", 1, kTcp, "d");
  EXPECT_EQ(text(with({}), with({x, x})), "2 assigned\n\nAssigned\n  x 1/tcp: d\n  x 1/tcp: d\n");
}

TEST(DifferenceText, RenamedAndMovedShowOldAndNew) {
  EXPECT_EQ(text(with({record("old", 1, kTcp, "d")}), with({record("new", 1, kTcp, "d")})),
            "1 renamed\n\nRenamed\n  old -> new 1/tcp\n");
  EXPECT_EQ(text(with({record("x", 1, kTcp, "d")}), with({record("x", 2, kTcp, "")})),
            "1 moved to another port\n\nMoved to another port\n  x 1 -> 2/tcp\n    Description: d -> (none)\n");
}

TEST(DifferenceText, QuietChangesAreListedOnlyWhenAskedFor) {
  const Registry a = with({record("", 5, {}, "Unassigned")});
  EXPECT_EQ(text(with({}), a), "nothing new, only 1 range redrawn\n\nNot listed: 1 range redrawn\n");
  EXPECT_EQ(text(with({}), a, true), "nothing new, only 1 range redrawn\n\nRanges redrawn\n  5: Unassigned\n");
}

TEST(DifferenceText, OfALongNoteShowsOnlyTheLinesThatChanged) {
  Registry a;
  a.notes = {{.title = "N", .text = RichText::plain("first\nsecond\nthird\nlast")}};
  Registry b;
  b.notes = {{.title = "N", .text = RichText::plain("first\n2nd\nthird\nlast")}};
  EXPECT_EQ(text(a, b), "note changed\n\nThe registry itself\n  Note \"N\"\n    Text: second -> 2nd\n");
  EXPECT_EQ(text(a, {}),
            "note changed\n\nThe registry itself\n  Note \"N\": removed\n"
            "    Text: first / second / third / last\n");
}

}  // namespace
}  // namespace portolan::app
