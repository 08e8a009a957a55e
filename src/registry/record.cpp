// SPDX-License-Identifier: Apache-2.0
#include "registry/record.h"

#include <utility>

namespace portolan::registry {

const std::array<ColumnName, kColumnCount>& columns() noexcept {
  static constexpr std::array<ColumnName, kColumnCount> kColumns = {{
      {Column::kServiceName, "Service Name", "service_name"},
      {Column::kPortNumber, "Port Number", "port_number"},
      {Column::kTransportProtocol, "Transport Protocol", "transport_protocol"},
      {Column::kDescription, "Description", "description"},
      {Column::kAssignee, "Assignee", "assignee"},
      {Column::kContact, "Contact", "contact"},
      {Column::kRegistrationDate, "Registration Date", "registration_date"},
      {Column::kModificationDate, "Modification Date", "modification_date"},
      {Column::kReference, "Reference", "reference"},
      {Column::kServiceCode, "Service Code", "service_code"},
      {Column::kUnauthorizedUse, "Unauthorized Use Reported", "unauthorized_use_reported"},
      {Column::kAssignmentNotes, "Assignment Notes", "assignment_notes"},
  }};
  return kColumns;
}

std::string_view title(Column column) noexcept { return columns()[static_cast<std::size_t>(column)].title; }
std::string_view key(Column column) noexcept { return columns()[static_cast<std::size_t>(column)].key; }

std::string label(const Record& record) {
  std::string out = record.name.text();
  if (!record.ports) return out.empty() ? "a record without name and port" : out;
  if (!out.empty()) out += ' ';
  out += to_string(*record.ports);
  if (record.transport) out.append("/").append(to_string(*record.transport));
  return out;
}

std::string ports_text(const Record& record) {
  if (!record.ports) return {};
  std::string out = to_string(*record.ports);
  return record.range_of_one ? out + '-' + out : out;
}

std::string column_text(const Record& record, Column column) {
  switch (column) {
    case Column::kServiceName: return record.name.text();
    case Column::kPortNumber: return ports_text(record);
    case Column::kTransportProtocol:
      return record.transport ? std::string(to_string(*record.transport)) : std::string();
    case Column::kDescription: return record.description.published();
    case Column::kAssignee: return record.holders().published();
    case Column::kContact: return record.contacts.published();
    case Column::kRegistrationDate: return to_string(record.registered);
    case Column::kModificationDate: return to_string(record.modified);
    case Column::kReference: return record.references.published();
    case Column::kServiceCode: return record.service_code ? std::to_string(*record.service_code) : std::string();
    case Column::kUnauthorizedUse: return record.unauthorized_use.published();
    case Column::kAssignmentNotes: return record.notes.published();
  }
  return {};
}

std::string service_code_characters(std::uint32_t code) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const auto c = static_cast<char>(code >> static_cast<unsigned>(shift) & 0xFFU);
    if (c == '\0' && out.empty()) continue;
    if (c < 0x20 || c > 0x7E) return {};
    out.push_back(c);
  }
  // A code is padded to four characters on either side; the padding is no content.
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace portolan::registry
