// SPDX-License-Identifier: Apache-2.0
//
// docs/post.md says what is so.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "desk/story.h"
#include "post/hooks.h"
#include "post/letters.h"

namespace portolan::post {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(std::string(PORTOLAN_FIXTURES) + "/../../" + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(PostDocument, NamesEveryLetterPlaceholderAndEvent) {
  const std::string document = text_of("docs/post.md");
  for (std::size_t i = 0; i < kLetterCount; ++i) {
    const std::string name(to_string(static_cast<Letter>(i)));
    EXPECT_TRUE(document.contains("`" + name + "`")) << name;
  }
  for (std::size_t i = 0; i < kPlaceholderCount; ++i) {
    const std::string name(to_string(static_cast<Placeholder>(i)));
    EXPECT_TRUE(document.contains("`{{" + name + "}}`")) << name;
  }
  for (const std::string_view name : event_names())
    EXPECT_TRUE(document.contains("`" + std::string(name) + "`")) << name;
}

// The program of the tests checks signatures with the function that the document shows.
TEST(PostDocument, ShowsTheCheckThatTheTestsRun) {
  const std::string program = text_of("tests/support/post_receivers.py");
  const std::size_t begin = program.find("import hashlib\nimport hmac\n");
  const std::size_t end = program.find("\n# ---\n", begin);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  EXPECT_TRUE(text_of("docs/post.md").contains("```python\n" + program.substr(begin, end - begin) + "\n```"));
}

TEST(PostDocument, ShowsTheBodyOfACall) {
  procedures::Application application;
  application.number = 1;
  application.state = procedures::State::kApproved;
  application.procedure = procedures::Procedure::kExpertReview;
  application.applicant = 2;
  application.reviewer = 3;
  application.request.name = "lamp";
  application.request.ports = PortRange{2000, 2000};
  application.request.transports = Transport::kTcp;
  const desk::Line line{
      .position = 17, .recorded = 1'728'000'000'000'000, .actor = 3, .happening = procedures::Approved{}};
  std::string body = desk::news_json({.registry = "harbour",
                                      .application = application,
                                      .line = line,
                                      .address = "https://ports.example.org/applications/1",
                                      .delivery = "harbour.17.2"});
  const std::string document = text_of("docs/post.md");
  const std::size_t begin = document.find("```json\n") + 8;
  std::string shown = document.substr(begin, document.find("\n```", begin) - begin);
  for (std::size_t at = shown.find("\n "); at != std::string::npos; at = shown.find("\n ")) shown.erase(at, 2);
  EXPECT_EQ(body, shown);
}

}  // namespace
}  // namespace portolan::post
