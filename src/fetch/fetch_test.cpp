// SPDX-License-Identifier: Apache-2.0
//
// Against a real server that misbehaves in every way that was thought of (tests/support/bad_server.py).
#include "fetch/fetch.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bad_server.h"

namespace portolan::fetch {
namespace {

using portolan::testing::BadServer;
using std::chrono::milliseconds;

std::string document() {
  std::string text;
  for (int n = 0; n < 4000; ++n) text += fmt::format("{},a line of a document that is long enough\n", n);
  return text;
}

constexpr const char* kDate = "Wed, 26 Feb 2025 08:00:00 GMT";

std::string told(const Error& error) { return error.place.file + ": " + error.message; }

class Fetch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<BadServer>(); }
  static void TearDownTestSuite() { server_.reset(); }

  // What the environment says about proxies must not decide what these tests see.
  void SetUp() override {
    ASSERT_TRUE(server_->running()) << "tests/support/bad_server.py did not start; it needs python3 and openssl";
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
    for (const char* name : {"no_proxy", "NO_PROXY"}) ::setenv(name, "localhost,127.0.0.1", 1);
  }

  static Request request(const std::string& path, const std::string& listener = "good") {
    Request made;
    made.url = server_->url(listener, path);
    made.ca_file = server_->ca_file();
    made.stall_timeout = std::chrono::seconds(20);
    made.total_timeout = std::chrono::seconds(60);
    return made;
  }

  Result<Answer> get(const Request& wanted) {
    waits_.clear();
    most_received_ = 0;
    return fetch(
        wanted,
        [this](const Progress& progress) {
          most_received_ = std::max(most_received_, progress.received);
          expected_ = progress.expected;
          return true;
        },
        [this](milliseconds time) { waits_.push_back(time); });
  }
  Result<Answer> get(const std::string& path) { return get(request(path)); }

  // An error holds no document by its type; what is left to see is that it is the right one, and how often was asked.
  void expect_failure(const Request& wanted, ErrorCode code, const std::string& words, std::size_t waits) {
    const auto answer = get(wanted);
    ASSERT_FALSE(answer.has_value()) << wanted.url << " gave " << answer->bytes.size() << " bytes";
    EXPECT_EQ(answer.error().code, code) << told(answer.error());
    EXPECT_NE(answer.error().message.find(words), std::string::npos) << told(answer.error());
    EXPECT_EQ(answer.error().place, (Place{wanted.url, 0, 0, {}}));
    EXPECT_EQ(waits_.size(), waits) << told(answer.error());
  }
  void expect_failure(const std::string& path, ErrorCode code, const std::string& words, std::size_t waits) {
    expect_failure(request(path), code, words, waits);
  }
  void expect_document(const Request& wanted, std::size_t waits = 0) {
    const auto answer = get(wanted);
    ASSERT_TRUE(answer.has_value()) << told(answer.error());
    EXPECT_EQ(answer->bytes, document());
    EXPECT_FALSE(answer->not_modified);
    EXPECT_EQ(waits_.size(), waits);
  }
  void expect_document(const std::string& path, std::size_t waits = 0) { expect_document(request(path), waits); }

  // How often the server was asked for a path, and the newest request's headers.
  std::string seen(const std::string& path) {
    const auto answer = get("hits/" + path);
    return answer ? answer->bytes : told(answer.error());
  }
  std::string hits(const std::string& path) {
    const std::string text = seen(path);
    return text.substr(0, text.find('\n'));
  }

  static std::unique_ptr<BadServer> server_;
  std::vector<milliseconds> waits_;
  std::uint64_t most_received_ = 0;
  std::uint64_t expected_ = 0;
};

std::unique_ptr<BadServer> Fetch::server_;

TEST_F(Fetch, ADocumentComesWithWhatIsKnownAboutIt) {
  const Request wanted = request("plain");
  const auto answer = get(wanted);
  ASSERT_TRUE(answer.has_value()) << told(answer.error());
  EXPECT_FALSE(answer->not_modified);
  EXPECT_EQ(answer->bytes, document());
  EXPECT_EQ(answer->etag, "\"v1\"");
  EXPECT_EQ(answer->last_modified, kDate);
  EXPECT_EQ(answer->content_type, "text/csv");
  EXPECT_EQ(answer->final_url, wanted.url);
  EXPECT_EQ(most_received_, document().size());
  EXPECT_EQ(expected_, document().size());
  EXPECT_TRUE(waits_.empty());
}

