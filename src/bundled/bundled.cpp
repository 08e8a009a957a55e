// SPDX-License-Identifier: Apache-2.0
#include "bundled/bundled.h"

#include <fmt/format.h>

#include "bundled/packages.h"

namespace portolan::bundled {

std::string bundled_description() {
  return fmt::format("bundled registry: names and ports of {}, other columns of {}; `portolan update` gets IANA's own",
                     to_string(kNames.date), to_string(kColumns.date));
}

}  // namespace portolan::bundled
