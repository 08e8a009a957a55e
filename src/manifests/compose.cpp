// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "manifests/compose_ports.h"
#include "manifests/readers.h"
#include "manifests/yaml_tree.h"

namespace portolan::manifests {
namespace {

constexpr std::array<std::string_view, 7> kLongKeys = {"target", "published", "protocol",    "host_ip",
                                                       "mode",   "name",      "app_protocol"};
constexpr int kMostExtended = 32;
// A list with one of these tags stands alone: the ports of the service that is extended are not added.
constexpr std::string_view kReset = "!reset";
constexpr std::string_view kOverride = "!override";

class ComposeReader {
 public:
  explicit ComposeReader(Findings& findings) : findings_(findings) {}

  void read(const YamlStream& stream) {
    if (stream.documents.size() > 1)
      return wrong(*stream.documents[1], {}, "a compose file is one document: remove what follows ---");
    const YamlNode* services = stream.documents.empty() ? nullptr : stream.documents.front()->find("services");
    if (services == nullptr || !services->is_map())
      return findings_.wrong(ErrorCode::kInvalidValue,
                             "a compose file has `services:`, a map from names to services (since version 2)",
                             services == nullptr ? Spot{} : spot_of(*services, "services"));
    if (const YamlNode* include = stream.documents.front()->find("include"))
      findings_.pass_over("the files that it includes are not read: give them too", spot_of(*include, "include"));
    for (const YamlEntry& entry : services->entries) services_.emplace(entry.key->text, entry.value);
    for (const YamlEntry& entry : services->entries)
      if (!findings_.full()) read_service(entry);
  }

 private:
  void wrong(const YamlNode& node, std::string field, std::string message) {
    findings_.wrong(ErrorCode::kInvalidValue, std::move(message), spot_of(node, std::move(field)));
  }

  void read_service(const YamlEntry& entry) {
    name_ = text_of(entry.key, "services", findings_);
    shown_name_ = shown(name_);
    seen_.clear();
    const YamlNode* service = entry.value;
    for (int depth = 0; service != nullptr; ++depth) {
      if (!service->is_map()) return wrong(*service, shown_name_, "a service is a map");
      if (depth > kMostExtended)
        return wrong(*service, shown_name_, fmt::format("it extends more than {} services, or itself", kMostExtended));
      const YamlNode* ports = service->find("ports");
      if (depth > 0 && !may_extend(*service, ports)) return;
      read_ports(*service, ports);
      const bool alone = ports != nullptr && (ports->tag == kReset || ports->tag == kOverride);
      service = alone || findings_.full() ? nullptr : extended(*service);
    }
  }

  // What is extended is read once more each time, as behind an alias.
  bool may_extend(const YamlNode& service, const YamlNode* ports) {
    extended_ += service.entries.size() + (ports == nullptr ? 0 : ports->items.size());
    if (extended_ <= findings_.limits().values) return true;
    findings_.wrong(ErrorCode::kLimit,
                    fmt::format("the services that others extend have more than {} values", findings_.limits().values),
                    spot_of(service, shown_name_));
    return false;
  }

  // The service of this file that another one extends; null if it extends none.
  const YamlNode* extended(const YamlNode& service) {
    const YamlNode* extends = service.find("extends");
    if (extends == nullptr) return nullptr;
    const std::string field = shown_name_ + ": extends";
    if (const YamlNode* file = extends->find("file")) {
      findings_.pass_over(fmt::format("the ports of '{}' are not read: give that file too", shown(text_of(file))),
                          spot_of(*extends, field));
      return nullptr;
    }
    const std::string_view base = text_of(extends->is_map() ? extends->find("service") : extends, field, findings_);
    const auto found = services_.find(base);
    if (found != services_.end()) return found->second;
    wrong(*extends, field, fmt::format("there is no service '{}'", shown(base)));
    return nullptr;
  }

  void read_ports(const YamlNode& service, const YamlNode* ports) {
    if (ports == nullptr || ports->is_nothing() || ports->tag == kReset) return;
    const std::string field = shown_name_ + ": ports";
    if (!ports->is_list()) return wrong(*ports, field, "it is a list");
    if (text_of(service.find("network_mode")) == "host")
      return findings_.pass_over("with `network_mode: host` nothing is published: its ports are not in the file",
                                 spot_of(*ports, field));
    for (std::size_t i = 0; i < ports->items.size() && !findings_.full(); ++i)
      read_port(*ports->items[i], fmt::format("{}[{}]", field, i));
  }

  void read_port(const YamlNode& node, const std::string& field) {
    if (node.is_map()) return read_long(node, field);
    if (node.is_nothing()) return wrong(node, field, "a port is missing");
    const std::string_view text = text_of(&node, field, findings_);
    if (text.empty() && !(node.is_text() && node.text.empty())) return;  // which has been said
    use(node, publish_short(text), {}, field);
  }

  void read_long(const YamlNode& node, const std::string& field) {
    for (const YamlEntry& entry : node.entries)
      if (std::ranges::find(kLongKeys, entry.key->text) == kLongKeys.end() && !entry.key->text.starts_with("x-"))
        return wrong(*entry.key, field,
                     fmt::format("'{}' is no key of a port; if it is a port, write it without a blank: \"8080:80\"",
                                 shown(entry.key->text)));
    const auto word = [&](std::string_view key) {
      return text_of(node.find(key), fmt::format("{}.{}", field, key), findings_);
    };
    const LongPort words{word("host_ip"), word("published"), word("target"), word("protocol")};
    const std::string_view name = word("name");
    if (node.find("target") == nullptr) return wrong(node, field, "it needs `target`, the port of the container");
    use(node, publish_long(words), name.empty() ? word("app_protocol") : name, field);
  }

  void use(const YamlNode& node, const Result<Published>& port, std::string_view purpose, const std::string& field) {
    if (!port) return findings_.wrong(port.error(), spot_of(node, field));
    if (!port->host) return findings_.pass_over(port->why_not, spot_of(node, field));
    // A port that a service has twice, of itself and of what it extends, is published once.
    if (!seen_.emplace(port->host->first, port->host->last, port->transport, port->address).second) return;
    Use use;
    use.name = name_;
    use.transport = port->transport;
    use.address = port->address;
    use.purpose = purpose;
    use.note = note_of(*port);
    findings_.add_range(use, *port->host, spot_of(node, field));
  }

  static std::string note_of(const Published& port) {
    std::string note;
    if (port.container.first != 0) note = fmt::format("port {} of the container", to_string(port.container));
    if (port.one_of_them) note += fmt::format("; Docker takes one of {}", to_string(*port.host));
    if (!port.unset_address.empty()) note += fmt::format("; on the address of ${}", shown(port.unset_address));
    return note.starts_with("; ") ? note.substr(2) : note;
  }

  Findings& findings_;
  std::unordered_map<std::string_view, const YamlNode*> services_;
  std::size_t extended_ = 0;
  std::string name_;  // of the service that is read
  std::string shown_name_;
  std::set<std::tuple<std::uint16_t, std::uint16_t, Transport, std::string>> seen_;
};

}  // namespace

void read_compose(std::string_view bytes, Findings& findings) {
  if (const auto stream = read_yaml(bytes, findings)) ComposeReader(findings).read(*stream);
}

}  // namespace portolan::manifests