TEST_F(Fetch, TheRequestSaysWhatIsAsked) {
  Request wanted = request("etag_changed");
  wanted.user_agent = "portolan/1.2";
  wanted.etag = "W/\"v1\"";
  wanted.last_modified = kDate;
  ASSERT_TRUE(get(wanted).has_value());
  const std::string headers = seen("etag_changed");
  EXPECT_NE(headers.find("\nuser-agent: portolan/1.2"), std::string::npos) << headers;
  EXPECT_NE(headers.find("\nif-none-match: W/\"v1\""), std::string::npos) << headers;
  EXPECT_NE(headers.find(fmt::format("\nif-modified-since: {}", kDate)), std::string::npos) << headers;
  EXPECT_EQ(headers.find("authorization"), std::string::npos) << headers;
  EXPECT_EQ(headers.find("cookie"), std::string::npos) << headers;
}

TEST_F(Fetch, ChunksAreJoined) {
  expect_document("chunked");
  EXPECT_EQ(expected_, 0U);
}

TEST_F(Fetch, GzipIsDecompressed) {
  expect_document("gzipped");
  EXPECT_LT(most_received_, document().size());
  expect_document("gzip_members");
  const auto bytewise = get("gzip_chunked");
  ASSERT_TRUE(bytewise.has_value()) << told(bytewise.error());
  EXPECT_EQ(bytewise->bytes, document().substr(0, 2000));
}

TEST_F(Fetch, GzipThatIsCutOrDamagedIsNoDocument) {
  expect_failure("gzip_cut", ErrorCode::kUnavailable, "compressed data do not end", 3);
  expect_failure("gzip_flipped", ErrorCode::kUnavailable, "cannot be decompressed", 3);
  expect_failure("gzip_no_gzip", ErrorCode::kUnavailable, "cannot be decompressed", 3);
  expect_failure("brotli", ErrorCode::kIo, "not asked for", 0);
}

TEST_F(Fetch, WhatIsKnownByItsTagIsNotSentAgain) {
  Request wanted = request("etag");
  wanted.etag = "\"v1\"";
  const auto same = get(wanted);
  ASSERT_TRUE(same.has_value()) << told(same.error());
  EXPECT_TRUE(same->not_modified);
  EXPECT_EQ(same->bytes, "");
  EXPECT_EQ(same->etag, "\"v1\"");
  wanted.etag = "\"v0\"";
  expect_document(wanted);
}

TEST_F(Fetch, WhatIsKnownByItsDateIsNotSentAgain) {
  Request wanted = request("dated");
  wanted.last_modified = kDate;
  const auto same = get(wanted);
  ASSERT_TRUE(same.has_value()) << told(same.error());
  EXPECT_TRUE(same->not_modified);
  EXPECT_EQ(same->bytes, "");
  EXPECT_EQ(same->last_modified, kDate);
  wanted.last_modified = "Wed, 26 Feb 2020 08:00:00 GMT";
  expect_document(wanted);
}

TEST_F(Fetch, NotModifiedWithoutHavingAskedIsNoAnswer) {
  expect_failure("not_modified_unasked", ErrorCode::kIo, "status 304", 0);
}

TEST_F(Fetch, TagsThatCannotBeSentBackAreLeftOut) {
  const auto answer = get("odd_validators");
  ASSERT_TRUE(answer.has_value()) << told(answer.error());
  EXPECT_EQ(answer->etag, "");
  EXPECT_EQ(answer->last_modified, "");
}

TEST_F(Fetch, ACutBodyIsNoDocument) {
  expect_failure("cut", ErrorCode::kUnavailable,
                 fmt::format("only {0} of {1} bytes", document().size() - 1, document().size()), 3);
  EXPECT_EQ(hits("cut"), "4");
  expect_failure("cut_reset", ErrorCode::kUnavailable, "", 3);
  expect_failure("cut_chunked", ErrorCode::kUnavailable, "broke before the document was whole", 3);
  expect_failure("cut_in_chunk", ErrorCode::kUnavailable, "broke before the document was whole", 3);
  expect_failure("cut_header", ErrorCode::kUnavailable, "broke before the document was whole", 3);
  Request known = request("cut_header_of_not_modified");
  known.etag = "\"v1\"";
  expect_failure(known, ErrorCode::kUnavailable, "broke before the document was whole", 3);
  expect_failure("no_answer", ErrorCode::kUnavailable, "broke before the document was whole", 3);
}

