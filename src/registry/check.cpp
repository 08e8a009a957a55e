// SPDX-License-Identifier: Apache-2.0
#include "registry/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "registry/alias.h"
#include "registry/port_cover.h"
#include "registry/port_states.h"
#include "registry/status.h"

namespace portolan::registry {
namespace {

enum RuleNumber : std::uint8_t {
  kNameSyntax,
  kDuplicateRecord,
  kOverlap,
  kEdgePort,
  kDynamicPort,
  kNameAlone,
  kTransportMissing,
  kServiceCode,
  kHolderMissing,
  kDescriptionMissing,
  kEmptyRecord,
  kUnclearStatus,
  kAliasTarget,
  kDateOrder,
  kDateLater,
  kContactUnknown,
  kFootnoteUnknown,
  kContactDuplicate,
  kContactUnused,
  kFootnoteUnused,
  kRuleCount,
};

constexpr std::array<Rule, kRuleCount> kRules = {{
    {"name-syntax", "RFC 6335, section 5.1", "a service name follows the syntax, or is the alias of one that does"},
    {"duplicate-record", "RFC 6335, section 5", "a name, port and transport are registered once"},
    {"overlap", "RFC 6335, section 6", "a port is assigned, unassigned or reserved on a transport, not two of these"},
    {"edge-port", "RFC 6335, section 6", "the ports at the edges of the ranges are reserved"},
    {"dynamic-port", "RFC 6335, section 6", "ports from 49152 are never assigned"},
    {"name-alone", "RFC 6335, section 8.1", "a name is registered with a port or without one, not both"},
    {"transport-missing", "RFC 6335, section 8.1", "an assigned port has a transport"},
    {"service-code", "RFC 6335, section 8.1", "DCCP needs a service code, and only DCCP has one"},
    {"holder-missing", "RFC 6335, section 8.1", "an assignment since 2011-09 has an assignee or a contact"},
    {"description-missing", "RFC 6335, section 8.1", "an assignment since 2011-09 has a description"},
    {"empty-record", "", "a record has a name or a port"},
    {"unclear-status", "RFC 6335, section 6", "a record without a name says unassigned or reserved"},
    {"alias-target", "", "the name that an alias stands for is registered"},
    {"date-order", "", "nothing is modified before it is registered"},
    {"date-later", "", "no date is later than the registry's own"},
    {"contact-unknown", "", "a contact that is cited is in the contact table"},
    {"footnote-unknown", "", "a footnote that is cited is there"},
    {"contact-duplicate", "", "a contact's id is unique"},
    {"contact-unused", "", "a contact is cited somewhere"},
    {"footnote-unused", "", "a footnote is cited somewhere"},
}};

constexpr std::array<std::uint16_t, 4> kEdgePorts = {kSystemPorts.first, kSystemPorts.last, kUserPorts.first,
                                                     kUserPorts.last};

// When RFC 6335 was published; before it, neither a contact nor a description was always asked for.
constexpr Date kRulesSince = {.year = 2011, .month = 8, .day = 0};

std::string_view word(PortState state) {
  switch (state) {
    case PortState::kAssigned: return "assigned";
    case PortState::kUnassigned: return "unassigned";
    case PortState::kReserved:
    case PortState::kUncovered: break;
  }
  return "reserved";
}

std::string key_of(const Record& record) {
  return fmt::format("{}\n{}\n{}", record.name.folded(), record.ports ? to_string(*record.ports) : "",
                     record.transport ? to_string(*record.transport) : "");
}

// Only where the precision of both dates tells: compare() gives unordered otherwise.
bool later(Date a, Date b) { return !a.empty() && !b.empty() && compare(a, b) == std::partial_ordering::greater; }

class Checker {
 public:
  explicit Checker(const Registry& registry) : registry_(registry), links_(registry) {
    for (const Contact& contact : registry.contacts) contacts_.insert(contact.id);
    for (const Footnote& footnote : registry.footnotes) footnotes_.insert(footnote.anchor);
    for (std::size_t i = 0; i < registry.records.size(); ++i) index(i);
    assigned_.finish();
    reserved_.finish();
  }

  std::vector<Violation> run() {
    for (position_ = 0; position_ < registry_.records.size(); ++position_) check_record(registry_.records[position_]);
    in_records_ = false;
    cite_in(registry_.experts.nodes(), "experts");
    for (const Note& note : registry_.notes) cite_in(note.text.nodes(), "note");
    for (const Footnote& footnote : registry_.footnotes) cite_in(footnote.text.nodes(), "footnote");
    check_contacts();
    for (const Footnote& footnote : registry_.footnotes)
      if (!cited_footnotes_.contains(footnote.anchor))
        add(Severity::kWarning, kFootnoteUnused, fmt::format("footnote {} is cited nowhere", footnote.anchor));
    return std::move(found_);
  }

