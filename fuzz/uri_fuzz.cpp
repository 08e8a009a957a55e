// SPDX-License-Identifier: Apache-2.0
//
// Percent-encoding and query parameters: what comes out is text without NUL, never longer than what came in, and
// encoded again it is read as the same.
#include <utf8proc.h>

#include <string>

#include "net/uri.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const utf8proc_ssize_t size = utf8proc_iterate(at, static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void check_text(std::string_view input, const std::string& decoded) {
  require(decoded.size() <= input.size(), "decoding makes nothing longer", decoded);
  require(decoded.find('\0') == std::string::npos, "what was decoded holds no NUL");
  require(is_utf8(decoded), "what was decoded is UTF-8", decoded);
  const std::string encoded = net::encode_uri(decoded);
  require(encoded.find_first_of("&=?/#+ \r\n") == std::string::npos, "what is encoded stays in its place", encoded);
  require(net::decode_segment(encoded) == decoded, "what is encoded is read as the same in a path", encoded);
  require(net::decode_query(encoded) == decoded, "what is encoded is read as the same in a query", encoded);
}

void check_parameters(std::string_view input) {
  const auto parsed = net::Parameters::parse(input);
  if (!parsed) return;
  std::string again;
  std::size_t seen = 0;
  for (const auto& [name, value] : parsed->parameters()) {
    check_text(input, name);
    check_text(input, value);
    require(parsed->find(name) != nullptr, "a parameter that is there is found", name);
    require(parsed->value(name) == parsed->all(name).front(), "the first of a name counts", name);
    again += (seen++ == 0 ? "" : "&") + net::encode_uri(name) + "=" + net::encode_uri(value);
  }
  const auto same = net::Parameters::parse(again);
  require(same && same->parameters().size() == seen, "parameters that are written again are as many", again);
  for (std::size_t i = 0; i < seen; ++i) {
    require(same->parameters()[i].name == parsed->parameters()[i].name, "a name is read as the same", again);
    require(same->parameters()[i].value == parsed->parameters()[i].value, "a value is read as the same", again);
  }
}

void check(std::string_view input) {
  const auto segment = net::decode_segment(input);
  const auto query = net::decode_query(input);
  require(segment.has_value() == query.has_value(), "a path and a query are broken by the same");
  if (segment) check_text(input, *segment);
  if (query) check_text(input, *query);
  check_parameters(input);
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
