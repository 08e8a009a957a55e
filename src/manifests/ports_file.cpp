// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "manifests/readers.h"
#include "manifests/transports.h"
#include "manifests/yaml_tree.h"

namespace portolan::manifests {
namespace {

constexpr std::array<std::string_view, 2> kFileKeys = {"registry", "ports"};
constexpr std::array<std::string_view, 7> kPortKeys = {"name",    "port",    "transport", "owner",
                                                       "contact", "purpose", "expires"};

class PortsReader {
 public:
  explicit PortsReader(Findings& findings) : findings_(findings) {}

  void read(const YamlStream& stream) {
    if (stream.documents.empty() || !stream.documents.front()->is_map())
      return findings_.wrong(ErrorCode::kInvalidValue, "the file has `ports:`, a list of ports",
                             stream.documents.empty() ? Spot{} : spot_of(*stream.documents.front(), {}));
    if (stream.documents.size() > 1)
      return wrong(*stream.documents[1], {}, "the file is one document: remove what follows ---");
    const YamlNode& file = *stream.documents.front();
    find_unknown(file, kFileKeys, {});
    findings_.set_registry(std::string(text_of(file.find("registry"), "registry", findings_)));
    const YamlNode* ports = file.find("ports");
    if (ports == nullptr || !ports->is_list())
      return wrong(ports == nullptr ? file : *ports, "ports", "it is a list, and is needed: `ports: []` for none");
    for (std::size_t i = 0; i < ports->items.size() && !findings_.full(); ++i)
      read_port(*ports->items[i], fmt::format("ports[{}]", i));
  }

 private:
  void wrong(const YamlNode& node, std::string field, std::string message) {
    findings_.wrong(ErrorCode::kInvalidValue, std::move(message), spot_of(node, std::move(field)));
  }
  void wrong(const YamlNode& node, std::string field, Error error) {
    findings_.wrong(std::move(error), spot_of(node, std::move(field)));
  }

  // What is written and means nothing is a mistake of who wrote it.
  void find_unknown(const YamlNode& map, std::span<const std::string_view> known, const std::string& field) {
    for (const YamlEntry& entry : map.entries)
      if (std::ranges::find(known, entry.key->text) == known.end())
        wrong(*entry.key, field,
              fmt::format("nothing is called '{}' here; there are {}", shown(entry.key->text), fmt::join(known, ", ")));
  }

  void read_port(const YamlNode& node, const std::string& field) {
    if (!node.is_map()) return wrong(node, field, "it is a map with `name` and `port`");
    find_unknown(node, kPortKeys, field);
    const auto word = [&](std::string_view key) {
      return std::string(text_of(node.find(key), fmt::format("{}.{}", field, key), findings_));
    };
    Use use;
    use.name = word("name");
    use.owner = word("owner");
    use.contact = word("contact");
    use.purpose = word("purpose");
    const auto expires = formats::parse_date_column(word("expires"));
    if (!expires) return wrong(*node.find("expires"), field + ".expires", expires.error());
    use.expires = *expires;
    const auto transports = transports_of(node.find("transport"), field + ".transport");
    if (transports) add(node, use, *transports, word("port"), field);
  }

  // Nothing if it is wrong; empty if it is not said.
  std::optional<Transports> transports_of(const YamlNode* node, const std::string& field) {
    if (node == nullptr || !node->is_list()) return one_transport(node, field);
    if (node->items.empty()) wrong(*node, field, "it is a transport, or a list of them: [tcp, udp]");
    Transports all;
    bool good = !node->items.empty();
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      const auto one = one_transport(node->items[i], fmt::format("{}[{}]", field, i));
      good = good && one;
      if (one) all |= *one;
    }
    return good ? std::optional(all) : std::nullopt;
  }

  std::optional<Transports> one_transport(const YamlNode* node, const std::string& field) {
    const std::string_view word = text_of(node, field, findings_);
    if (node == nullptr) return Transports();
    auto transport = formats::parse_transport_column(word);
    if (transport) return *transport;
    if (node->is_nothing()) wrong(*node, field, "it is a transport, or a list of them: [tcp, udp]");
    if (node->is_text()) wrong(*node, field, std::move(transport.error()));
    return std::nullopt;
  }

  void add(const YamlNode& node, Use& use, Transports transports, const std::string& number, const std::string& field) {
    const YamlNode* port = node.find("port");
    if (port == nullptr) return add_name(node, use, transports, field);
    const auto ports = parse_used_ports(number);
    if (!ports) {
      if (port->is_text()) wrong(*port, field + ".port", ports.error());
      if (port->is_nothing()) wrong(*port, field + ".port", "the number is missing");
      return;
    }
    for_each(transports.empty() ? Transports(Transport::kTcp) : transports, [&](Transport transport) {
      use.transport = transport;
      if (is_new(*port, *ports, transport, field)) findings_.add_range(use, *ports, spot_of(node, field));
    });
  }

  void no_name(const YamlNode& node, const std::string& field) {
    const YamlNode* name = node.find("name");
    if (name == nullptr || name->is_nothing() || (name->is_text() && name->text.empty()))
      wrong(node, field, "it needs a name, a port, or both");
  }

  // A name alone: that it is registered is all that is asked.
  void add_name(const YamlNode& node, Use& use, Transports transports, const std::string& field) {
    if (use.name.empty()) return no_name(node, field);
    const auto add_one = [&](std::optional<Transport> transport) {
      const auto [first, added] = names_.try_emplace({use.name, transport}, node.line);
      if (!added)
        return wrong(node, field, fmt::format("the name '{}' is in line {} already", shown(use.name), first->second));
      use.transport = transport;
      findings_.add(use, spot_of(node, field));
    };
    if (transports.empty()) add_one(std::nullopt);
    for_each(transports, add_one);
  }

  // Each port of a transport stands in the file once; the first of a range that does not is said.
  bool is_new(const YamlNode& node, PortRange ports, Transport transport, const std::string& field) {
    for (std::uint32_t port = ports.first; port <= ports.last; ++port) {
      const auto [first, added] = ports_.try_emplace({port, transport}, node.line);
      if (added) continue;
      wrong(node, field + ".port",
            fmt::format("{}/{} is in line {} already", port, to_string(transport), first->second));
      return false;
    }
    return true;
  }

  Findings& findings_;
  std::map<std::pair<std::uint32_t, Transport>, std::uint64_t> ports_;  // with their lines
  std::map<std::pair<std::string, std::optional<Transport>>, std::uint64_t> names_;
};

}  // namespace

void read_ports_file(std::string_view bytes, Findings& findings) {
  if (const auto stream = read_yaml(bytes, findings)) PortsReader(findings).read(*stream);
}

}  // namespace portolan::manifests