TEST_F(Fetch, AfterACutTheNextAttemptBeginsAnew) { expect_document("cut_once", 1); }

TEST_F(Fetch, ABodyWithoutAnEndThatCanBeSeenIsNoDocument) {
  expect_failure("no_length", ErrorCode::kIo, "does not say how long", 0);
}

TEST_F(Fetch, WhatIsNotHttpIsNoDocument) { expect_failure("garbage", ErrorCode::kIo, "is no web server", 0); }

TEST_F(Fetch, AnEndlessBodyIsStoppedAtTheLimit) {
  constexpr std::uint64_t kBlock = 64 * 1024;
  for (const char* path : {"endless", "gzip_endless_nothing"}) {
    Request wanted = request(path);
    wanted.max_bytes = 1'000'000;
    expect_failure(wanted, ErrorCode::kLimit, "larger than 1000000 bytes", 0);
    EXPECT_LE(most_received_, wanted.max_bytes + 2 * kBlock) << path;
  }
  expect_failure("endless_announced", ErrorCode::kLimit, "larger than", 0);
  EXPECT_EQ(most_received_, 0U);
}

TEST_F(Fetch, AnEndlessBodyTakesNoMoreMemoryThanTheLimit) {
  Request wanted = request("endless");
  wanted.max_bytes = 1'000'000;
  expect_failure(wanted, ErrorCode::kLimit, "larger than 1000000 bytes", 0);
  rusage before{};
  ::getrusage(RUSAGE_SELF, &before);
  for (int i = 0; i < 5; ++i) expect_failure(wanted, ErrorCode::kLimit, "larger than 1000000 bytes", 0);
  rusage after{};
  ::getrusage(RUSAGE_SELF, &after);
  // In KiB. A sanitizer keeps what five runs have freed; a body without end would be more in a second.
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024);
}

TEST_F(Fetch, DecompressedBytesCount) {
  Request wanted = request("gzip_bomb");
  wanted.max_bytes = 1'000'000;
  expect_failure(wanted, ErrorCode::kLimit, "larger than 1000000 bytes", 0);
}

TEST_F(Fetch, TheLimitItselfIsAllowed) {
  for (const char* path : {"plain", "chunked", "gzipped"}) {
    Request wanted = request(path);
    wanted.max_bytes = document().size();
    expect_document(wanted);
    wanted.max_bytes = document().size() - 1;
    expect_failure(wanted, ErrorCode::kLimit, "is larger than", 0);
  }
}

TEST_F(Fetch, AWrongLengthIsNoDocument) {
  expect_failure("too_little_announced", ErrorCode::kIo, "more than the", 0);
  expect_failure("too_much_announced", ErrorCode::kUnavailable, "only ", 3);
  expect_failure("two_lengths", ErrorCode::kIo, "contradicts itself", 0);
  expect_failure("negative_length", ErrorCode::kIo, "contradicts itself", 0);
  expect_failure("chunked_with_wrong_length", ErrorCode::kUnavailable, "only 1000 of 100000 bytes", 3);
}

TEST_F(Fetch, AWrongLengthOnAConnectionThatStaysOpenIsNoDocument) {
  expect_failure("too_little_kept_open", ErrorCode::kIo, "more than the", 0);
  Request wanted = request("too_much_kept_open");
  wanted.stall_timeout = milliseconds(300);
  expect_failure(wanted, ErrorCode::kUnavailable, "nothing came", 3);
}

TEST_F(Fetch, ARightLengthIsEnoughWhereTheServerDoesNotClose) {
  expect_document("right_kept_open");
  expect_document("right_without_goodbye");
}

TEST_F(Fetch, AnEmptyBodyIsNoDocument) {
  for (const char* path : {"empty", "empty_chunked", "gzip_of_nothing"})
    expect_failure(path, ErrorCode::kIo, "the document is empty", 0);
  expect_failure("no_content", ErrorCode::kIo, "status 204", 0);
}

TEST_F(Fetch, APartIsNoDocument) { expect_failure("partial", ErrorCode::kIo, "status 206", 0); }

