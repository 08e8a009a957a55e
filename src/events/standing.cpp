// SPDX-License-Identifier: Apache-2.0
#include "events/standing.h"

#include "events/fields.h"

namespace portolan::events {
namespace {

// Persistent: docs/ledger-format.md lists them.
enum Field : unsigned {
  kState = 1,
  kKind,
  kService,
  kPorts,       // first * 65536 + last + 1
  kTransports,  // a bit each
  kApplicant,
  kReviewer,
  kDue,
  kClosed,
};

}  // namespace

std::string encode_standing(const Standing& standing) {
  std::string out;
  FieldWriter fields(out);
  fields.bytes(kState, standing.state);
  fields.bytes(kKind, standing.kind);
  fields.bytes(kService, standing.service);
  if (standing.ports) fields.number(kPorts, (std::uint64_t{standing.ports->first} << 16U | standing.ports->last) + 1);
  fields.number(kTransports, standing.transports.bits());
  fields.number(kApplicant, standing.applicant);
  fields.number(kReviewer, standing.reviewer);
  fields.number(kDue, standing.due);
  fields.number(kClosed, standing.closed ? 1 : 0);
  return out;
}

Result<Standing> decode_standing(std::string_view bytes) {
  FieldReader fields(bytes);
  Standing standing;
  standing.state = fields.bytes(kState);
  standing.kind = fields.bytes(kKind);
  standing.service = fields.bytes(kService);
  if (const std::uint64_t ports = fields.number(kPorts); ports != 0) {
    standing.ports = PortRange{static_cast<std::uint16_t>((ports - 1) >> 16U), static_cast<std::uint16_t>(ports - 1)};
    if (ports - 1 > UINT32_MAX || standing.ports->first > standing.ports->last) fields.fail();
  }
  const std::uint64_t transports = fields.number(kTransports);
  standing.transports = Transports::from_bits(static_cast<std::uint8_t>(transports));
  if (standing.transports.bits() != transports) fields.fail();
  standing.applicant = fields.number(kApplicant);
  standing.reviewer = fields.number(kReviewer);
  standing.due = fields.number(kDue);
  standing.closed = fields.flag(kClosed);
  if (!fields.done()) return fail(ErrorCode::kDamaged, "where an application stands is not readable in the ledger");
  return standing;
}

}  // namespace portolan::events
