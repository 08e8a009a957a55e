// SPDX-License-Identifier: Apache-2.0
#include "procedures/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "registry/service_name.h"
#include "registry/status.h"

namespace portolan::procedures {
namespace {

using registry::Record;
using Use = World::Use;

constexpr std::string_view kSyntax = "RFC 6335, section 5.1";
constexpr std::string_view kPorts = "RFC 6335, section 6";
constexpr std::string_view kPrinciples = "RFC 6335, section 7.2";
constexpr std::string_view kApplication = "RFC 6335, section 8.1";
constexpr std::string_view kRanges = "RFC 6335, section 8.1.2";

constexpr std::size_t kLongest = 10'000;  // bytes of a text

bool is_assigned(const Record& record) {
  const Status status = registry::status_of(record).status;
  return status == Status::kAssigned || status == Status::kHistoric;
}

bool is_edge(const Policy& policy, std::uint16_t port) {
  return policy.keeps_edges && std::ranges::any_of(policy.ranges, [port](const Range& range) {
           return !range.procedures.empty() && (range.ports.first == port || range.ports.last == port);
         });
}

std::vector<Transport> each(Transports transports) {
  std::vector<Transport> out;
  for (const Transport transport : kAllTransports)
    if (transports.contains(transport)) out.push_back(transport);
  return out;
}

// How hard the port is to have: the worst of its transports.
Use use_on(const World& world, std::uint16_t port, Transports transports) {
  Use use = Use::kFree;
  for (const Transport transport : each(transports)) use = std::max(use, world.use_of(port, transport));
  return use;
}

// --- what the registry below has

bool is_taken_below(const World& world, std::uint16_t port, Transports transports) {
  return std::ranges::any_of(
      kAllTransports, [&](Transport one) { return transports.contains(one) && !world.below(port, one).empty(); });
}

std::string words_of(const Collision& one) {
  return fmt::format("{} is registered below this registry", registry::label(*one.below));
}

class Checker {
 public:
  Checker(const Policy& policy, const World& world, const Request& request)
      : policy_(policy), world_(world), it_(request) {}

  std::vector<Violation> run() {
    check_texts();
    switch (it_.kind) {
      case Kind::kAssignment: check_assignment(it_.name); break;
      case Kind::kReuse: check_reuse(); break;
      case Kind::kDeassignment: check_deassignment(); break;
      case Kind::kRevocation: check_revocation(); break;
      case Kind::kMaintenance: check_maintenance(); break;
      case Kind::kUnauthorizedUse: check_report(); break;
      case Kind::kReplacement: check_replacement(); break;
    }
    return std::move(found_);
  }

 private:
  void add(std::string_view rule, std::string_view section, std::string_view field, std::string message) {
    found_.push_back({rule, section, std::string(field), std::move(message)});
  }
  void need(std::string_view value, std::string_view field, std::string_view what) {
    if (value.empty()) add("missing", kApplication, field, fmt::format("{} is missing", what));
  }

  void check_texts() {
    const std::array texts = {std::pair("description", &it_.description),
                              std::pair("reference", &it_.reference),
                              std::pair("unauthorized_use", &it_.unauthorized_use),
                              std::pair("notes", &it_.notes),
                              std::pair("reason", &it_.reason),
                              std::pair("document", &it_.document),
                              std::pair("assignee", &it_.assignee),
                              std::pair("contact", &it_.contact)};
    for (const auto& [field, text] : texts) {
      if (text->size() > kLongest) add("text", "", field, fmt::format("it may have {} bytes at most", kLongest));
      if (!registry::is_plain_text(*text)) add("text", "", field, "it holds control characters, or is no UTF-8");
    }
  }

  // --- an assignment

  void check_assignment(const std::string& name) {
    need(name, "name", "the service name");
    // A document of the IETF stream is the IESG's without a word (section 8.1).
    if (it_.document.empty()) need(it_.assignee, "assignee", "the assignee");
    // What nobody looks at needs no reasons.
    if (!is_claim()) {
      if (it_.document.empty()) need(it_.contact, "contact", "the contact");
      need(it_.description, "description", "the description");
      need(it_.reference, "reference", "the reference");
    }
    if (it_.transports.empty()) add("missing", kApplication, "transports", "a transport is missing");
    check_service_code();
    if (name.empty()) return;
    for (std::string& words : registry::name_violations(name)) add("name-syntax", kSyntax, "name", std::move(words));
    check_name_is_free(name);
    if (it_.ports) check_ports(name);
    check_collisions(name);
  }

