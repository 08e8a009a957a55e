// SPDX-License-Identifier: Apache-2.0
#include "post/letters.h"

#include <gtest/gtest.h>

#include <fstream>

#include "post/wording.h"
#include "scratch_folder.h"

namespace portolan::post {
namespace {

class LettersTest : public ::testing::Test {
 protected:
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  // "FILE:LINE: MESSAGE"; empty: it was read.
  std::string problem() const {
    const auto read = Letters::read(folder_.path().string());
    if (read) return {};
    const std::string text = to_string(read.error());
    return text.starts_with(folder_ / "") ? text.substr((folder_ / "").size()) : text;
  }
  std::string problem(const std::string& name, std::string_view text) const {
    write(name, text);
    std::string out = problem();
    std::filesystem::remove(folder_ / name);
    return out;
  }

  testing::ScratchFolder folder_{"letters"};
};

Filling sample() {
  return {"Ann",
          "harbour",
          "7",
          "assignment of lamp",
          "https://ports.example.org/applications/7",
          "asked: Which?",
          "Which one?\nThe {{name}}?",
          "#3",
          "the applicant is asked",
          "2024-11-03"};
}

TEST_F(LettersTest, EveryOneIsThereAndSaysWhatToDo) {
  const auto letters = Letters::built_in();
  ASSERT_TRUE(letters) << to_string(letters.error());
  for (std::size_t i = 0; i < kLetterCount; ++i) {
    const Filled filled = letters->fill(static_cast<Letter>(i), sample());
    const std::string_view name = to_string(static_cast<Letter>(i));
    EXPECT_TRUE(filled.subject.starts_with("[harbour #7] ")) << name;
    EXPECT_FALSE(filled.subject.contains('\n')) << name;
    EXPECT_TRUE(filled.body.starts_with("Hello Ann,\n\n")) << name;
    EXPECT_TRUE(filled.body.contains("https://ports.example.org/applications/7\n")) << name;
    EXPECT_FALSE(filled.body.contains("\n\n\n")) << name;
  }
  const Filled asked = letters->fill(Letter::kApplicantAsked, sample());
  EXPECT_TRUE(asked.body.contains("\n\nWhich one?\nThe {{name}}?\n\n"))
      << "braces that somebody wrote stay: " << asked.body;
  EXPECT_TRUE(asked.body.contains("until 2024-11-03"));
  Filling silent = sample();
  silent[static_cast<std::size_t>(Placeholder::kText)].clear();
  EXPECT_FALSE(letters->fill(Letter::kApplicantApproved, silent).body.contains("\n\n\n"));
}

TEST_F(LettersTest, AFolderReplacesWhatItHas) {
  write("applicant-asked.txt", "Frage zu {{number}}\r\n\r\nHallo {{name}}, {{text}}\r\n");
  write(".gitignore", "*");
  const auto letters = Letters::read(folder_.path().string());
  ASSERT_TRUE(letters) << to_string(letters.error());
  const Filled own = letters->fill(Letter::kApplicantAsked, sample());
  EXPECT_EQ(own.subject, "Frage zu 7");
  EXPECT_EQ(own.body, "Hallo Ann, Which one?\nThe {{name}}?\n");
  EXPECT_EQ(letters->fill(Letter::kApplicantPublished, sample()).subject, "[harbour #7] published");
}

TEST_F(LettersTest, WhatIsWrongIsToldWithFileAndLine) {
  const std::string name = "applicant-asked.txt";
  EXPECT_TRUE(problem(name, "{{number}}\n\nHello {{name}},\n{{nmae}}\n")
                  .starts_with(name + ":4: there is no placeholder 'nmae'"));
  EXPECT_TRUE(problem(name, "{{nummer}}\n\nHello\n").starts_with(name + ":1: there is no placeholder 'nummer'"));
  EXPECT_EQ(problem(name, "x\n\nHello\n{{name\n}}"), name + ":4: braces are not closed");
  EXPECT_EQ(problem(name, "\n\nHello\n"), name + ":1: the first line is the subject");
  EXPECT_EQ(problem(name, ""), name + ":1: the first line is the subject");
  EXPECT_EQ(problem(name, "x\nHello\n"), name + ":2: the second line, behind the subject, is empty");
  EXPECT_EQ(problem(name, "x"), name + ":2: the second line, behind the subject, is empty");
  EXPECT_EQ(problem(name, "x\n\n\n"), name + ":3: there is no body");
  EXPECT_TRUE(problem(name, "x\n\nHello\n\xFF\n").starts_with(name + ":4: "));
  EXPECT_TRUE(problem(name, std::string(100'000, 'x')).starts_with(name + ": a letter has at most"));
  EXPECT_TRUE(
      problem("applicant-aksed.txt", "x\n\nHello\n").starts_with("applicant-aksed.txt: no letter is called so"));
  EXPECT_TRUE(problem("applicant-asked.md", "x\n\nHello\n").starts_with("applicant-asked.md: no letter is called so"));
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(Letters::read("/nowhere/at/all").error().code, ErrorCode::kNotFound);
}

TEST(Wording, WhatWasErasedIsWithheld) {
  desk::Line line;
  line.happening = procedures::Declined{{"too many", "too\r\nlate"}};
  EXPECT_EQ(text_of(line), "- too many\n- too\nlate");
  line.withheld = true;
  EXPECT_EQ(text_of(line), "(withheld)");
}

TEST(Wording, TheAddressIsThatOfTheApplication) {
  EXPECT_EQ(address_of("https://ports.example.org/", 7), "https://ports.example.org/applications/7");
  EXPECT_EQ(address_of("", 7), "");
}

}  // namespace
}  // namespace portolan::post