 private:
  void index(std::size_t position) {
    const Record& record = registry_.records[position];
    if (!record.name.empty()) names_.insert(record.name.folded());
    if (!record.name.empty() && record.ports && record.transport)
      with_port_.insert(record.name.folded() + "/" + std::string(to_string(*record.transport)));
    if (!record.ports) return;
    const PortState state = state_of(record);
    if (state == PortState::kUnassigned) return;
    (state == PortState::kAssigned ? assigned_ : reserved_).add(*record.ports, record.covers(), position);
  }

  void add(Severity severity, RuleNumber rule, std::string message, std::string contact = {}) {
    Violation violation{.severity = severity, .rule = &kRules[rule], .message = {}, .record = {}, .contact = {}};
    violation.contact = std::move(contact);
    if (in_records_) {
      violation.record = position_;
      message = label(registry_.records[position_]) + ": " + message;
    }
    violation.message = std::move(message);
    found_.push_back(std::move(violation));
  }

  void check_record(const Record& record) {
    check_name(record);
    check_key(record);
    check_ports(record);
    if (state_of(record) == PortState::kAssigned) check_assignment(record);
    check_transport(record);
    check_status(record);
    check_alias(record);
    check_dates(record);
    check_citations(record);
  }

  void check_name(const Record& record) {
    if (record.name.empty() || record.name.well_formed()) return;
    const std::string_view twin = links_.canonical(record.name.text());
    const bool excused = ServiceName(twin).well_formed();
    std::string message = fmt::format("{}", fmt::join(name_violations(record.name.text()), "; "));
    if (excused) message += fmt::format(" (its well-formed replacement is {})", twin);
    add(excused ? Severity::kWarning : Severity::kError, kNameSyntax, std::move(message));
  }

  void check_key(const Record& record) {
    if (record.name.empty() && !record.ports) return;
    const auto [found, is_new] = keys_.try_emplace(key_of(record), position_);
    if (!is_new) add(Severity::kError, kDuplicateRecord, fmt::format("record {} is for the same", found->second + 1));
  }

  // The assignment has the last word, then the reservation: so each contradiction is told once, at the weaker record.
  void check_ports(const Record& record) {
    if (!record.ports) return;
    const PortState state = state_of(record);
    if (state != PortState::kAssigned) {
      auto other = assigned_.find(*record.ports, record.covers());
      if (!other && state == PortState::kUnassigned) other = reserved_.find(*record.ports, record.covers());
      if (other)
        add(Severity::kError, kOverlap,
            fmt::format("{} here, but record {} ({}) says {}", word(state), *other + 1,
                        label(registry_.records[*other]), word(state_of(registry_.records[*other]))));
      return;
    }
    for (const std::uint16_t edge : kEdgePorts)
      if (record.ports->contains(edge))
        add(Severity::kError, kEdgePort, fmt::format("{} is at the edge of a range, which is reserved", edge));
    if (record.ports->overlaps(kDynamicPorts))
      add(Severity::kError, kDynamicPort, "ports from 49152 are for dynamic use and never assigned");
  }

  void check_assignment(const Record& record) {
    if (!record.ports && record.transport &&
        with_port_.contains(record.name.folded() + "/" + std::string(to_string(*record.transport))))
      add(Severity::kWarning, kNameAlone,
          fmt::format("registered without a port, although it has one on {}", to_string(*record.transport)));
    if (record.ports && !record.transport)
      add(Severity::kWarning, kTransportMissing, "an assigned port needs a transport: tcp, udp, sctp or dccp");
    // What is older was registered under other rules.
    if (!later(record.registered, kRulesSince)) return;
    if (record.holders().empty()) add(Severity::kWarning, kHolderMissing, "nobody is named as assignee or contact");
    if (record.description.empty()) add(Severity::kWarning, kDescriptionMissing, "there is no description");
  }

  void check_transport(const Record& record) {
    const bool dccp = record.transport == Transport::kDccp;
    if (record.service_code && !dccp)
      add(Severity::kWarning, kServiceCode, "a service code is for DCCP only: remove it");
    if (dccp && !record.service_code && !record.name.empty())
      add(Severity::kWarning, kServiceCode, "an assignment for DCCP needs a service code");
  }

