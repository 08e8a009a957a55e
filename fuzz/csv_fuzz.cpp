// SPDX-License-Identifier: Apache-2.0
//
// IANA's CSV: it holds a part of the registry, and that part stays what it is, also in the lossless formats.
#include "formats/csv.h"
#include "formats/json.h"
#include "formats/xml.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

constexpr Codec kCodec = {formats::read_csv, formats::write_csv};
constexpr Codec kJson = {formats::read_json, formats::write_json};
constexpr Codec kXml = {formats::read_xml, formats::write_xml};

void check(std::string_view input) {
  const formats::ReadOptions options = small_limits();
  const formats::Reading reading = formats::read_csv(input, options);
  check_reading(input, reading, options);
  if (!reading.ok()) return;
  check_stable(*reading.registry, kCodec);
  check_lossless(*reading.registry, kJson);
  check_lossless(*reading.registry, kXml);
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