  // With what the registry below has assigned, where the rules do not allow it.
  void check_collisions(const std::string& name) {
    if (policy_.collisions != Collisions::kRefuse) return;
    for (const Collision& one : collisions_below(world_, name, it_.ports, it_.transports))
      add("collision", "", one.by_name ? "name" : "ports", words_of(one));
  }

  bool is_claim() const {
    if (!it_.ports) return policy_.names.contains(Procedure::kClaim);
    const Range* range = policy_.range_of(it_.ports->first);
    // What is never given out lacks more than a description.
    return range == nullptr || range->procedures.empty() || range->procedures.contains(Procedure::kClaim);
  }

  void check_service_code() {
    const bool dccp = it_.transports.contains(Transport::kDccp);
    if (dccp && !it_.service_code) add("service-code", kApplication, "service_code", "DCCP needs a service code");
    if (!dccp && it_.service_code) add("service-code", kApplication, "service_code", "only DCCP has service codes");
    if (!it_.service_code) return;
    for (const Record& record : world_.registry().records)
      if (record.service_code == it_.service_code && !registry::same_name(record.name.text(), it_.name))
        return add("service-code-taken", kApplication, "service_code",
                   fmt::format("{} has this service code", registry::label(record)));
  }

  // Taken by somebody else; or by the same, who may add transports to it, with the port that it has.
  void check_name_is_free(const std::string& name) {
    std::vector<const Record*> held = world_.named(name);
    std::erase_if(held, [](const Record* record) { return !is_assigned(*record); });
    if (held.empty()) return check_is_no_lookalike(name);
    const auto others = std::ranges::find_if(held, [&](const Record* one) { return !is_same_holder(*one); });
    if (others != held.end())
      return add("name-taken", kSyntax, "name", fmt::format("{} is registered", registry::label(**others)));
    // Another port is meant where it is named: else who claims twice would have two.
    if (!policy_.one_port && it_.ports && it_.ports->size() == 1) return;
    const auto here = std::ranges::find_if(
        held, [&](const Record* one) { return !one->transport || it_.transports.contains(*one->transport); });
    if (here != held.end() && (*here)->ports.has_value())
      return add("name-taken", kSyntax, "name", fmt::format("{} is registered already", registry::label(**here)));
    const auto with_port = std::ranges::find_if(held, [](const Record* one) { return one->ports.has_value(); });
    if (with_port == held.end()) {
      if (!it_.ports) add("name-taken", kSyntax, "name", fmt::format("{} is registered already", name));
    } else if (it_.ports != (*with_port)->ports) {
      add("one-port", kPrinciples, "ports",
          fmt::format("the service has port {}: another transport takes the same one",
                      registry::ports_text(**with_port)));
    }
  }

  bool is_same_holder(const Record& record) const {
    return record.holders().empty() ? !it_.document.empty() : is_held_by(record, it_.assignee);
  }

  void check_is_no_lookalike(const std::string& name) {
    for (const std::string& other : world_.confusable_with(name)) {
      const auto held = world_.named(other);
      if (std::ranges::any_of(held, [&](const Record* one) { return is_held_by(*one, it_.assignee); })) continue;
      return add("name-confusable", kSyntax, "name", fmt::format("{} is easily taken for {}", name, other));
    }
  }

  // --- ports

  void check_ports(const std::string& name) {
    if (!is_claim()) need(it_.reason, "reason", "why the service needs a port (RFC 7605, section 7)");
    const Range* range = policy_.range_of(it_.ports->first);
    if (range == nullptr || !range->ports.contains(it_.ports->last) || range->procedures.empty())
      return add("never-assigned", kRanges, "ports", fmt::format("{} are never given out", to_string(*it_.ports)));
    if (it_.ports->size() > 1) {
      if (const Band* band = policy_.band_of(it_.ports->first);
          band != nullptr && band->chosen && band->ports.contains(it_.ports->last))
        add("band", "", "ports",
            fmt::format("in {} ({}) who asks chooses the port: name one", to_string(band->ports), band->name));
      else if (!port_for(policy_, world_, it_))
        add("none-free", kPorts, "ports", fmt::format("none of {} is free", to_string(*it_.ports)));
      return;
    }
    check_port(name, it_.ports->first);
  }

