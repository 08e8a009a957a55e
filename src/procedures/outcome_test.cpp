// SPDX-License-Identifier: Apache-2.0
#include "procedures/outcome.h"

#include <gtest/gtest.h>

#include "procedure_samples.h"

namespace portolan::procedures {
namespace {

using registry::RichText;

// A text that cites a person as markup.
RichText citing(std::string_view words) {
  RichText text = RichText::plain(words);
  text.add_reference({.kind = registry::ReferenceKind::kPerson, .data = "Ben_Nevis", .section = {}, .shown = {}});
  return text;
}

bool cites(const RichText& text) {
  for (const registry::Node& node : text.nodes())
    if (node.kind == registry::Node::Kind::kReference && node.reference.data == "Ben_Nevis") return true;
  return false;
}

class OutcomeOf : public ::testing::Test {
 protected:
  OutcomeOf() {
    for (registry::Record& record : registry_.records)
      record.description = record.notes = record.unauthorized_use = citing("Told by ");
  }
  std::vector<registry::Record> made(const Request& request) {
    const World world(registry_);
    std::vector<registry::Record> out;
    for (const Change& change : outcome(rfc6335_policy(), world, request, {}, {2026, 1, 5}))
      if (change.after) out.push_back(*change.after);
    return out;
  }

  registry::Registry registry_ = testing::harbour();
};

// What is plain text in a record is so in its event, and could never be erased.
TEST_F(OutcomeOf, AReportKeepsWhoIsCitedAsMarkup) {
  Request request;
  request.kind = Kind::kUnauthorizedUse;
  request.name = "beacon";
  request.unauthorized_use = "A game\nlistens there";
  const auto records = made(request);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_TRUE(cites(records[0].unauthorized_use));
  EXPECT_EQ(records[0].unauthorized_use.published(), "Told by [Ben_Nevis]\nA game\nlistens there");
}

TEST_F(OutcomeOf, AReplacementKeepsWhoIsCitedAsMarkup) {
  Request request;
  request.kind = Kind::kReplacement;
  request.name = "bad_name";
  request.new_name = "bad-name";
  const auto records = made(request);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_TRUE(cites(records[0].description));
  EXPECT_TRUE(records[0].description.published().ends_with("as a replacement for \"bad_name\"."));
}

TEST_F(OutcomeOf, ANameThatIsGivenUpKeepsWhoIsCitedAsMarkup) {
  Request request;
  request.kind = Kind::kDeassignment;
  request.name = "beacon";
  request.gives_up_name = true;
  const auto records = made(request);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_TRUE(cites(records[1].notes));
  EXPECT_EQ(records[1].notes.published(), "Told by [Ben_Nevis]\nThis entry is now historic.");
}

}  // namespace
}  // namespace portolan::procedures
