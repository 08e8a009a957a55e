// SPDX-License-Identifier: Apache-2.0
//
// What clients send, as far as one connection takes it. However the bytes are cut on their way, they are the same
// requests: what two readers of one stream see differently is how requests are smuggled.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "net/request_parser.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

using net::Header;
using net::Request;
using net::RequestParser;
using Outcome = RequestParser::Outcome;

constexpr net::Limits small() {
  net::Limits limits;
  limits.header_bytes = 1024;
  limits.headers = 12;
  limits.body_bytes = 2048;
  return limits;
}
constexpr net::Limits kLimits = small();

constexpr std::array kRefusals = {400U, 413U, 417U, 431U, 501U, 505U};

bool is_clean(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

void check_request(const Request& request) {
  require(request.path.starts_with('/'), "a path begins with a slash", request.path);
  for (const std::string_view part : {request.path, request.query})
    require(is_clean(part) && part.find_first_of(" \t#\"<>\\^`{|}") == part.npos, "a target has no other bytes", part);
  require(request.path.find('?') == request.path.npos, "a query is not part of the path", request.path);
  require(request.headers.size() <= kLimits.headers, "there are no more headers than may be");
  require(request.body.size() <= kLimits.body_bytes, "a body is not larger than it may be");
  for (const Header& header : request.headers) {
    require(!header.name.empty() && is_clean(header.name), "a header has a name", header.name);
    require(header.name.find_first_of(" \t:\r\n") == header.name.npos, "a header's name is a word", header.name);
    require(is_clean(header.value), "a header's value holds no control characters", header.value);
  }
}

std::string shown(const RequestParser& parser) {
  const Request& request = parser.request();
  std::string out = fmt::format("{} {} ? {} {} [{}]\n", net::to_string(request.method), request.path, request.query,
                                parser.keep_alive(), request.body);
  for (const Header& header : request.headers) out += fmt::format("{}={}\n", header.name, header.value);
  return out;
}

// What one connection reads of the input when it comes in pieces of that size.
struct Read {
  std::vector<std::string> requests;
  bool refused = false;
};
Read read(std::string_view input, std::size_t piece) {
  Read out;
  RequestParser parser(kLimits);
  std::string waiting;
  while (true) {
    const RequestParser::Step step = parser.parse(waiting);
    require(step.consumed <= waiting.size(), "no more is consumed than there is");
    if (step.outcome == Outcome::kBad) {
      require(std::ranges::find(kRefusals, parser.status()) != kRefusals.end(), "a refusal has a status of its kind");
      out.refused = true;
      return out;
    }
    if (step.outcome == Outcome::kRequest) {
      require(step.consumed > 0, "a request has bytes");
      check_request(parser.request());
      out.requests.push_back(shown(parser));
      if (!parser.keep_alive()) return out;
      parser.reset();
    }
    waiting.erase(0, step.consumed);
    if (step.outcome == Outcome::kRequest) continue;
    require(waiting.size() <= kLimits.header_bytes + piece + 2, "what waits is bounded");
    if (input.empty()) return out;
    waiting += input.substr(0, piece);
    input.remove_prefix(std::min(piece, input.size()));
  }
}

void check(std::string_view input) {
  const Read whole = read(input, std::max<std::size_t>(input.size(), 1));
  for (const std::size_t piece : {1U, 7U}) {
    const Read other = read(input, piece);
    const std::size_t common = std::min(whole.requests.size(), other.requests.size());
    for (std::size_t i = 0; i < common; ++i)
      require(whole.requests[i] == other.requests[i], "requests are the same however they are cut", other.requests[i]);
    // How far a line may go that does not end depends on how much of it is there.
    if (whole.refused || other.refused) continue;
    require(whole.requests.size() == other.requests.size(), "requests are as many however they are cut");
  }
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
