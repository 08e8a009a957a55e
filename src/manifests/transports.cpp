// SPDX-License-Identifier: Apache-2.0
#include "manifests/transports.h"

#include "formats/format.h"

namespace portolan::manifests {

Result<Transports> parse_transports(std::string_view text) {
  constexpr std::string_view kSeparators = " ,/";
  Transports all;
  for (std::size_t at = text.find_first_not_of(kSeparators); at < text.size();
       at = text.find_first_not_of(kSeparators, at)) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, at), text.size());
    const auto one = formats::parse_transport_column(text.substr(at, end - at));
    if (!one) return std::unexpected(one.error());
    all |= *one;
    at = end;
  }
  return all;
}

}  // namespace portolan::manifests
