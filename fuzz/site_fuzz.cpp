// SPDX-License-Identifier: Apache-2.0
//
// Requests to the whole site, behind the parser: every route, with whatever stands in the path, the query and the
// headers. The input is HTTP.
#include <fmt/format.h>

#include <string>

#include "net/request_parser.h"
#include "properties.h"
#include "sample_views.h"
#include "server/site.h"

namespace portolan::fuzz {
namespace {

bool has_control(std::string_view text) {
  return text.find_first_of(std::string_view("\0\r\n\x1b\x7f", 5)) != text.npos;
}

void check_response(const net::Request& request, const net::Response& response) {
  const std::string shown = fmt::format("{} for {}?{}", response.status, request.path, request.query);
  require(response.status >= 200 && response.status < 600, "a response has a status", shown);
  require(response.status < 500 || response.status == 501 || response.status == 503, "no request breaks the server",
          shown + ": " + std::string(response.content().substr(0, 200)));
  std::string_view left = response.headers;
  while (!left.empty()) {
    const std::size_t end = left.find("\r\n");
    require(end != left.npos, "a header has an end", left);
    const std::string_view line = left.substr(0, end);
    left.remove_prefix(end + 2);
    require(line.find(": ") != line.npos && !has_control(line), "a header is one line", line);
  }
  if (!response.content().empty())
    require(response.headers.find("Content-Type: ") != std::string::npos, "content has a type", shown);
}

void answer(server::Site& site, const net::Request& request) {
  net::Response response;
  if (!site.answer(request, response)) {
    response.clear();
    site.answer_slowly(request, response);
  }
  check_response(request, response);
}

void check(std::string_view input) {
  static const net::Limits limits;
  static server::Site site(sample_views(), {});
  net::RequestParser parser(limits);
  const auto step = parser.parse(input);
  if (step.outcome == net::RequestParser::Outcome::kRequest) answer(site, parser.request());
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