TEST_F(Fetch, WhatIsNotThereIsAskedForOnce) {
  expect_failure("missing", ErrorCode::kIo, "no such document (status 404): check the address", 0);
  EXPECT_EQ(hits("missing"), "1");
  expect_failure("endless_error", ErrorCode::kIo, "status 403", 0);
}

TEST_F(Fetch, AServerInTroubleIsAskedAgainAfterGrowingWaits) {
  expect_document("failing_twice", 2);
  EXPECT_GE(waits_.at(0), milliseconds(1000));
  EXPECT_LE(waits_.at(0), milliseconds(1500));
  EXPECT_GE(waits_.at(1), milliseconds(2000));
  EXPECT_LE(waits_.at(1), milliseconds(3000));
  EXPECT_EQ(hits("failing_twice"), "3");
}

TEST_F(Fetch, AServerThatStaysInTroubleIsLeftAlone) {
  expect_failure("failing", ErrorCode::kUnavailable, "tried 4 times: try again later", 3);
  EXPECT_EQ(hits("failing"), "4");
  Request once = request("failing");
  once.attempts = 1;
  expect_failure(once, ErrorCode::kUnavailable, "status 503); try again later", 0);
  EXPECT_EQ(hits("failing"), "5");
}

TEST_F(Fetch, WaitsHaveJitter) {
  std::vector<milliseconds> first;
  for (int i = 0; i < 8; ++i) {
    expect_failure("failing?jitter", ErrorCode::kUnavailable, "status 503", 3);
    first.push_back(waits_.at(0));
  }
  // One in 500^7 that all are the same by chance.
  EXPECT_NE(first, std::vector<milliseconds>(8, first.front()));
}

TEST_F(Fetch, WaitsCountAgainstTheTotalTime) {
  Request wanted = request("failing?total");
  wanted.total_timeout = milliseconds(2500);
  expect_failure(wanted, ErrorCode::kUnavailable, "no time is left", 1);
}

TEST_F(Fetch, ABusyServerSaysWhenToComeBack) {
  expect_document("busy_once", 1);
  EXPECT_EQ(waits_.at(0), milliseconds(7000));
  expect_document("busy_until_long_ago", 1);
  EXPECT_LE(waits_.at(0), milliseconds(1500));
}

TEST_F(Fetch, AServerThatWantsToBeLeftAloneForLongIs) {
  expect_failure("busy_for_a_day", ErrorCode::kUnavailable, "left alone for 86400 seconds", 0);
  EXPECT_EQ(hits("busy_for_a_day"), "1");
  expect_failure("busy_for_ever", ErrorCode::kUnavailable, "left alone for", 0);
}

TEST_F(Fetch, ARedirectIsFollowed) {
  for (const char* path : {"redirect_to_good", "redirect_endless"}) {
    const auto answer = get(path);
    ASSERT_TRUE(answer.has_value()) << told(answer.error());
    EXPECT_EQ(answer->bytes, document());
    EXPECT_EQ(answer->etag, "\"v1\"");
    EXPECT_EQ(answer->final_url, server_->url("good", "plain"));
  }
}

TEST_F(Fetch, ARedirectIsFollowedToAnotherServerOnlyIfThatCanBeTrusted) {
  expect_failure("redirect_to_expired", ErrorCode::kIo, "certificate of localhost is not valid", 0);
}

TEST_F(Fetch, RedirectsEnd) {
  expect_failure("redirect_loop", ErrorCode::kIo, "redirects too often", 0);
  EXPECT_EQ(hits("redirect_loop"), "6");
  Request none = request("redirect_to_good");
  none.redirects = 0;
  expect_failure(none, ErrorCode::kIo, "redirects too often", 0);
}

TEST_F(Fetch, NoRedirectLeavesEncryption) {
  const std::string before = hits("plain");
  expect_failure("redirect_to_plain", ErrorCode::kIo, "not https://", 0);
  Request allowed = request("redirect_to_plain");
  allowed.allow_plain_http = true;
  expect_failure(allowed, ErrorCode::kIo, "not https://", 0);
  expect_failure("redirect_to_file", ErrorCode::kIo, "not https://", 0);
  EXPECT_EQ(hits("plain"), before);
}

TEST_F(Fetch, ARedirectToNowhereIsNoDocument) { expect_failure("redirect_nowhere", ErrorCode::kIo, "status 302", 0); }

