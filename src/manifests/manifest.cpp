// SPDX-License-Identifier: Apache-2.0
#include "manifests/manifest.h"

#include <algorithm>
#include <array>

#include "manifests/readers.h"
#include "registry/service_name.h"

namespace portolan::manifests {
namespace {

constexpr std::array<KindRow, 5> kKinds = {{
    {Kind::kCompose, "compose", "a docker-compose file"},
    {Kind::kKubernetes, "kubernetes", "Kubernetes manifests"},
    {Kind::kNmap, "nmap", "a report of nmap in XML (nmap -oX)"},
    {Kind::kCsv, "csv", "a table in CSV"},
    {Kind::kPorts, "ports", "ports.yaml, made to be checked"},
}};

constexpr std::array<void (*)(std::string_view, Findings&), 5> kReaders = {read_compose, read_kubernetes, read_nmap,
                                                                           read_table, read_ports_file};

constexpr std::size_t kLookedAt = std::size_t{64} << 10U;

bool ends_in(std::string_view name, std::string_view end) {
  return name.size() >= end.size() && registry::same_name(name.substr(name.size() - end.size()), end);
}

// A key of the outermost map: at the beginning of a line, or in quotes anywhere, as JSON has it.
bool has_key(std::string_view bytes, std::string_view key) {
  if (bytes.find_first_not_of(" \t\r\n") == bytes.find('{') && bytes.contains('{'))
    return bytes.contains('"' + std::string(key) + '"');
  const std::string wanted = std::string(key) + ":";
  return bytes.starts_with(wanted) || bytes.contains('\n' + wanted);
}

// "name,port,owner": cells, one of which begins with the word.
bool is_table_header(std::string_view line) {
  const auto is_port = [](std::string_view cell) { return registry::same_name(cell.substr(0, 4), "port"); };
  if (!line.contains(',') || line.contains(": ")) return false;
  for (; line.contains(','); line.remove_prefix(line.find(',') + 1))
    if (is_port(line)) return true;
  return is_port(line);
}

std::optional<Kind> kind_of_yaml(std::string_view name, std::string_view bytes) {
  if (has_key(bytes, "apiVersion") && has_key(bytes, "kind")) return Kind::kKubernetes;
  if (has_key(bytes, "services")) return Kind::kCompose;
  if (has_key(bytes, "ports")) return Kind::kPorts;
  if (name.starts_with("docker-compose") || name.starts_with("compose.")) return Kind::kCompose;
  if (name == "ports.yaml" || name == "ports.yml") return Kind::kPorts;
  return std::nullopt;
}

}  // namespace

std::span<const KindRow> kinds() noexcept { return kKinds; }

std::string_view to_string(Kind kind) noexcept { return kKinds[static_cast<std::size_t>(kind)].name; }

std::optional<Kind> kind_named(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kKinds, name, &KindRow::name);
  return found == kKinds.end() ? std::nullopt : std::optional(found->kind);
}

std::optional<Kind> kind_of(std::string_view file, std::string_view bytes) {
  const std::string_view name = file.substr(file.rfind('/') + 1);
  bytes = bytes.substr(0, kLookedAt);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::string_view rest = bytes.substr(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  if (rest.starts_with('<')) return bytes.contains("<nmaprun") ? std::optional(Kind::kNmap) : std::nullopt;
  if (ends_in(name, ".csv")) return Kind::kCsv;
  if (!name.contains('.') && is_table_header(bytes.substr(0, bytes.find('\n')))) return Kind::kCsv;
  const bool yaml = ends_in(name, ".yaml") || ends_in(name, ".yml") || ends_in(name, ".json");
  if (name.contains('.') && !yaml) return std::nullopt;
  return kind_of_yaml(name, bytes);
}

Outcome read_manifest(std::string_view bytes, Kind kind, const Options& options) {
  Findings findings(options);
  kReaders[static_cast<std::size_t>(kind)](bytes, findings);
  return findings.take();
}

}  // namespace portolan::manifests
