// SPDX-License-Identifier: Apache-2.0
//
// IANA's XML: lossless through itself, through JSON and, where the input is small, through the lookup file.
#include <span>

#include "formats/json.h"
#include "formats/xml.h"
#include "lookup/compiler.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

constexpr Codec kXml = {formats::read_xml, formats::write_xml};
constexpr Codec kJson = {formats::read_json, formats::write_json};
constexpr std::size_t kSmall = 2048;  // a lookup file has at least a megabyte

void check_lookup_file(const registry::Registry& registry) {
  const auto file = lookup::compile(registry);
  require(file.has_value(), "a registry compiles", file ? "" : file.error().message);
  const auto opened = Lookup::from_bytes(std::as_bytes(std::span(*file)));
  require(opened.has_value(), "a compiled file opens", opened ? "" : opened.error().message);
  const auto back = lookup::decompile(*opened);
  require(back.has_value(), "a compiled file decompiles", back ? "" : back.error().message);
  require(*back == registry, "a compiled file holds the registry whole", written(registry, formats::write_xml));
}

void check(std::string_view input) {
  const formats::ReadOptions options = small_limits();
  const formats::Reading reading = formats::read_xml(input, options);
  check_reading(input, reading, options);
  if (!reading.ok()) return;
  check_lossless(*reading.registry, kXml);
  check_lossless(*reading.registry, kJson);
  if (input.size() <= kSmall) check_lookup_file(*reading.registry);
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
