// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "manifests/readers.h"
#include "manifests/yaml_tree.h"

namespace portolan::manifests {
namespace {

// What makes Pods of `spec.template`.
constexpr std::array<std::string_view, 6> kTemplateKinds = {
    "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"};

const YamlNode* find(const YamlNode* node, std::initializer_list<std::string_view> way) {
  for (const std::string_view key : way)
    if (node != nullptr) node = node->find(key);
  return node;
}

class KubernetesReader {
 public:
  explicit KubernetesReader(Findings& findings) : findings_(findings) {}

  void read(const YamlStream& stream) {
    for (const YamlNode* document : stream.documents)
      if (!document->is_nothing() && !findings_.full()) read_object(*document, {});
  }

 private:
  void wrong(const YamlNode& node, std::string field, std::string message) {
    findings_.wrong(ErrorCode::kInvalidValue, std::move(message), spot_of(node, std::move(field)));
  }

  // `kind` is that of an object that does not say its own: those of a ServiceList are Services.
  void read_object(const YamlNode& object, std::string_view kind) {
    if (!object.is_map()) return wrong(object, {}, "an object is a map with apiVersion, kind and metadata");
    if (const YamlNode* own = object.find("kind")) kind = text_of(own, "kind", findings_);
    if (kind.empty()) return no_kind(object);
    if (kind.ends_with("List")) return read_list(object, kind.substr(0, kind.size() - 4));
    if (kind == "Service")
      read_service(object);
    else if (kind == "Pod")
      read_pod(object, kind, object.find("spec"));
    else if (kind == "CronJob")
      read_pod(object, kind, find(&object, {"spec", "jobTemplate", "spec", "template", "spec"}));
    else if (std::ranges::find(kTemplateKinds, kind) != kTemplateKinds.end())
      read_pod(object, kind, find(&object, {"spec", "template", "spec"}));
  }

  void no_kind(const YamlNode& object) {
    const YamlNode* own = object.find("kind");
    if (own == nullptr || own->is_nothing() || (own->is_text() && own->text.empty()))
      wrong(object, "kind", "an object has a kind: Service, Deployment or another");
  }

  void read_list(const YamlNode& object, std::string_view kind) {
    for (const YamlNode* item : list(&object, "items", "items"))
      if (!findings_.full()) read_object(*item, kind);
  }

  // The items of a list that need not be there.
  std::vector<const YamlNode*> list(const YamlNode* map, std::string_view key, const std::string& field) {
    const YamlNode* node = map == nullptr ? nullptr : map->find(key);
    if (node == nullptr || node->is_nothing()) return {};
    if (node->is_list()) return node->items;
    wrong(*node, field, "it is a list");
    return {};
  }

  // Sets what the uses of an object have in common.
  void name_object(const YamlNode& object, std::string_view kind) {
    const YamlNode* metadata = object.find("metadata");
    name_ = text_of(find(metadata, {"name"}), "metadata.name", findings_);
    if (name_.empty()) name_ = text_of(find(metadata, {"generateName"}), "metadata.generateName", findings_);
    const std::string_view space = text_of(find(metadata, {"namespace"}), "metadata.namespace", findings_);
    shown_ = fmt::format("{} {}{}{}", kind, shown(space), space.empty() ? "" : "/", shown(name_));
  }

  void read_service(const YamlNode& service) {
    name_object(service, "Service");
    const YamlNode* spec = service.find("spec");
    const std::string_view type = text_of(find(spec, {"type"}), shown_ + ": spec.type", findings_);
    const auto ports = list(spec, "ports", shown_ + ": spec.ports");
    if (type == "ExternalName") return;  // a name in DNS
    for (std::size_t i = 0; i < ports.size() && !findings_.full(); ++i)
      read_service_port(*ports[i], type, fmt::format("{}: spec.ports[{}]", shown_, i));
  }