  void check_status(const Record& record) {
    if (!record.name.empty()) return;
    if (!record.ports) return add(Severity::kWarning, kEmptyRecord, "it says nothing about any name or port");
    const bool reserved = status_of(record).status == Status::kReserved;
    if (reserved && !fold_ascii(record.description.published()).contains("reserved"))
      add(Severity::kWarning, kUnclearStatus, "neither a name nor the word unassigned or reserved: taken as reserved");
  }

  void check_alias(const Record& record) {
    if (record.name.empty()) return;
    if (const auto target = alias_target(record); target && !names_.contains(fold_ascii(*target)))
      add(Severity::kError, kAliasTarget, fmt::format("an alias to {}, which is not registered", *target));
    for (const std::string& name : replaced_names(record))
      if (!names_.contains(fold_ascii(name)))
        add(Severity::kWarning, kAliasTarget, fmt::format("a replacement for {}, which is not registered", name));
  }

  void check_dates(const Record& record) {
    if (later(record.registered, record.modified))
      add(Severity::kWarning, kDateOrder,
          fmt::format("modified on {}, but registered on {}", to_string(record.modified),
                      to_string(record.registered)));
    for (const Date date : {record.registered, record.modified})
      if (later(date, registry_.updated))
        add(Severity::kWarning, kDateLater,
            fmt::format("{} is later than the registry's own date, {}", to_string(date), to_string(registry_.updated)));
  }

  void check_citations(const Record& record) {
    told_.clear();
    for (const References* references : {&record.assignee, &record.contacts, &record.references})
      for (const Reference& reference : *references) cite(reference, "");
    for (const RichText* text : {&record.description, &record.unauthorized_use, &record.notes})
      cite_in(text->nodes(), "");
  }

  void cite_in(NodeRange nodes, std::string_view where) {
    for (const Node& node : nodes)
      if (node.kind == Node::Kind::kReference) cite(node.reference, where);
  }

  // `where` is empty within records, whose label says it.
  void cite(const Reference& reference, std::string_view where) {
    const std::string prefix = where.empty() ? "" : std::string(where) + ": ";
    if (reference.kind == ReferenceKind::kPerson) {
      cited_contacts_.insert(reference.data);
      // A format without a contact table cannot have the contact.
      if (registry_.contacts.empty() || contacts_.contains(reference.data)) return;
      if (in_records_ && !told_.insert(reference.data).second) return;
      add(Severity::kError, kContactUnknown,
          fmt::format("{}contact {} is not in the contact table", prefix, reference.data), std::string(reference.data));
    } else if (reference.kind == ReferenceKind::kNote) {
      cited_footnotes_.insert(reference.data);
      if (!footnotes_.contains(reference.data))
        add(Severity::kError, kFootnoteUnknown, fmt::format("{}there is no footnote {}", prefix, reference.data));
    }
  }

  void check_contacts() {
    std::unordered_set<std::string_view> seen;
    for (const Contact& contact : registry_.contacts) {
      if (!seen.insert(contact.id).second) {
        add(Severity::kError, kContactDuplicate, fmt::format("contact {} is there more than once", contact.id),
            contact.id);
        continue;
      }
      if (!cited_contacts_.contains(contact.id))
        add(Severity::kWarning, kContactUnused, fmt::format("contact {} is cited nowhere", contact.id), contact.id);
      if (contact.updated && later(*contact.updated, registry_.updated))
        add(Severity::kWarning, kDateLater,
            fmt::format("contact {}: {} is later than the registry's own date, {}", contact.id,
                        to_string(*contact.updated), to_string(registry_.updated)),
            contact.id);
    }
  }

  const Registry& registry_;
  const AliasLinks links_;
  PortCover assigned_;
  PortCover reserved_;
  std::unordered_set<std::string> names_;      // folded
  std::unordered_set<std::string> with_port_;  // "name/tcp" of those that have a port there
  std::unordered_set<std::string_view> contacts_;
  std::unordered_set<std::string_view> footnotes_;
  std::unordered_set<std::string_view> cited_contacts_;
  std::unordered_set<std::string_view> cited_footnotes_;
  std::unordered_map<std::string, std::size_t> keys_;
  std::unordered_set<std::string_view> told_;  // unknown contacts of the record at hand
  std::size_t position_ = 0;
  bool in_records_ = true;
  std::vector<Violation> found_;
};

}  // namespace

std::string_view to_string(Severity severity) noexcept { return severity == Severity::kError ? "error" : "warning"; }

std::span<const Rule> rules() noexcept { return kRules; }

std::vector<Violation> check(const Registry& registry) { return Checker(registry).run(); }

}  // namespace portolan::registry
