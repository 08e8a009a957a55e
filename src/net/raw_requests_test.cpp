// SPDX-License-Identifier: Apache-2.0
//
// Requests as bytes, good and bad, through the parser: what must be refused is refused, at whatever place the bytes are
// cut, and never taken for two requests.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/request_parser.h"

namespace portolan::net {
namespace {

using std::string_literals::operator""s;
using Outcome = RequestParser::Outcome;

struct Read {
  Outcome outcome = Outcome::kMore;
  unsigned status = 0;
  std::size_t requests = 0;
  std::string path;
  std::string query;
  std::string body;
};

// All requests of the bytes, given in pieces of that size.
Read read(std::string_view bytes, std::size_t piece) {
  const Limits limits;
  RequestParser parser(limits);
  std::string buffer;
  Read result;
  while (!bytes.empty() || !buffer.empty()) {
    buffer.append(bytes.substr(0, piece));
    const bool last = bytes.size() <= piece;
    bytes.remove_prefix(std::min(bytes.size(), piece));
    for (;;) {
      const RequestParser::Step step = parser.parse(buffer);
      result.outcome = step.outcome;
      if (step.outcome == Outcome::kBad) {
        result.status = parser.status();
        return result;
      }
      if (step.outcome == Outcome::kRequest) {
        ++result.requests;
        result.path = parser.request().path;
        result.query = parser.request().query;
        result.body = parser.request().body;
        parser.reset();
      }
      buffer.erase(0, step.consumed);
      if (step.outcome == Outcome::kMore || buffer.empty()) break;
    }
    if (last) break;
  }
  return result;
}

constexpr std::size_t kWhole = 1 << 20;

std::string get(std::string_view headers, std::string_view target = "/ports/443") {
  return "GET " + std::string(target) + " HTTP/1.1\r\n" + std::string(headers) + "\r\n";
}
std::string post(std::string_view headers, std::string_view body) {
  return "POST /x HTTP/1.1\r\nHost: h\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

// Every request that must be refused. Each as it is, and with the other ways to write the same.
std::vector<std::string> refused() {
  std::vector<std::string> all;
  // Framing that two readers could read differently (RFC 9112, section 6.3; smuggling).
  for (const char* chunked : {"chunked", "Chunked", "chunked, chunked", "gzip, chunked", "chunked, gzip", "identity",
                              "x", "\"chunked\"", "chunked;a=b", " chunked\x0b", "", "xchunked", "chunke"})
    for (const char* length : {"5", "0"}) {
      all.push_back(post("Content-Length: "s + length + "\r\nTransfer-Encoding: " + chunked + "\r\n", "0\r\n\r\n"));
      all.push_back(post("Transfer-Encoding: "s + chunked + "\r\nContent-Length: " + length + "\r\n", "0\r\n\r\n"));
    }
  for (const char* chunked :
       {"gzip", "gzip, chunked", "chunked, gzip", "identity", "x, chunked", "chunked, x", "chunked chunked"})
    all.push_back(post("Transfer-Encoding: "s + chunked + "\r\n", "0\r\n\r\n"));
  all.push_back(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
  all.push_back(post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
  for (const char* length : {"-1",
                             "+5",
                             "5 5",
                             "5,5",
                             "5, 5",
                             "5,6",
                             "0x5",
                             "5a",
                             "a",
                             "",
                             "99999999999999999999",
                             "18446744073709551616",
                             "18446744073709551615",
                             "-18446744073709551611",
                             "5;",
                             "5.0",
                             "1e1",
                             "٥",
                             "\"5\"",
                             "0 5",
                             "5\t5"})
    all.push_back(post("Content-Length: "s + length + "\r\n", "hello"));
  for (const char* folded : {"\r\n 5", "\r\n\t5", " \r\n 5", "\r\n \r\n 5"})
    all.push_back(post("Content-Length:"s + folded + "\r\n", "hello"));
  for (const char* second : {"5", "6", "0", "-5", "x"})
    all.push_back(post("Content-Length: 5\r\nContent-Length: "s + second + "\r\n", "hello"));
  for (const char* chunk : {"-2\r\nab\r\n0\r\n\r\n", "10000000000000000\r\nab\r\n0\r\n\r\n", "g\r\nab\r\n0\r\n\r\n",
                            "0x2\r\nab\r\n0\r\n\r\n", "2 \r\nab\r\n0\r\n\r\n", " 2\r\nab\r\n0\r\n\r\n",
                            "2\nab\r\n0\r\n\r\n", "2\r\nabX0\r\n\r\n", "2\r\nab0\r\n\r\n", "\r\n2\r\nab\r\n0\r\n\r\n",
                            "+2\r\nab\r\n0\r\n\r\n", "2,\r\nab\r\n0\r\n\r\n", "ffffffffffffffff\r\nab\r\n0\r\n\r\n",
                            "200000\r\nab\r\n0\r\n\r\n", "2\r\nab\r\n0\r\nbad trailer\r\n\r\n"})
    all.push_back(post("Transfer-Encoding: chunked\r\n", chunk));
  // Lines (RFC 9112, sections 2.2, 5.1, 5.2).
  for (const char* ending : {"\n", "\r", "\r\r\n", "\n\r", "\0\r\n", "\x0b\r\n"}) {
    all.push_back("GET / HTTP/1.1"s + ending + "Host: h\r\n\r\n");
    all.push_back("GET / HTTP/1.1\r\nHost: h"s + ending + "X: y\r\n\r\n");
  }
  all.push_back("GET / HTTP/1.1\nHost: h\n\n");
  all.push_back("GET / HTTP/1.1\r\nHost: h\r\n\n");
  for (const char* line : {"X : y",
                           "X\t: y",
                           " X: y",
                           "X",
                           ": y",
                           "X y",
                           "X\x01: y",
                           "X: a\x01"
                           "b",
                           "X: a\rb",
                           "X: a\x7f"
                           "b",
                           "X(: y",
                           "X: y\r\n z",
                           "X: y\r\n\tz",
                           "X@: y",
                           "X\xc3\xa4: y",
                           "X[]: y",
                           "X=: y",
                           "X\"y\": z",
                           "X:y\r\n :z",
                           "\x80: y",
                           "{X}: y",
                           "X|Y\x7f: z",
                           "X\x1f: z",
                           "X%: y: z\x02",
                           "\"X\": z",
                           "X: a\x02",
                           "X: a\x1b[0m",
                           "X: \x08",
                           "X\r: y",
                           "X/Y: z",
                           "X\\Y: z",
                           "X;Y: z",
                           "X?Y: z",
                           "X<Y>: z",
                           "X,Y: z"}) {
    all.push_back(get("Host: h\r\n"s + line + "\r\n"));
    all.push_back(get(std::string(line) + "\r\nHost: h\r\n"));
  }
  all.push_back(get("Host: h\r\nX: a\0b\r\n"s));
  all.push_back(get("Host: h\r\nX\0: b\r\n"s));
  // Hosts (section 3.2).
  all.push_back(get(""));
  all.push_back(get("Host: a\r\nHost: a\r\n"));
  all.push_back(get("Host: a\r\nHost: b\r\n"));
  for (const char* host :
       {"a b", "a/b", "a\\b", "a@b", "a?b", "a#b", "a\"b", "<a>", "a{b}", "a|b", "a^b", "a`b", "\xc3\xa4"})
    all.push_back(get("Host: "s + host + "\r\n"));
  // Request lines (section 3).
  for (const char* line : {"GET",
                           "GET /",
                           "GET / HTTP/1.1 x",
                           "GET  / HTTP/1.1",
                           "GET / HTTP/1.1 ",
                           " GET / HTTP/1.1",
                           "GET /\tHTTP/1.1",
                           "GET / http/1.1",
                           "GET / HTTP/11",
                           "GET / HTTP/1.",
                           "GET / HTTP/1.1.1",
                           "GET / HTTP/2.0",
                           "GET / HTTP/0.9",
                           "GET / HTTP/1.2",
                           "GET / HTTP/-1.1",
                           "GET / FTP/1.1",
                           "G\x01T / HTTP/1.1",
                           "GET x HTTP/1.1",
                           "GET http:///x HTTP/1.1",
                           "GET http://?x HTTP/1.1",
                           "GET //\x01 HTTP/1.1",
                           "GET /a b HTTP/1.1",
                           "GET /\x80 HTTP/1.1",
                           "GET /\xc3\xa4 HTTP/1.1",
                           "GET /<x> HTTP/1.1",
                           "GET /\"x HTTP/1.1",
                           "GET /a\\b HTTP/1.1",
                           "GET /a^b HTTP/1.1",
                           "GET /a`b HTTP/1.1",
                           "GET /a{b} HTTP/1.1",
                           "GET /a|b HTTP/1.1",
                           "GET /#x HTTP/1.1",
                           "GET /\x7f HTTP/1.1",
                           "GET ftp://h/x HTTP/1.1",
                           "GET h:80 HTTP/1.1",
                           "GET * HTTP/1.1",
                           "CONNECT h:80 HTTP/1.1",
                           "G(T / HTTP/1.1",
                           "GET / HTTP/1.1\x0b",
                           "/ HTTP/1.1",
                           "GET HTTP/1.1",
                           "PRI * HTTP/2.0",
                           "\x16\x03\x01 / HTTP/1.1",
                           "{} / HTTP/1.1"})
    all.push_back(std::string(line) + "\r\nHost: h\r\n\r\n");
  all.push_back("GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n"s);
  // Codings in a version that has none.
  all.push_back("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  // Sizes.
  all.push_back(get("Host: h\r\nX: " + std::string(20'000, 'a') + "\r\n"));
  all.push_back(get("Host: h\r\n", "/" + std::string(20'000, 'a')));
  all.push_back(std::string(20'000, 'G'));
  all.push_back("GET / HTTP/1.1\r\nHost: " + std::string(20'000, 'h'));
  std::string many = "Host: h\r\n";
  for (int i = 0; i < 200; ++i) many += "X: y\r\n";
  all.push_back(get(many));
  std::string million = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 100'000; ++i) million += "X: y\r\n";
  all.push_back(million);
  all.push_back(post("Content-Length: 32769\r\n", "x"));
  all.push_back(post("Expect: 200-ok\r\nContent-Length: 1\r\n", "x"));
  all.push_back(post("Transfer-Encoding: chunked\r\n", "2;" + std::string(20'000, 'x') + "\r\nab\r\n0\r\n\r\n"));
  return all;
}

TEST(RawRequests, RefusesWhatIsAmbiguousOrForbiddenHoweverItIsCut) {
  const std::vector<std::string> requests = refused();
  RecordProperty("cases", static_cast<int>(requests.size()));
  EXPECT_GE(requests.size(), 250U);
  for (const std::string& bytes : requests) {
    // Another request behind it must never be answered: nobody can tell where it begins.
    const std::string smuggled = bytes + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
    for (const std::size_t piece : {kWhole, std::size_t{1}, std::size_t{7}}) {
      if (piece < kWhole && bytes.size() > 40'000) continue;
      const Read result = read(smuggled, piece);
      EXPECT_EQ(result.outcome, Outcome::kBad)
          << testing::PrintToString(bytes.substr(0, 200)) << " in pieces of " << piece;
      EXPECT_EQ(result.requests, 0U) << testing::PrintToString(bytes.substr(0, 200));
      EXPECT_GE(result.status, 400U);
    }
  }
}

struct Good {
  std::string bytes;
  std::string path;
  std::string query;
  std::string body;
};

TEST(RawRequests, TakesWhatIsAllowedHoweverItIsCut) {
  const std::vector<Good> requests = {
      {get("Host: h\r\n"), "/ports/443", "", ""},
      {"\r\n" + get("Host: h\r\n"), "/ports/443", "", ""},
      {get("host:h\r\n", "/search?q=a%20b&x=1"), "/search", "q=a%20b&x=1", ""},
      {get("Host: h:8643\r\n"), "/ports/443", "", ""},
      {get("Host: [::1]:8643\r\n"), "/ports/443", "", ""},
      {get("Host:\r\n"), "/ports/443", "", ""},
      {get("Host: h\r\nX:\r\nY: \t z \t\r\n"), "/ports/443", "", ""},
      {get("Host: h\r\nX: \xc3\xa4\r\n"), "/ports/443", "", ""},
      {get("Host: h\r\n", "http://h/ports/1?x"), "/ports/1", "x", ""},
      {get("Host: h\r\n", "http://h"), "/", "", ""},
      {get("Host: h\r\n", "http://h?a/b"), "/", "a/b", ""},
      {get("Host: h\r\n", "/?"), "/", "", ""},
      {get("Host: h\r\n", "//"), "//", "", ""},
      {"GET / HTTP/1.0\r\n\r\n", "/", "", ""},
      {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "/*", "", ""},
      {"BREW /x HTTP/1.1\r\nHost: h\r\n\r\n", "/x", "", ""},
      {post("Content-Length: 5\r\n", "hello"), "/x", "", "hello"},
      {post("Content-Length: 0\r\n", ""), "/x", "", ""},
      {post("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nTrailer: t\r\n\r\n"), "/x", "", "abcde"},
      {post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), "/x", "", ""},
      {post("Transfer-Encoding: Chunked\r\n", "A\r\n0123456789\r\n00\r\n\r\n"), "/x", "", "0123456789"},
      {post("Expect: 100-continue\r\nContent-Length: 2\r\n", "ab"), "/x", "", "ab"},
      {get("Host: h\r\nContent-Length: 2\r\n") + "ab", "/ports/443", "", "ab"},
  };
  for (const Good& good : requests)
    for (const std::size_t piece : {kWhole, std::size_t{1}, std::size_t{3}, std::size_t{16}}) {
      const Read result = read(good.bytes, piece);
      EXPECT_EQ(result.outcome, Outcome::kRequest) << good.bytes << " in pieces of " << piece;
      EXPECT_EQ(result.requests, 1U) << good.bytes;
      EXPECT_EQ(result.path, good.path) << good.bytes;
      EXPECT_EQ(result.query, good.query) << good.bytes;
      EXPECT_EQ(result.body, good.body) << good.bytes << " in pieces of " << piece;
    }
}

TEST(RawRequests, ReadsPipelinesHoweverTheyAreCut) {
  std::string bytes;
  for (int i = 0; i < 20; ++i) bytes += i % 3 == 0 ? post("Content-Length: 3\r\n", "abc") : get("Host: h\r\n");
  for (std::size_t piece = 1; piece < 200; piece += 7) EXPECT_EQ(read(bytes, piece).requests, 20U) << piece;
}

TEST(RawRequests, SaysWhatIsWrong) {
  EXPECT_EQ(read("GET / HTTP/2.0\r\nHost: h\r\n\r\n", kWhole).status, 505U);
  EXPECT_EQ(read(post("Transfer-Encoding: gzip\r\n", ""), kWhole).status, 501U);
  EXPECT_EQ(read(post("Content-Length: 32769\r\n", ""), kWhole).status, 413U);
  EXPECT_EQ(read(post("Expect: x\r\nContent-Length: 1\r\n", ""), kWhole).status, 417U);
  EXPECT_EQ(read(std::string(20'000, 'x'), kWhole).status, 431U);
  EXPECT_EQ(read(get("Host: h\r\nX : y\r\n"), kWhole).status, 400U);
}

}  // namespace
}  // namespace portolan::net