  void check_port(const std::string& name, std::uint16_t port) {
    if (const Band* band = policy_.band_of(port); band != nullptr && !band->chosen && it_.kind == Kind::kAssignment)
      add("band", "", "ports",
          fmt::format("in {} ({}) the registry chooses the port: ask for the range", to_string(band->ports),
                      band->name));
    if (is_edge(policy_, port))
      add("edge-port", kPorts, "ports", fmt::format("{} is kept so that the range can be moved", port));
    for (const Transport transport : each(it_.transports)) {
      const Use use = world_.use_of(port, transport);
      const auto records = world_.on(port, transport);
      if (use == Use::kFree || (use == Use::kKept && is_kept_for(records, name))) continue;
      if (use == Use::kTaken && it_.kind == Kind::kReuse) continue;
      if (use == Use::kReturned && !has_fresh_port()) continue;
      add_use(use, port, transport, records);
    }
  }

  void add_use(Use use, std::uint16_t port, Transport transport, const std::vector<const Record*>& records) {
    const std::string what = fmt::format("{}/{}{}", port, to_string(transport),
                                         records.empty() ? "" : " (" + registry::label(*records.front()) + ")");
    if (use == Use::kTaken) return add("port-taken", kPorts, "ports", what + " is taken");
    if (use == Use::kReturned)
      return add("port-returned", "RFC 6335, section 8.2", "ports",
                 what + " had a holder, and is given again when nothing else is left");
    add("port-reserved", kPorts, "ports", what + " is reserved");
  }

  bool is_kept_for(const std::vector<const Record*>& records, std::string_view name) const {
    return std::ranges::any_of(records, [&](const Record* one) {
      return registry::column_text(*one, registry::Column::kAssignmentNotes) == kept_note(name);
    });
  }

  bool has_fresh_port() const {
    if (!policy_.reuses_last) return false;
    Request any = it_;
    any.ports = policy_.range_of(it_.ports->first)->ports;
    const auto port = port_for(policy_, world_, any);
    return port && use_on(world_, *port, it_.transports) == Use::kFree;
  }

  // --- what is held already

  // True if there is something to do it to.
  bool check_held(std::string_view section) {
    need(it_.name, "name", "the service name");
    if (it_.name.empty()) return false;
    if (!records_of(world_, it_).empty()) return true;
    add("not-held", section, "name", fmt::format("{} is not registered so", it_.name));
    return false;
  }

  // Section 8.2: the name stays, where what is given up is kept; so there has to be something else to give up.
  void check_deassignment() {
    if (!check_held("RFC 6335, section 8.2") || !policy_.keeps_returned) return;
    const auto records = records_of(world_, it_);
    const bool gives_up = std::ranges::any_of(records, [&](const Record* one) {
      return one->ports || (it_.gives_up_name && registry::status_of(*one).status != Status::kHistoric);
    });
    if (gives_up) return;
    add("name-kept", "RFC 6335, section 8.2", "gives_up_name",
        it_.name + (it_.gives_up_name ? " is historic already, and has no port"
                                      : " has no port, and its name stays assigned unless it is given up as well"));
  }

  // Section 8.3: as a new application, of a port that the applicant has.
  void check_reuse() {
    if (!it_.ports || it_.ports->size() != 1) add("missing", "RFC 6335, section 8.3", "ports", "the port is missing");
    const bool there = check_held("RFC 6335, section 8.3");
    const auto records = records_of(world_, it_);
    if (there && !std::ranges::all_of(records, [&](const Record* one) { return is_held_by(*one, it_.assignee); }))
      add("transfer", "RFC 6335, section 8.5", "assignee", transfer_words());
    check_assignment(it_.new_name);
  }

  void check_revocation() {
    need(it_.reason, "reason", "the evidence that the port is not used");
    if (check_held("RFC 6335, section 8.4") && !it_.ports)
      add("name-revoked", "RFC 6335, section 8.4", "ports", "names are not revoked: they cost nothing");
  }

