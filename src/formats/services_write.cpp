// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iterator>

#include "formats/services.h"
#include "formats/services_lines.h"
#include "formats/wrap.h"

namespace portolan::formats {
namespace {

// Where the parts of a line begin, from 0, as /etc/services has them.
constexpr std::size_t kPortColumn = 16;
constexpr std::size_t kAliasColumn = 32;
constexpr std::size_t kDescriptionColumn = 48;

// People read the file on terminals, and programs must not see a line end or a command to the terminal in a comment.
std::string on_one_line(std::string_view text) {
  std::string out = printable_line(text);
  const std::size_t end = out.find_last_not_of(" \t");
  out.erase(end == std::string::npos ? 0 : end + 1);
  out.erase(0, out.find_first_not_of(" \t"));
  return out;
}

// At least one blank, and as many as it takes to come to `column` of the line that starts at `begin`.
void pad(std::string& out, std::size_t begin, std::size_t column) {
  out.push_back(' ');
  const std::size_t width = out.size() - begin;
  if (width < column) out.append(column - width, ' ');
}

void append_line(std::string& out, const ServiceLine& line) {
  const registry::Record& named = *line.names.front().record;
  const std::size_t begin = out.size();
  out.append(line.names.front().name->text);
  pad(out, begin, kPortColumn);
  fmt::format_to(std::back_inserter(out), "{}/{}", line.port, to_string(line.transport));
  if (line.names.size() > 1) pad(out, begin, kAliasColumn);
  for (std::size_t i = 1; i < line.names.size(); ++i) {
    if (i > 1) out.push_back(' ');
    out.append(line.names[i].name->text);
  }
  if (const auto description = on_one_line(named.description.published()); !description.empty()) {
    pad(out, begin, kDescriptionColumn);
    out.append("# ").append(description);
  }
  out.push_back('\n');
}

void append_head(std::string& out, const registry::Registry& registry) {
  out.append("# Network services in the format of services(5): name, port/transport, aliases.\n");
  std::string source = on_one_line(registry.title);
  if (!registry.updated.empty()) source += (source.empty() ? "" : ", ") + ("of " + to_string(registry.updated));
  if (!source.empty()) out.append("# ").append(source).push_back('\n');
  out.push_back('\n');
}

}  // namespace

void write_services(const registry::Registry& registry, std::string& out) {
  append_head(out, registry);
  ServiceLines table = make_service_lines(registry);
  for (ServiceLine& line : table.lines) put_well_formed_first(line.names);
  for (const std::uint32_t line : order_lines(table)) append_line(out, table.lines[line]);
}

}  // namespace portolan::formats
