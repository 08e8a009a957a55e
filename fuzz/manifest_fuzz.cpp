// SPDX-License-Identifier: Apache-2.0
//
// Manifests. The first byte chooses the kind and how it is read, the rest is the file; so the corpus can be read:
//
//     c compose   k kubernetes   K kubernetes, ports of nodes   n nmap   t csv   p ports
#include <algorithm>
#include <vector>

#include "manifests/manifest.h"
#include "properties.h"
#include "registry/text.h"

namespace portolan::fuzz {
namespace {

using manifests::Kind;
using manifests::Options;
using manifests::Outcome;
using manifests::Reading;
using manifests::Use;

// Limits that small inputs reach too.
Options options_of(char choice) {
  Options options;
  if (choice == 'K') options.service_ports = manifests::ServicePorts::kNode;
  options.limits = {.yaml_bytes = std::size_t{32} << 10U,
                    .bytes = std::size_t{64} << 10U,
                    .depth = 16,
                    .values = 2000,
                    .elements = 2000,
                    .text = 2048,
                    .uses = 5000,
                    .kept_bytes = std::size_t{1} << 20U,
                    .problems = 20};
  return options;
}

Kind kind_of(char choice) {
  switch (choice) {
    case 'c': return Kind::kCompose;
    case 'k':
    case 'K': return Kind::kKubernetes;
    case 'n': return Kind::kNmap;
    case 't': return Kind::kCsv;
    default: return Kind::kPorts;
  }
}

// U+FFFE and U+FFFF, which an escape in quotes can name, do no harm where a text is only shown.
bool is_shown_on_a_line(std::string text) {
  for (const std::string_view character : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (std::size_t at = text.find(character); at != text.npos; at = text.find(character, at))
      text.replace(at, character.size(), "?");
  return registry::is_plain_text(text) && !text.contains('\n');
}

void check_place(const Place& place, const std::vector<std::size_t>& lines) {
  const std::string shown = to_string(Error{ErrorCode::kSyntax, "", place});
  require(place.file == "-", "a place names the file", shown);
  require(place.line >= 1 && place.line <= lines.size(), "a place's line is in the input", shown);
  require(place.column >= 1 && place.column <= lines[place.line - 1] + 1, "a place's column is in its line", shown);
  require(is_shown_on_a_line(place.field), "a field is shown on a line", shown);
}

void check_error(const Error& error, const std::vector<std::size_t>& lines) {
  check_place(error.place, lines);
  require(!error.message.empty() && is_shown_on_a_line(error.message), "a message is words on a line",
          to_string(error));
}

void check_use(const Use& use, const std::vector<std::size_t>& lines) {
  check_place(use.place, lines);
  require(use.port.has_value() || !use.name.empty(), "a use has a port or a name");
  require(!use.port || (*use.port != 0 && use.transport.has_value()), "a port is not 0, and one of a transport");
  for (const std::string* text : {&use.name, &use.address, &use.purpose, &use.owner, &use.contact, &use.note})
    require(registry::is_plain_text(*text), "what is kept is text", *text);
}

// The length of each line.
std::vector<std::size_t> lines_of(std::string_view input) {
  std::vector<std::size_t> lines = {0};
  for (const char c : input)
    if (c == '\n')
      lines.push_back(0);
    else
      ++lines.back();
  return lines;
}

void check(std::string_view input) {
  if (input.empty()) return;
  const Options options = options_of(input.front());
  const Kind kind = kind_of(input.front());
  input.remove_prefix(1);
  static_cast<void>(manifests::kind_of("a.yaml", input));
  static_cast<void>(manifests::kind_of("-", input));
  const Outcome outcome = manifests::read_manifest(input, kind, options);
  const auto lines = lines_of(input);
  if (!outcome) {
    require(!outcome.error().empty(), "what is not read has a reason");
    require(outcome.error().size() <= options.limits.problems + 1, "no more problems are listed than the limit says");
    for (const Error& error : outcome.error()) check_error(error, lines);
    return;
  }
  require(outcome->uses.size() + outcome->passed_over.size() <= options.limits.uses, "the limit of uses holds");
  for (const Use& use : outcome->uses) check_use(use, lines);
  for (const Error& error : outcome->passed_over) check_error(error, lines);
  require(manifests::read_manifest(input, kind, options) == outcome, "the same is read again");
}

}  // namespace
}  // namespace portolan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  portolan::fuzz::check(portolan::fuzz::as_text({data, size}));
  return 0;
}