  // Section 8.6. What would give it to somebody else is a transfer, which is not there.
  void check_maintenance() {
    if (!check_held("RFC 6335, section 8.6")) return;
    for (const Record* record : records_of(world_, it_))
      if (!it_.assignee.empty() && !is_held_by(*record, it_.assignee))
        return add("transfer", "RFC 6335, section 8.5", "assignee", transfer_words());
    if (it_.contact.empty() && it_.description.empty() && it_.reference.empty())
      add("missing", "RFC 6335, section 8.6", "description", "there is nothing to change");
  }

  void check_report() {
    need(it_.unauthorized_use, "unauthorized_use", "what uses the port");
    check_held(kApplication);
  }

  void check_replacement() {
    if (!check_held("RFC 6335, section 10.1")) return;
    if (registry::name_violations(it_.name).empty())
      add("well-formed", "RFC 6335, section 10.1", "name", "the name is well formed");
    for (std::string& words : registry::name_violations(it_.new_name))
      add("name-syntax", kSyntax, "new_name", std::move(words));
    if (!world_.named(it_.new_name).empty())
      add("name-taken", kSyntax, "new_name", fmt::format("{} is registered", it_.new_name));
  }

  static std::string transfer_words() {
    return "an assignment is not handed on: its holder gives it up (de-assignment), and who wants it applies; both may "
           "be "
           "asked for together";
  }

  const Policy& policy_;
  const World& world_;
  const Request& it_;
  std::vector<Violation> found_;
};

}  // namespace

bool is_held_by(const Record& record, std::string_view contact) {
  return std::ranges::any_of(record.holders(),
                             [&](const registry::Reference& holder) { return holder.data == contact; });
}

std::vector<const Record*> records_of(const World& world, const Request& request) {
  std::vector<const Record*> records = world.named(request.name);
  std::erase_if(records, [&](const Record* record) {
    if (!is_assigned(*record)) return true;
    if (request.ports && record->ports != request.ports) return true;
    return !request.transports.empty() && record->transport && !request.transports.contains(*record->transport);
  });
  return records;
}

std::optional<std::uint16_t> port_for(const Policy& policy, const World& world, const Request& request) {
  if (!request.ports) return std::nullopt;
  if (request.ports->size() == 1) return request.ports->first;
  const Transports all = policy.keeps_other_transports ? Transports::all() : request.transports;
  std::optional<std::uint16_t> returned;
  for (std::uint32_t port = request.ports->first; port <= request.ports->last; ++port) {
    const auto number = static_cast<std::uint16_t>(port);
    if (is_edge(policy, number)) continue;
    if (const Band* band = policy.band_of(number); band != nullptr && band->chosen) continue;
    if (policy.collisions != Collisions::kAllow && is_taken_below(world, number, request.transports)) continue;
    const Use use = use_on(world, number, all);
    if (use == Use::kFree) return number;
    if (use == Use::kReturned && !returned) returned = number;
  }
  return returned;
}

std::vector<std::string> advice(const Policy& policy, const World& world, const Request& request) {
  std::vector<std::string> out;
  if (request.kind == Kind::kAssignment && request.ports && policy.names.contains(Procedure::kFirstComeFirstServed))
    out.push_back(fmt::format(
        "A name alone is assigned at once ({}): clients find the port by DNS SRV or DNS-SD, and it may be any",
        to_string(Procedure::kFirstComeFirstServed)));
  const bool is_warned = request.kind == Kind::kAssignment && policy.collisions == Collisions::kWarn;
  for (const Collision& one :
       is_warned ? collisions_below(world, request.name, request.ports, request.transports) : std::vector<Collision>())
    out.push_back(words_of(one));
  for (const std::string& other : world.confusable_with(request.name))
    out.push_back(fmt::format("{} is easily taken for {}", request.name, other));
  return out;
}

std::vector<Collision> collisions_below(const World& world, std::string_view name, std::optional<PortRange> ports,
                                        Transports transports) {
  std::vector<Collision> out;
  for (const Record* below : world.below(name))
    if (below->ports != ports) out.push_back({below, true});
  if (!ports || ports->size() != 1) return out;
  for (const Transport one : kAllTransports) {
    if (!transports.contains(one)) continue;
    for (const Record* below : world.below(ports->first, one))
      if (!registry::same_name(below->name.text(), name)) out.push_back({below, false});
  }
  return out;
}

std::vector<Violation> check(const Policy& policy, const World& world, const Request& request) {
  return Checker(policy, world, request).run();
}

}  // namespace portolan::procedures
