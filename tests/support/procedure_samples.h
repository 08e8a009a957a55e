// SPDX-License-Identifier: Apache-2.0
//
// Requests, people and a small registry for tests of procedures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "procedures/application.h"
#include "procedures/person.h"
#include "registry/registry.h"

namespace portolan::testing {

inline constexpr std::string_view kHolder = "Ann_Onym";

inline registry::Record held_record(std::string_view name, std::optional<PortRange> ports, Transport transport,
                                    std::string_view holder) {
  registry::Record record;
  record.name = registry::ServiceName(name);
  record.ports = ports;
  record.transport = transport;
  record.description = registry::RichText::plain(name.empty() ? holder : name);
  if (!name.empty()) {
    record.assignee.add_person(holder);
    record.contacts.add_person(holder);
  }
  return record;
}

// beacon 2000/tcp of the holder, foghorn 2001/tcp of somebody else, bad_name 2002/tcp; 2003 reserved.
inline registry::Registry harbour() {
  registry::Registry registry;
  registry.records = {held_record("beacon", PortRange{2000, 2000}, Transport::kTcp, kHolder),
                      held_record("foghorn", PortRange{2001, 2001}, Transport::kTcp, "Ben_Nevis"),
                      held_record("bad_name", PortRange{2002, 2002}, Transport::kTcp, kHolder),
                      held_record("", PortRange{2003, 2003}, Transport::kTcp, "Reserved")};
  return registry;
}

inline procedures::Request request_for(std::string_view name, std::optional<PortRange> ports = std::nullopt) {
  procedures::Request request;
  request.name = name;
  request.transports = Transport::kTcp;
  request.ports = ports;
  request.assignee = request.contact = kHolder;
  request.description = "Lights of the harbour";
  request.reference = "RFC7605";
  if (ports) request.reason = "It is asked before anything can be looked up.";
  return request;
}

}  // namespace portolan::testing
