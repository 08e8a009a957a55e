// SPDX-License-Identifier: Apache-2.0
//
// JSON: lossless. What it holds can be written as XML too: nothing may get in that breaks the master format.
#include "formats/json.h"
#include "formats/xml.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

constexpr Codec kJson = {formats::read_json, formats::write_json};
constexpr Codec kXml = {formats::read_xml, formats::write_xml};

void check(std::string_view input) {
  const formats::ReadOptions options = small_limits();
  const formats::Reading reading = formats::read_json(input, options);
  check_reading(input, reading, options);
  if (!reading.ok()) return;
  check_lossless(*reading.registry, kJson);
  check_readable(*reading.registry, kXml);
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
