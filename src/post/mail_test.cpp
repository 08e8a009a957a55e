// SPDX-License-Identifier: Apache-2.0
//
// Against real mail servers, plain and with TLS (tests/support/post_receivers.py).
#include "post/mail.h"

#include <gtest/gtest.h>

#include <memory>

#include "post_receivers.h"

namespace portolan::post {
namespace {

using portolan::testing::PostReceivers;

class Mailing : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    receivers_ = std::make_unique<PostReceivers>("mailing");
    ASSERT_TRUE(!receivers_->is_there() || receivers_->up());
  }
  static void TearDownTestSuite() { receivers_.reset(); }
  void SetUp() override {
    if (!receivers_->is_there()) GTEST_SKIP() << PostReceivers::kMissing;
  }

  static MailServer server(const std::string& listener, StartTls tls, const std::string& password = {}) {
    return {.url = receivers_->url(listener),
            .user = password.empty() ? "" : "portolan",
            .password = password,
            .from = {"ports@example.org", ""},
            .tls = tls,
            .ca_file = receivers_->ca_file()};
  }
  static Delivery send(const MailServer& server, const std::string& to = "ann@example.org") {
    return hand_over(server, to, "Subject: a test\r\nMessage-ID: <1@example.org>\r\n\r\nHello.\r\n.\r\n..end\r\n",
                     std::chrono::seconds(20));
  }
  static void expect_taken(const MailServer& server, const std::string& transport, const std::string& user) {
    const Delivery delivery = send(server);
    ASSERT_EQ(delivery.fate, Fate::kTaken) << delivery.problem;
    const auto mail = receivers_->mails().back();
    EXPECT_EQ(mail.transport, transport);
    EXPECT_EQ(mail.user, user);
    EXPECT_EQ(mail.body, "Hello.\\n.\\n..end\\n");
  }

  static std::unique_ptr<PostReceivers> receivers_;
};
std::unique_ptr<PostReceivers> Mailing::receivers_;

TEST_F(Mailing, Plain) { expect_taken(server("smtp", StartTls::kNever), "plain", ""); }
TEST_F(Mailing, StartTlsWithPassword) {
  expect_taken(server("starttls", StartTls::kRequired, "harbour"), "tls", "portolan");
}
TEST_F(Mailing, Smtps) { expect_taken(server("smtps", StartTls::kRequired), "tls", ""); }
TEST_F(Mailing, WithoutTlsWhereNoneIsOffered) { expect_taken(server("smtp", StartTls::kOffered), "plain", ""); }

TEST_F(Mailing, NothingIsSentWithoutTheTlsThatIsRequired) {
  const std::size_t before = receivers_->mails().size();
  EXPECT_EQ(send(server("smtp", StartTls::kRequired)).fate, Fate::kUnreachable);
  MailServer stranger = server("starttls", StartTls::kRequired, "harbour");
  stranger.ca_file.clear();
  const Delivery delivery = send(stranger);
  EXPECT_EQ(delivery.fate, Fate::kUnreachable);
  EXPECT_TRUE(delivery.problem.contains("certificate")) << delivery.problem;
  MailServer other_name = server("smtps", StartTls::kRequired);
  other_name.url.replace(other_name.url.find("localhost"), 9, "127.0.0.1");
  EXPECT_EQ(send(other_name).fate, Fate::kUnreachable);
  EXPECT_EQ(receivers_->mails().size(), before);
}

TEST_F(Mailing, AWrongPasswordIsNobodysFaultButOurs) {
  const Delivery delivery = send(server("starttls", StartTls::kRequired, "lighthouse"));
  EXPECT_EQ(delivery.fate, Fate::kUnreachable) << "it is mended in the settings, and then all is sent";
  EXPECT_TRUE(delivery.problem.contains("535")) << delivery.problem;
  EXPECT_FALSE(delivery.problem.contains("lighthouse"));
}

TEST_F(Mailing, WhatTheServerSaysDecides) {
  const MailServer plain = server("smtp", StartTls::kNever);
  EXPECT_EQ(send(plain, "busy1-ann@example.org").fate, Fate::kLater);
  EXPECT_EQ(send(plain, "busy1-ann@example.org").fate, Fate::kTaken);
  const Delivery gone = send(plain, "gone-Ann@example.org");
  EXPECT_EQ(gone.fate, Fate::kRefused);
  EXPECT_TRUE(gone.problem.starts_with("the server says: 550 5.1.1 <...> nobody")) << gone.problem;
  EXPECT_EQ(send(plain, "spam-ann@example.org").fate, Fate::kRefused);
  EXPECT_EQ(send(plain, "x\r\nDATA@example.org").fate, Fate::kRefused);
  MailServer nowhere = plain;
  nowhere.url = "smtp://localhost:1";
  EXPECT_EQ(send(nowhere).fate, Fate::kUnreachable);
}

TEST(MailSettings, AreChecked) {
  const auto wrong = [](const auto& change) {
    MailServer server{.url = "smtp://mail.example.org:587", .from = {"ports@example.org", ""}};
    change(server);
    const auto checked = check(server);
    return checked ? std::string() : checked.error().place.field;
  };
  EXPECT_EQ(wrong([](MailServer&) {}), "");
  EXPECT_EQ(wrong([](MailServer& it) { it.url = "http://mail.example.org"; }), "url");
  EXPECT_EQ(wrong([](MailServer& it) { it.from.address = "ports"; }), "from");
  EXPECT_EQ(wrong([](MailServer& it) { it.user = "u"; }), "user");
  const auto signing_in = [](MailServer& it) {
    it.user = "u";
    it.password = "p";
    it.tls = StartTls::kOffered;
  };
  EXPECT_EQ(wrong(signing_in), "tls") << "a password goes over TLS only";
  EXPECT_EQ(wrong([&](MailServer& it) {
              signing_in(it);
              it.url = "smtps://mail.example.org";
            }),
            "");
}

}  // namespace
}  // namespace portolan::post
