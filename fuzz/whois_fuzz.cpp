// SPDX-License-Identifier: Apache-2.0
//
// Questions to WHOIS: whatever is asked, lines of printable text come back, and not too many.
#include <string>

#include "formats/wrap.h"
#include "properties.h"
#include "sample_views.h"
#include "server/whois.h"

namespace portolan::fuzz {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

void check(std::string_view input) {
  static server::Whois whois(sample_views());
  const std::string answer = whois.answer_line(input);
  require(answer.ends_with("\r\n"), "an answer ends in CR LF", answer);
  require(answer.size() < kMostBytes, "an answer is bounded");
  for (std::string_view left = answer; !left.empty();) {
    const std::string_view line = left.substr(0, left.find("\r\n"));
    left.remove_prefix(line.size() + 2);
    require(formats::printable_line(line) == line, "a line is printable", line);
    require(line.find_first_of("\r\n") == line.npos, "a line is one line", line);
  }
  require(whois.answer_line(input) == answer, "the same question has the same answer", answer);
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
