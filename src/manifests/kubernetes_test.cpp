// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "manifest_text.h"
#include "manifests/manifest.h"

namespace portolan::manifests {
namespace {

std::string read(const std::string& text, ServicePorts ports = ServicePorts::kCluster) {
  Options options;
  options.service_ports = ports;
  return testing::text_of(read_manifest(text, Kind::kKubernetes, options));
}

constexpr const char* kServices = R"(apiVersion: v1
kind: List
items:
  - kind: Service
    metadata: {name: web}
    spec:
      type: LoadBalancer
      ports:
        - {name: http, port: 80, nodePort: 30080, protocol: TCP, appProtocol: h2c}
        - {name: dns, port: 53, protocol: UDP}
  - kind: Service
    metadata: {name: inner}
    spec: {ports: [{port: 3868, protocol: SCTP}]}
  - kind: Service
    metadata: {name: elsewhere}
    spec: {type: ExternalName, externalName: example.com, ports: [{port: 1}]}
  - kind: ConfigMap
    data: {ports: many}
)";

TEST(Kubernetes, ServicesHavePortsInTheCluster) {
  EXPECT_EQ(read(kServices),
            "web-http 80/tcp - service port; node port 30080\nweb-dns 53/udp - service port\n"
            "inner 3868/sctp - service port\n");
  EXPECT_EQ(read_manifest(kServices, Kind::kKubernetes, {})->uses[0].purpose, "h2c");
  EXPECT_EQ(read_manifest(kServices, Kind::kKubernetes, {})->uses[0].place,
            (Place{"-", 9, 11, "Service web: spec.ports[0]"}));
}

TEST(Kubernetes, ServicesHavePortsOnNodes) {
  EXPECT_EQ(read(kServices, ServicePorts::kNode),
            "web-http 30080/tcp - node port of service port 80\n"
            "passed over: 10:11: Service web: spec.ports[1]: it has no fixed node port: the cluster chooses one\n");
}

TEST(Kubernetes, PodsTakePortsOfTheirNodes) {
  EXPECT_EQ(
      read("kind: Pod\nmetadata: {generateName: p-}\nspec:\n  containers:\n"
           "    - {name: a, ports: [{containerPort: 80, hostPort: 8080, hostIP: 10.0.0.1}, {containerPort: 81}]}\n"
           "  initContainers:\n    - {name: b, ports: [{containerPort: 82, hostPort: 82, name: x}]}\n"),
      "p- 8080/tcp 10.0.0.1 host port of container a\np--x 82/tcp - host port of container b\n");
  for (const char* kind : {"Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job"})
    EXPECT_EQ(read(std::string("kind: ") + kind +
                   "\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, ports: "
                   "[{containerPort: 80, hostPort: 8080}]}]}}}\n"),
              "d 8080/tcp - host port of container c\n");
  EXPECT_EQ(read("kind: CronJob\nmetadata: {name: d}\nspec: {jobTemplate: {spec: {template: {spec: {hostNetwork: true, "
                 "containers: [{name: c, ports: [{containerPort: 80}]}]}}}}}\n"),
            "d 80/tcp - host network of container c\n");
}

TEST(Kubernetes, ItemsOfAListMayLackTheirKind) {
  EXPECT_EQ(read("kind: ServiceList\nitems:\n- metadata: {name: a}\n  spec: {ports: [{port: 1}]}\n"),
            "a 1/tcp - service port\n");
}

TEST(Kubernetes, DocumentsMayBeEmptyOrJson) {
  EXPECT_EQ(read("---\n# nothing\n---\n{\"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}, "
                 "\"spec\": {\"ports\": [{\"port\": 1}]}}\n---\n"),
            "a 1/tcp - service port\n");
}

TEST(Kubernetes, EverythingThatIsWrongIsSaid) {
  EXPECT_EQ(read("kind: Service\nmetadata: {name: a}\nspec:\n  ports:\n  - {port: http}\n  - {port: 80-81}\n"
                 "  - {port: 1, protocol: DCCP}\n  - 80\n  - {name: x}\n---\njust text\n---\nmetadata: {}\n"
                 "---\nkind: Pod\nspec: {containers: {}}\n---\nkind: [Pod]\n"),
            "5:12: Service a: spec.ports[0].port: 'http' is no port number\n"
            "6:12: Service a: spec.ports[1].port: it is one port, not a range\n"
            "7:25: Service a: spec.ports[2].protocol: unknown transport 'DCCP': it is TCP, UDP or SCTP\n"
            "8:5: Service a: spec.ports[3]: it is a map with `port`\n"
            "9:5: Service a: spec.ports[4]: it needs `port`\n"
            "11:1: an object is a map with apiVersion, kind and metadata\n"
            "13:1: kind: an object has a kind: Service, Deployment or another\n"
            "16:20: Pod : containers: it is a list\n"
            "18:7: kind: it is a text, not a list or a map\n");
}

TEST(Kubernetes, ATemplateIsSaidToBeOne) {
  const std::string told = read("kind: Service\nspec:\n  ports:\n  {{- range .Values.ports }}\n  - port: {{ . }}\n");
  EXPECT_NE(told.find("helm template"), told.npos) << told;
}

}  // namespace
}  // namespace portolan::manifests