TEST_F(Fetch, OnlyAGoodCertificateIsTrusted) {
  const std::string before = hits("plain");
  for (const char* listener : {"expired", "unknownca", "selfsigned", "othername"})
    expect_failure(request("plain", listener), ErrorCode::kIo, "certificate of localhost is not valid", 0);
  EXPECT_EQ(hits("plain"), before);
}

TEST_F(Fetch, ACertificateSaysWhatIsWrongWithIt) {
  expect_failure(request("plain", "expired"), ErrorCode::kIo, "has expired", 0);
  expect_failure(request("plain", "expired"), ErrorCode::kIo, "check this machine's clock", 0);
  expect_failure(request("plain", "selfsigned"), ErrorCode::kIo, "self-signed", 0);
  expect_failure(request("plain", "othername"), ErrorCode::kIo, "certificate for another name", 0);
}

TEST_F(Fetch, TheTestAuthorityIsTrustedOnlyWhereItIsNamed) {
  Request wanted = request("plain");
  wanted.ca_file.clear();
  expect_failure(wanted, ErrorCode::kIo, "certificate of localhost is not valid", 0);
  wanted.ca_file = server_->ca_file() + ".missing";
  expect_failure(wanted, ErrorCode::kIo, "trusted certificates cannot be read", 0);
}

TEST_F(Fetch, Tls11IsRefused) {
  if (server_->port("tls11") == 0) GTEST_SKIP() << "the local OpenSSL cannot serve TLS 1.1";
  expect_failure(request("plain", "tls11"), ErrorCode::kIo, "must speak TLS 1.2 or later", 0);
}

TEST_F(Fetch, AServerWithoutTlsIsRefused) {
  Request wanted = request("plain", "plain");
  wanted.url.replace(0, 4, "https");
  expect_failure(wanted, ErrorCode::kIo, "no secure connection", 0);
}

TEST_F(Fetch, AServerThatNeverSecuresTheConnectionIsGivenUp) {
  Request wanted = request("plain", "mute");
  wanted.connect_timeout = milliseconds(200);
  wanted.attempts = 2;
  expect_failure(wanted, ErrorCode::kUnavailable, "no connection to localhost", 1);
}

TEST_F(Fetch, AServerThatHangsUpIsAskedAgain) {
  expect_failure(request("plain", "hangup"), ErrorCode::kUnavailable, "tried 4 times", 3);
}

TEST_F(Fetch, PlainHttpIsOnlyForThoseWhoAllowIt) {
  Request wanted = request("plain", "plain");
  const auto refused = get(wanted);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  wanted.allow_plain_http = true;
  expect_document(wanted);
}

TEST_F(Fetch, AStalledDownloadIsGivenUp) {
  for (const char* path : {"slow", "silent", "dripping_header"}) {
    Request wanted = request(path);
    wanted.stall_timeout = milliseconds(300);
    wanted.attempts = 2;
    expect_failure(wanted, ErrorCode::kUnavailable, "nothing came from localhost for 0.3 seconds; tried 2 times", 1);
  }
}

TEST_F(Fetch, ADownloadThatDripsIsCutOffInTheEnd) {
  Request wanted = request("dripping");
  wanted.total_timeout = milliseconds(700);
  const auto before = std::chrono::steady_clock::now();
  expect_failure(wanted, ErrorCode::kUnavailable, "did not come within 0.7 seconds", 0);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
  EXPECT_GT(most_received_, 0U);
}

TEST_F(Fetch, AnAnswerThatDoesNotComeIsGivenUp) {
  Request wanted = request("silent");
  wanted.total_timeout = milliseconds(300);
  expect_failure(wanted, ErrorCode::kUnavailable, "did not come within 0.3 seconds", 0);
}

TEST_F(Fetch, AFloodOfHeadersIsStopped) {
  for (const char* path : {"header_flood", "header_long_line", "continue_flood", "trailer_flood"})
    expect_failure(path, ErrorCode::kLimit, "header of the answer is too large", 0);
}

// A port that is taken, and on which nobody listens: whoever connects is refused.
class ClosedPort {
 public:
  ClosedPort() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0)
      port_ = ntohs(address.sin_port);
  }
  ~ClosedPort() { ::close(socket_); }
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;

  int port() const { return port_; }

 private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int port_ = 0;
};

