// SPDX-License-Identifier: Apache-2.0
#include "server/conditional.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace portolan::server {
namespace {

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::int64_t kSeconds = 784'111'777;
constexpr Representation kThere{.tag = "\"abc\"", .modified = kSeconds};

struct Asked {
  std::vector<net::Header> headers;
  net::Request request(net::Method method = net::Method::kGet) const {
    net::Request made;
    made.method = method;
    made.headers = headers;
    return made;
  }
};

TEST(Conditional, Rfc9110Section567DatesOfAllThreeForms) {
  EXPECT_EQ(parse_http_date(kDate), kSeconds);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), kSeconds);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), kSeconds);
  EXPECT_EQ(parse_http_date(" Sun, 06 Nov 1994 08:49:37 GMT "), kSeconds);
  for (const std::string_view wrong : {"", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
                                       "Sun, 06 Nov 1994 08:49:37 GMT and more", "784111777"})
    EXPECT_EQ(parse_http_date(wrong), std::nullopt) << wrong;
}

Verdict judged(std::vector<net::Header> headers) { return judge(Asked{std::move(headers)}.request(), kThere); }

TEST(Conditional, Rfc9110Section1312IfNoneMatch) {
  for (const std::string_view has : {"\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "\"x\",W/\"abc\" ,\"y\"", "*"})
    EXPECT_EQ(judged({{"If-None-Match", has}}), Verdict::kNotModified) << has;
  for (const std::string_view has_not : {"\"abcd\"", "abc", "\"a,bc\"", "\"ab\"", ","})
    EXPECT_EQ(judged({{"If-None-Match", has_not}}), Verdict::kSend) << has_not;
}

TEST(Conditional, Rfc9110Section1313IfModifiedSince) {
  EXPECT_EQ(judged({{"If-Modified-Since", kDate}}), Verdict::kNotModified);
  EXPECT_EQ(judged({{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:38 GMT"}}), Verdict::kNotModified);
  EXPECT_EQ(judged({{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}), Verdict::kSend);
  EXPECT_EQ(judged({{"If-Modified-Since", "no date"}}), Verdict::kSend);
  // A tag says more than a date.
  EXPECT_EQ(judged({{"If-Modified-Since", kDate}, {"If-None-Match", "\"other\""}}), Verdict::kSend);
}

TEST(Conditional, Rfc9110Section1311IfMatchAnd1314IfUnmodifiedSince) {
  EXPECT_EQ(judged({{"If-Match", "\"abc\""}}), Verdict::kSend);
  EXPECT_EQ(judged({{"If-Match", "*"}}), Verdict::kSend);
  EXPECT_EQ(judged({{"If-Match", "W/\"abc\""}}), Verdict::kFailed);
  EXPECT_EQ(judged({{"If-Match", "\"other\""}}), Verdict::kFailed);
  EXPECT_EQ(judged({{"If-Unmodified-Since", kDate}}), Verdict::kSend);
  EXPECT_EQ(judged({{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}), Verdict::kFailed);
  EXPECT_EQ(judged({{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}, {"If-Match", "*"}}), Verdict::kSend);
}

std::string shown(std::vector<net::Header> headers, std::size_t size = 1000, net::Method method = net::Method::kGet) {
  const Wanted wanted = wanted_part(Asked{std::move(headers)}.request(method), kThere, size);
  if (wanted.kind == Wanted::Kind::kWhole) return "whole";
  if (wanted.kind == Wanted::Kind::kNone) return "none";
  return std::to_string(wanted.part.begin) + "-" + std::to_string(wanted.part.end);
}
std::string range(std::string_view text, std::size_t size = 1000) { return shown({{"Range", text}}, size); }

TEST(Conditional, Rfc9110Section1412OneRangeOfBytes) {
  EXPECT_EQ(range("bytes=0-499"), "0-500");
  EXPECT_EQ(range("bytes=500-999"), "500-1000");
  EXPECT_EQ(range("bytes=999-"), "999-1000");
  EXPECT_EQ(range("bytes=0-0"), "0-1");
  EXPECT_EQ(range("bytes=900-5000"), "900-1000");
  EXPECT_EQ(range("bytes=-200"), "800-1000");
  EXPECT_EQ(range("bytes=-5000"), "0-1000");
  EXPECT_EQ(range("Bytes= 0-1 "), "0-2");
  EXPECT_EQ(range("bytes=5-99999999999999999999999999"), "5-1000");
}

TEST(Conditional, Rfc9110Section15517PartsThatAreNotThere) {
  EXPECT_EQ(range("bytes=1000-"), "none");
  EXPECT_EQ(range("bytes=1000-1001"), "none");
  EXPECT_EQ(range("bytes=-0"), "none");
  EXPECT_EQ(range("bytes=0-", 0), "none");
  EXPECT_EQ(range("bytes=99999999999999999999999999-"), "none");
}

TEST(Conditional, WhatMakesNoSenseOrIsTooManyIsTheWhole) {
  for (const std::string_view text :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-1", "bytes=1", "bytes=0-1,5-6", "lines=0-1",
        "bytes=0x1-2", "bytes=+1-2", "bytes=1-2-3", "bytes=1 -2"})
    EXPECT_EQ(range(text), "whole") << text;
  EXPECT_EQ(shown({{"Range", "bytes=0-1"}}, 1000, net::Method::kHead), "whole");
}

TEST(Conditional, Rfc9110Section1315IfRange) {
  const auto with = [](std::string_view if_range) { return shown({{"Range", "bytes=0-1"}, {"If-Range", if_range}}); };
  EXPECT_EQ(with("\"abc\""), "0-2");
  EXPECT_EQ(with(kDate), "0-2");
  EXPECT_EQ(with("\"other\""), "whole");
  EXPECT_EQ(with("W/\"abc\""), "whole");
  EXPECT_EQ(with("Sun, 06 Nov 1994 08:49:38 GMT"), "whole");
  EXPECT_EQ(with("nonsense"), "whole");
}

}  // namespace
}  // namespace portolan::server
