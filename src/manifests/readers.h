// SPDX-License-Identifier: Apache-2.0
//
// The reader of each kind. Thread-safety: they share nothing.
#pragma once

#include <string_view>

#include "manifests/findings.h"

namespace portolan::manifests {

// docker-compose: what `ports` publishes on the host. A service that extends another one of the file has its ports too.
// What other files would say (`include`, `extends: {file: ...}`, variables without a default) is passed over.
void read_compose(std::string_view bytes, Findings& findings);

// Kubernetes: Services, and the ports that Pods and what makes Pods take on their nodes. Several documents, and lists.
// Objects of other kinds use no port.
void read_kubernetes(std::string_view bytes, Findings& findings);

// nmap -oX: the open ports of each host, in one streaming pass. The DOCTYPE that nmap writes is let through, one that
// declares anything is not.
void read_nmap(std::string_view bytes, Findings& findings);

// CSV (RFC 4180) with a header: columns are found by their names.
void read_table(std::string_view bytes, Findings& findings);

// ports.yaml, written for portolan: strictly, an unknown key is an error.
void read_ports_file(std::string_view bytes, Findings& findings);

}  // namespace portolan::manifests
