// SPDX-License-Identifier: Apache-2.0
//
// IANA's CSV: it holds a part of the registry, and that part stays what it is.
#include "formats/csv.h"
#include "properties.h"

namespace portolan::fuzz {
namespace {

constexpr Codec kCodec = {formats::read_csv, formats::write_csv};

void check(std::string_view input) {
  const formats::ReadOptions options = small_limits();
  const formats::Reading reading = formats::read_csv(input, options);
  check_reading(input, reading, options);
  if (reading.ok()) check_stable(*reading.registry, kCodec);
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
