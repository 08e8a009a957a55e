// SPDX-License-Identifier: Apache-2.0
//
// Registries for the tests of what people read: a small proper one, and one that holds an attack in every field.
#pragma once

#include <string>
#include <string_view>

#include "registry/registry.h"

namespace portolan::testing {

using registry::ReferenceKind;

inline registry::Reference reference(ReferenceKind kind, std::string_view data, std::string_view shown = {},
                                     std::string_view section = {}) {
  return {.kind = kind, .data = data, .section = section, .shown = shown};
}

inline registry::RichText plain(std::string_view text) { return registry::RichText::plain(text); }

inline registry::Record record(std::string_view name, std::optional<PortRange> ports,
                               std::optional<Transport> transport, std::string_view description) {
  registry::Record made;
  made.name = registry::ServiceName(name);
  made.ports = ports;
  made.transport = transport;
  made.description = plain(description);
  return made;
}

// Five records, a footnote, three contacts; every column is used.
inline registry::Registry small_registry() {
  registry::Registry made;
  registry::set_default_head(made);
  made.updated = {2026, 3, 9};
  made.experts = plain("TCP: Ann Onym\nDCCP: Bea Tester");
  registry::Note note;
  note.text.add_text("\nNames are used as ");
  note.text.add_reference(reference(ReferenceKind::kRfc, "rfc6335"));
  note.text.add_text(" says.\n\n*******\n* BOX *\n*******\n");
  made.notes.push_back(note);
  registry::Note request{.title = "Request an Assignment", .text = {}};
  request.text.add_reference(reference(ReferenceKind::kUri, "https://registry.example/apply"));
  made.notes.push_back(request);

  registry::Record full = record("lighthouse", PortRange{7, 7}, Transport::kDccp, "Lighthouse signals");
  full.assignee.add_person("Harbour_Master");
  full.contacts.add_person("Ann_Onym");
  full.contacts.add_person("Bea_Tester");
  full.registered = {2001, 5, 0};
  full.modified = {2019, 10, 30};
  full.references.add(reference(ReferenceKind::kRfc, "rfc4340", {}, "8.1.2"));
  full.references.add(reference(ReferenceKind::kNote, "1"));
  full.service_code = 1145656131;
  full.unauthorized_use = plain("Seen in harbours");
  full.notes.add_text("First line");
  full.notes.add_break();
  full.notes.add_text("second line");
  made.records.push_back(full);
  made.records.push_back(record("", PortRange{6000, 6063}, std::nullopt, "Unassigned"));
  registry::Record same = record("buoy", std::nullopt, std::nullopt, "A name alone");
  same.contacts.add_person("Ann_Onym");
  made.records.push_back(same);
  registry::Record stated = record("quay", PortRange{80, 80}, Transport::kTcp, "No contact");
  stated.assignee.add_person("Ann_Onym");
  made.records.push_back(stated);

  made.footnotes.push_back({"1", plain("For experiments\nonly")});
  made.contacts.push_back({"Ann_Onym", "Ann Onym", std::nullopt, {"mailto:ann&registry.example"}, Date{2024, 2, 0}});
  made.contacts.push_back(
      {"Bea_Tester", "Bea Tester", "Tests", {"tel:+1-555", "https://bea.example/a&b"}, std::nullopt});
  made.contacts.push_back({"Harbour_Master", std::nullopt, "Harbour", {}, std::nullopt});
  return made;
}

// Every field that can hold text holds `attack`.
inline registry::Registry hostile_registry(const std::string& attack) {
  registry::Registry made;
  made.id = attack;
  made.title = attack;
  made.category = attack;
  made.experts = plain(attack);
  registry::RichText rich;
  registry::References references;
  for (const ReferenceKind kind :
       {ReferenceKind::kPerson, ReferenceKind::kRfc, ReferenceKind::kDraft, ReferenceKind::kUri, ReferenceKind::kText,
        ReferenceKind::kNote, ReferenceKind::kErratum, ReferenceKind::kRegistry, ReferenceKind::kUnicode}) {
    rich.add_text(attack);
    rich.add_reference(reference(kind, attack, attack, attack));
    rich.add_break();
    rich.add_reference(reference(kind, attack));
    references.add(reference(kind, attack, {}, attack));
  }
  made.references = references;
  made.notes.push_back({attack, rich});
  registry::Record all = record(attack, PortRange{1, 2}, Transport::kTcp, attack);
  all.assignee = all.contacts = all.references = references;
  all.unauthorized_use = all.notes = rich;
  made.records.push_back(all);
  made.footnotes.push_back({attack, rich});
  made.contacts.push_back(
      {attack, attack, attack, {attack, "mailto:" + attack + "@x", "https://" + attack}, std::nullopt});
  return made;
}

}  // namespace portolan::testing