  void read_service_port(const YamlNode& node, std::string_view type, const std::string& field) {
    if (!node.is_map()) return wrong(node, field, "it is a map with `port`");
    const auto port = port_of(node, "port", field);
    const auto node_port = port_of(node, "nodePort", field);
    auto use = common(node, field);
    if (!port || !node_port || !use) return;
    if (*port == 0) return wrong(node, field, "it needs `port`");
    use->purpose = text_of(node.find("appProtocol"), field + ".appProtocol", findings_);
    const bool has_node_port = type == "NodePort" || type == "LoadBalancer";
    const std::uint16_t shown_node_port = has_node_port ? *node_port : std::uint16_t{0};
    if (findings_.options().service_ports == ServicePorts::kCluster) {
      use->port = *port;
      use->note = shown_node_port == 0 ? "service port" : fmt::format("service port; node port {}", shown_node_port);
    } else if (shown_node_port != 0) {
      use->port = shown_node_port;
      use->note = fmt::format("node port of service port {}", *port);
    } else if (has_node_port) {
      return findings_.pass_over("it has no fixed node port: the cluster chooses one", spot_of(node, field));
    }
    if (use->port) findings_.add(std::move(*use), spot_of(node, field));
  }

  void read_pod(const YamlNode& object, std::string_view kind, const YamlNode* spec) {
    name_object(object, kind);
    const bool host_network = text_of(find(spec, {"hostNetwork"})) == "true";
    for (const std::string_view key : {"containers", "initContainers"}) {
      const auto containers = list(spec, key, fmt::format("{}: {}", shown_, key));
      for (std::size_t i = 0; i < containers.size() && !findings_.full(); ++i)
        read_container(*containers[i], host_network, fmt::format("{}: {}[{}]", shown_, key, i));
    }
  }

  void read_container(const YamlNode& container, bool host_network, const std::string& field) {
    if (!container.is_map()) return wrong(container, field, "a container is a map");
    const std::string_view name = text_of(container.find("name"), field + ".name", findings_);
    const auto ports = list(&container, "ports", field + ".ports");
    for (std::size_t i = 0; i < ports.size() && !findings_.full(); ++i)
      read_container_port(*ports[i], name, host_network, fmt::format("{}.ports[{}]", field, i));
  }

  // With the network of its node every port of a container is one of the node.
  void read_container_port(const YamlNode& node, std::string_view container, bool host_network,
                           const std::string& field) {
    if (!node.is_map()) return wrong(node, field, "it is a map with `containerPort`");
    const auto inside = port_of(node, "containerPort", field);
    const auto outside = port_of(node, "hostPort", field);
    auto use = common(node, field);
    if (!inside || !outside || !use) return;
    use->port = *outside == 0 && host_network ? *inside : *outside;
    if (use->port == 0) return;
    use->address = text_of(node.find("hostIP"), field + ".hostIP", findings_);
    use->note = fmt::format("{} of container {}", *outside == 0 ? "host network" : "host port", container);
    findings_.add(std::move(*use), spot_of(node, field));
  }

  // 0 if the key is not there, or says so itself; nothing if it is no port.
  std::optional<std::uint16_t> port_of(const YamlNode& node, std::string_view key, const std::string& field) {
    const std::string_view text = text_of(node.find(key), fmt::format("{}.{}", field, key), findings_);
    if (text.empty() || text == "0") return 0;
    const auto ports = parse_used_ports(text);
    if (ports && ports->size() == 1 && !text.contains('-')) return ports->first;
    wrong(*node.find(key), fmt::format("{}.{}", field, key),
          ports ? "it is one port, not a range" : ports.error().message);
    return std::nullopt;
  }

  // Name and transport.
  std::optional<Use> common(const YamlNode& node, const std::string& field) {
    Use use;
    const std::string_view name = text_of(node.find("name"), field + ".name", findings_);
    use.name = name.empty() || name_.empty() ? name_ + std::string(name) : fmt::format("{}-{}", name_, name);
    const std::string_view protocol = text_of(node.find("protocol"), field + ".protocol", findings_);
    use.transport = protocol.empty() ? Transport::kTcp : parse_transport(protocol);
    if (use.transport && *use.transport != Transport::kDccp) return use;
    wrong(*node.find("protocol"), field + ".protocol",
          fmt::format("unknown transport '{}': it is TCP, UDP or SCTP", shown(protocol)));
    return std::nullopt;
  }

  Findings& findings_;
  std::string name_;   // of the object that is read
  std::string shown_;  // "Service shop/web"
};

}  // namespace

void read_kubernetes(std::string_view bytes, Findings& findings) {
  if (const auto stream = read_yaml(bytes, findings)) KubernetesReader(findings).read(*stream);
}

}  // namespace portolan::manifests
