// SPDX-License-Identifier: Apache-2.0
#include "server/whois.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "asked_site.h"
#include "ledger_fixture.h"
#include "page_samples.h"
#include "sample_registry.h"

namespace portolan::server {
namespace {

using namespace portolan::testing;

class WhoisTest : public LedgerFixture {
 protected:
  void SetUp() override {
    ASSERT_TRUE(import(dated(sample_registry(), 1)));
    ASSERT_TRUE(import(with_text(dated(sample_registry(), 1), 1, ", new words", 5)));
    views_ = std::move(*keeping::Views::open(folder_.string()));
    whois_ = std::make_unique<Whois>(*views_);
  }

  std::string ask(std::string_view question) { return whois_->answer_line(question); }
  // The values of a key, each behind a newline.
  std::string values(std::string_view question, std::string_view key) {
    std::string out;
    const std::string answer = ask(question);
    for (std::string_view left = answer; !left.empty();) {
      const std::string_view line = left.substr(0, left.find("\r\n"));
      left.remove_prefix(line.size() + 2);
      if (!line.starts_with(std::string(key) + ":")) continue;
      const std::size_t value = line.find_first_not_of(' ', key.size() + 1);
      out.append("\n").append(line.substr(value));
    }
    return out;
  }

  std::unique_ptr<keeping::Views> views_;
  std::unique_ptr<Whois> whois_;
};

TEST_F(WhoisTest, APortOnATransport) {
  EXPECT_EQ(values("591/tcp", "service"), "\nhttp-alt");
  EXPECT_EQ(values("591/tcp", "port"), "\n591");
  EXPECT_EQ(values("591/tcp", "transport"), "\ntcp");
  EXPECT_EQ(values("591/tcp", "status"), "\nassigned");
  EXPECT_EQ(values("591/tcp", "description"), "\nHTTP Alternate");
  EXPECT_EQ(values("80", "service"), "\nhttp\nwww\nwww-http") << "all names of a port";
  EXPECT_EQ(values("591/udp", "status"), "\nnot assigned for udp; http-alt has it for tcp");
}

TEST_F(WhoisTest, AnAnswerSaysOfWhenItIsAndWhatItDoesNotSay) {
  const std::string answer = ask("591/tcp");
  EXPECT_TRUE(answer.starts_with("% Service Name and Transport Protocol Port Number Registry, of 2024-07-05\r\n"))
      << answer;
  EXPECT_EQ(answer.find(folder_.string()), std::string::npos) << "where it lies is not told";
  EXPECT_NE(answer.find("% as of position @" + std::to_string(views_->current()->position())), std::string::npos);
  EXPECT_NE(answer.find("nothing sure about the traffic"), std::string::npos);
}

TEST_F(WhoisTest, LinesEndInCrLf) {
  for (const char* question : {"591/tcp", "help", "free 591/tcp", "nothing-like-it", "6000-6070", "Grey_Mueller", ""}) {
    const std::string answer = ask(question);
    EXPECT_TRUE(answer.ends_with("\r\n")) << question;
    EXPECT_EQ(std::ranges::count(answer, '\n'), std::ranges::count(answer, '\r')) << question;
    for (std::size_t at = answer.find('\n'); at != answer.npos; at = answer.find('\n', at + 1))
      EXPECT_EQ(answer[at - 1], '\r') << question;
  }
}

TEST_F(WhoisTest, RangesAndWhatNobodyHas) {
  EXPECT_EQ(values("6000-6070", "service"), "\nx11\nx11-late");
  EXPECT_EQ(values("8000-8001", "port"), "\n8000-8001");
  EXPECT_EQ(values("8000-8001", "status"), "\nunassigned");
  EXPECT_EQ(values("49151-49152", "status"), "\nunassigned\ndynamic port, never assigned");
}

TEST_F(WhoisTest, NamesInAnyCaseAndNamesWithBlanks) {
  EXPECT_EQ(values("HTTP-Alt", "port"), "\n591");
  EXPECT_EQ(values("_http-alt._tcp", "port"), "\n591");
  EXPECT_EQ(values("cl/1", "port"), "\n172");
  EXPECT_EQ(values("Apple Remote Desktop (Net Assistant)", "port"), "\n3283");
  EXPECT_EQ(values("ltp-deepspace", "service-code"), "\n7107696 (\"ltp\")") << ask("ltp-deepspace");
  EXPECT_EQ(values("device-info", "note"), "\nDefined TXT keys: model=the <model> & \"more\"") << ask("device-info");
}

TEST_F(WhoisTest, ContactsWithWhatIsRegisteredWithThem) {
  EXPECT_EQ(values("Grey_Mueller", "contact").substr(0, 13), "\nGrey_Mueller");
  EXPECT_EQ(values("Grey_Mueller", "name"), "\nGrey Müller");
  EXPECT_EQ(values("Grey_Mueller", "organization"), "\nMüller & Söhne");
  EXPECT_EQ(values("Grey_Mueller", "address"), "\nmailto:a@b.example\nhttps://b.example");
  EXPECT_EQ(values("[Grey_Mueller]", "service"), "\nx11\ndevice-info");
  EXPECT_EQ(values("grey_mueller", "name"), "\nGrey Müller") << "as whois programs send it";
}

TEST_F(WhoisTest, WhatIsNotFoundComesWithWhatIsNear) {
  const std::string answer = ask("http-atl");
  EXPECT_NE(answer.find("% Not found: no service is named 'http-atl'; did you mean: http-alt"), std::string::npos)
      << answer;
  EXPECT_NE(values("x window system", "see").find("x11 6000-6063/tcp X Window System"), std::string::npos);
  EXPECT_NE(ask("http/dccp").find("for tcp,udp"), std::string::npos) << ask("http/dccp");
}

TEST_F(WhoisTest, FreeOrNotIsOneLine) {
  EXPECT_EQ(ask("free 8765/tcp"), "8765/tcp: free\r\n");
  EXPECT_EQ(ask("free 591/tcp"), "591/tcp: assigned: http-alt on tcp\r\n");
  EXPECT_EQ(ask("free 591/udp"), "591/udp: assigned: http-alt on tcp\r\n") << "a number is kept for one service";
  EXPECT_EQ(ask("FREE 4748"), "4748: free\r\n");
  EXPECT_EQ(ask("free 50000"), "50000: dynamic port, never assigned\r\n");
  EXPECT_EQ(ask("free 700/tcp"),
            "700/tcp: free, for what IETF Review or IESG Approval decides (RFC 6335, section 8.1.2)\r\n");
  EXPECT_EQ(ask("free 1301/tcp"), "1301/tcp: reserved on tcp: de-assigned on 2019-10-30\r\n");
  EXPECT_EQ(ask("free 590-593/tcp"), "590-593/tcp: 3 free of 4: 590, 592-593\r\n");
  EXPECT_EQ(ask("free http"), "http: assigned: 80/tcp,udp\r\n");
  EXPECT_EQ(ask("free my-service"), "my-service: free\r\n");
  EXPECT_TRUE(ask("free much-too-long-for-a-name").starts_with("much-too-long-for-a-name: no service name: "));
  EXPECT_TRUE(ask("free 99999").starts_with("% '99999' is no query"));
}

TEST_F(WhoisTest, TheDayOrPositionStandsBehindTheQuestion) {
  EXPECT_EQ(values("80/tcp @2024-07-01", "description").find("new words"), std::string::npos);
  EXPECT_NE(values("80/tcp", "description").find("new words"), std::string::npos);
  EXPECT_TRUE(ask("80/tcp @2024-07-01").find("of 2024-07-01\r\n") != std::string::npos);
  const std::string position = "@" + std::to_string(views_->current()->position());
  EXPECT_EQ(ask("80/tcp " + position), ask("80/tcp"));
  EXPECT_EQ(ask("free 8765/tcp @2024-07-01"), "8765/tcp: free\r\n");
  EXPECT_EQ(ask("80/tcp @2020-01-01"),
            "% nothing is known of 2020-01-01: the ledger begins with 2024-07-01; `help` tells what can be asked\r\n");
  EXPECT_TRUE(ask("80/tcp @yesterday").starts_with("% Behind @ there is a date"));
}

TEST(WhoisWithoutALedger, AnswersOfTodayAndKnowsNoPast) {
  RegistryFolder folder("whois");
  const auto views = keeping::Views::open(folder.with_file(small_registry())).value();
  Whois whois(*views);
  EXPECT_NE(whois.answer_line("7/dccp").find("lighthouse"), std::string::npos) << whois.answer_line("7/dccp");
  EXPECT_TRUE(whois.answer_line("free 7/dccp").starts_with("7/dccp: ")) << whois.answer_line("free 7/dccp");
  EXPECT_NE(whois.answer_line("7/dccp @2020").find("this server has no ledger"), std::string::npos);
}

TEST_F(WhoisTest, HostileQuestionsAreAnsweredWithText) {
  const std::string hostile[] = {std::string(100'000, 'a'),
                                 std::string("\0\0\0", 3),
                                 "\x1b[31mred",
                                 "GET / HTTP/1.1",
                                 "\xff\xfe\xfd",
                                 "80/tcp\r\n81/tcp",
                                 "\xe2\x80\xae"
                                 "reversed",
                                 "%s%n%d",
                                 "{} {0} {}",
                                 "' OR 1=1 --",
                                 "@",
                                 "@@@@",
                                 "free",
                                 "free ",
                                 "free free free",
                                 "M\xc3\xbcller",
                                 "0-65535",
                                 "[]",
                                 std::string(512, '[')};
  for (const std::string& question : hostile) {
    const std::string answer = ask(question);
    EXPECT_TRUE(answer.ends_with("\r\n"));
    EXPECT_LT(answer.size(), 1'000'000U);
    for (const char c : answer)
      EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\r' || c == '\n') << question.substr(0, 100);
    EXPECT_EQ(answer.find("\xe2\x80\xae"), std::string::npos);
  }
}

TEST_F(WhoisTest, WhatIsTooMuchIsLeftOut) {
  registry::Registry crowded = sample_registry();
  for (unsigned i = 0; i < 1000; ++i)
    crowded.records.push_back(RecordBuilder("s-" + std::to_string(i)).port(20'000 + 2 * i).on(Transport::kTcp));
  const auto view = app::View::make(crowded, "test").value();
  const std::string answer = whois_text(*view, "20000-22000");
  EXPECT_LT(answer.size(), 50'000U);
  EXPECT_NE(answer.find("% 800 more are left out"), std::string::npos) << answer.substr(answer.size() - 300);
  EXPECT_NE(answer.find("% 800 more ranges without an assignment"), std::string::npos);
}

TEST_F(WhoisTest, HelpIsThere) {
  EXPECT_NE(ask("help").find("free 8765/tcp"), std::string::npos);
  EXPECT_EQ(ask(""), ask("help"));
  EXPECT_EQ(ask("  help \r"), ask("help"));
}

}  // namespace
}  // namespace portolan::server