TEST_F(Fetch, ARefusedConnectionIsTriedAgain) {
  const ClosedPort closed;
  Request wanted = request("plain");
  wanted.url = fmt::format("https://127.0.0.1:{}/plain", closed.port());
  expect_failure(wanted, ErrorCode::kUnavailable, "no connection to 127.0.0.1", 3);
  ASSERT_EQ(waits_.size(), 3U);
  EXPECT_LT(waits_[0], waits_[1]);
  EXPECT_LT(waits_[1], waits_[2]);
}

TEST_F(Fetch, TheProxyOfTheEnvironmentIsUsed) {
  const ClosedPort closed;
  ::setenv("https_proxy", fmt::format("http://127.0.0.1:{}", closed.port()).c_str(), 1);
  expect_document("plain");  // no_proxy has localhost
  for (const char* name : {"no_proxy", "NO_PROXY"}) ::unsetenv(name);
  expect_failure("plain", ErrorCode::kUnavailable, "the proxy (https_proxy, no_proxy)", 3);
}

TEST_F(Fetch, ProgressStopsIt) {
  for (const char* path : {"endless", "silent", "plain"}) {
    int calls = 0;
    const auto answer = fetch(request(path), [&](const Progress&) { return ++calls < 1; });
    ASSERT_FALSE(answer.has_value()) << path;
    EXPECT_EQ(answer.error().code, ErrorCode::kIo);
    EXPECT_EQ(answer.error().message, "stopped before the end; nothing was kept");
    EXPECT_EQ(calls, 1);
  }
}

TEST_F(Fetch, ProgressStopsItInTheMiddle) {
  const auto answer = fetch(request("endless"), [](const Progress& progress) { return progress.received < 100'000; });
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().message, "stopped before the end; nothing was kept");
}

TEST_F(Fetch, ProgressAndWaitMayBeMissing) {
  const auto answer = fetch(request("plain"));
  ASSERT_TRUE(answer.has_value()) << told(answer.error());
  EXPECT_EQ(answer->bytes, document());
}

void expect_refused(const Request& wanted, const std::string& words) {
  const auto answer = fetch(wanted, {}, [](milliseconds) { FAIL() << "nothing to wait for"; });
  ASSERT_FALSE(answer.has_value()) << wanted.url;
  EXPECT_EQ(answer.error().code, ErrorCode::kInvalidArgument) << wanted.url;
  EXPECT_NE(answer.error().message.find(words), std::string::npos) << told(answer.error());
  EXPECT_EQ(told(answer.error()).find("secret"), std::string::npos);
}

Request to(const std::string& url) {
  Request made;
  made.url = url;
  return made;
}

template <class Change>
Request with(Change change) {
  Request made = to("https://localhost/");
  change(made);
  return made;
}

TEST(FetchRequest, AddressesOtherThanHttpsAreRefused) {
  for (const char* url : {"", "localhost/a", "https://", "https://a b/", "https://a:99999/", "/etc/passwd"})
    expect_refused(to(url), "address");
  for (const char* url : {"file:///etc/passwd", "ftp://localhost/", "gopher://localhost/"})
    expect_refused(to(url), "must begin with https://");
  expect_refused(to("http://localhost/"), "plain http:// is not allowed");
  expect_refused(to("https://me:secret@localhost/"), "before the @");
}

TEST(FetchRequest, NothingCanBeSmuggledIntoTheHeader) {
  expect_refused(to("https://localhost/\r\nX: y"), "control character");
  expect_refused(with([](Request& r) { r.etag = "a\r\nX: y"; }), "control character");
  expect_refused(with([](Request& r) { r.last_modified = "a\nX: y"; }), "control character");
  expect_refused(with([](Request& r) { r.user_agent = std::string("a\0b", 3); }), "control character");
}

TEST(FetchRequest, LimitsOfNothingAreRefused) {
  expect_refused(with([](Request& r) { r.attempts = 0; }), "at least 1");
  expect_refused(with([](Request& r) { r.max_bytes = 0; }), "at least 1");
  expect_refused(with([](Request& r) { r.connect_timeout = milliseconds(0); }), "time limit");
  expect_refused(with([](Request& r) { r.stall_timeout = milliseconds(-1); }), "time limit");
  expect_refused(with([](Request& r) { r.total_timeout = milliseconds(0); }), "time limit");
}

}  // namespace
}  // namespace portolan::fetch
