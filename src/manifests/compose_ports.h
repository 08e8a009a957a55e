// SPDX-License-Identifier: Apache-2.0
//
// One entry of `ports` in a docker-compose file, in the short and in the long form:
//
//     short   = [ [ address ":" ] [ host ] ":" ] container [ "/" transport ]
//     host    = port / port "-" port        ; so is container
//     address = IPv4 / "[" IPv6 "]" / IPv6
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "portolan/error.h"
#include "portolan/types.h"

namespace portolan::manifests {

// The words of a long form, as written. What is not there is empty.
struct LongPort {
  std::string_view address;
  std::string_view host;
  std::string_view container;
  std::string_view transport;

  bool operator==(const LongPort&) const = default;
};

// A port that a container publishes. Without `host` it has no fixed port on the host, and `why_not` says why.
struct Published {
  std::optional<PortRange> host;
  std::string why_not;
  std::string address;
  std::string unset_address;  // the variable that would say it
  Transport transport = Transport::kTcp;
  PortRange container;       // 0-0 if a variable would say it
  bool one_of_them = false;  // Docker takes one port of a range
};

// What an entry means, its variables put in. Fails by the rule that it breaks.
Result<Published> publish_short(std::string_view text);
Result<Published> publish_long(const LongPort& words);

}  // namespace portolan::manifests
