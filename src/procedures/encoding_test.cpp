// SPDX-License-Identifier: Apache-2.0
#include "procedures/encoding.h"

#include <gtest/gtest.h>

#include <set>

#include "procedure_samples.h"

namespace portolan::procedures {
namespace {

Request whole() {
  Request request = testing::request_for("beacon", PortRange{2000, 2009});
  request.kind = Kind::kReuse;
  request.new_name = "lamp";
  request.transports = Transports::all();
  request.document = "draft-ietf-beacon";
  request.service_code = 0;
  request.unauthorized_use = "none";
  request.notes = "a note";
  request.gives_up_name = true;
  return request;
}

std::vector<Happening> all() {
  return {Submitted{whole(), Procedure::kIesgApproval, State::kBallot},
          Submitted{testing::request_for("name"), Procedure::kFirstComeFirstServed, State::kApproved},
          ReviewerNamed{9},
          Recused{},
          ReviewLapsed{},
          Reminded{},
          Asked{"which?"},
          Answered{"that", std::nullopt},
          Answered{{}, whole()},
          Approved{Procedure::kFirstComeFirstServed, "well"},
          Declined{{"one", "", "two"}},
          Escalated{},
          CallOpened{},
          CallClosed{},
          Voted{Vote::kYes, {}},
          Voted{Vote::kAbstain, "no opinion"},
          Appealed{"but"},
          Returned{"no longer"},
          Published{std::nullopt},
          Published{0},
          Published{65535},
          Withdrawn{},
          Expired{}};
}

TEST(Encoding, EveryHappeningComesBack) {
  std::set<std::size_t> kinds;
  for (const Happening& one : all()) {
    kinds.insert(one.index());
    const Kept kept = keep(one, "digest");
    EXPECT_EQ(kept.name, type_name(one));
    const auto told = tell(kept.name, kept.content, kept.personal);
    ASSERT_TRUE(told) << kept.name << ": " << told.error().message;
    EXPECT_EQ(told->command, "digest");
    const Kept again = keep(told->happening, "digest");
    EXPECT_EQ(again.content, kept.content) << kept.name;
    EXPECT_EQ(again.personal, kept.personal) << kept.name;
    if (const auto* submitted = std::get_if<Submitted>(&one)) {
      EXPECT_EQ(std::get<Submitted>(told->happening).request, submitted->request);
    }
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Happening>) << "a happening is not tried";
}

TEST(Encoding, WhatSomebodyWroteIsNotInTheEvent) {
  for (const Happening& one : all()) {
    const Kept kept = keep(one);
    for (const std::string_view word :
         {"Ann_Onym", "which", "that", "well", "one", "but", "longer", "opinion", "Lights"})
      EXPECT_FALSE(kept.content.contains(word)) << kept.name << ": " << word;
  }
}

TEST(Encoding, WhatWasErasedIsReadAsEmpty) {
  for (const Happening& one : all()) {
    const Kept kept = keep(one);
    const auto told = tell(kept.name, kept.content, {});
    ASSERT_TRUE(told) << kept.name;
    EXPECT_EQ(told->happening.index(), one.index());
    EXPECT_TRUE(keep(told->happening).personal.empty()) << kept.name;
  }
}

TEST(Encoding, WhatIsNoneIsRefused) {
  for (const Happening& one : all()) {
    const Kept kept = keep(one);
    for (std::size_t size = 0; size < kept.content.size(); ++size)
      if (const auto told = tell(kept.name, kept.content.substr(0, size), kept.personal)) {
        EXPECT_EQ(keep(told->happening).content, kept.content.substr(0, size)) << kept.name;
      }
    EXPECT_FALSE(tell(kept.name, kept.content + "x", kept.personal)) << kept.name;
    EXPECT_FALSE(tell(kept.name, kept.content, kept.personal + "x")) << kept.name;
  }
  EXPECT_EQ(tell("vanished", {}, {}).error().code, ErrorCode::kUnsupported);
}

TEST(Encoding, PeopleAreNumbers) {
  EXPECT_EQ(actor_of(7), "#7");
  EXPECT_EQ(person_of("#7"), 7U);
  EXPECT_EQ(person_of(actor_of(0)), 0U);
  for (const std::string_view none : {"", "#", "#0", "#7x", "7", "root", "#-1"})
    EXPECT_EQ(person_of(none), std::nullopt);
}

}  // namespace
}  // namespace portolan::procedures
