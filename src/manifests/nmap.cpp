// SPDX-License-Identifier: Apache-2.0
#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "formats/line_counter.h"
#include "manifests/readers.h"
#include "registry/service_name.h"

namespace portolan::manifests {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10U;
constexpr std::string_view kRoot = "nmaprun";

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

// The attributes of an element, as expat has them.
class Attributes {
 public:
  explicit Attributes(const char** pairs) : pairs_(pairs) {}
  std::string_view operator[](std::string_view name) const {
    for (const char** at = pairs_; *at != nullptr; at += 2)
      if (name == at[0]) return at[1];
    return {};
  }
  std::size_t longest() const {
    std::size_t size = 0;
    for (const char** at = pairs_; *at != nullptr; at += 2) size = std::max(size, std::strlen(at[1]));
    return size;
  }

 private:
  const char** pairs_;
};

// nmaprun > host > ports > port > state, service. All else is walked over.
class NmapReader {
 public:
  NmapReader(std::string_view bytes, Findings& findings)
      : bytes_(bytes), findings_(findings), lines_(bytes), parser_(XML_ParserCreate("UTF-8")) {}

  void read() {
    const std::size_t limit = findings_.limits().bytes;
    if (bytes_.size() > limit)
      return findings_.wrong(ErrorCode::kLimit,
                             fmt::format("the file has {} bytes, the limit is {}", bytes_.size(), limit), {});
    if (!parser_) return findings_.wrong(ErrorCode::kIo, "out of memory", {});
    set_handlers();
    feed();
  }

 private:
  static NmapReader& reader(void* self) { return *static_cast<NmapReader*>(self); }

  void set_handlers() {
    XML_Parser parser = parser_.get();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser, [](void* self, const char* name, const char** pairs) { reader(self).start(name, Attributes(pairs)); },
        [](void* self, const char*) { reader(self).end(); });
    XML_SetXmlDeclHandler(parser, [](void* self, const char*, const char* encoding, int) {
      if (encoding != nullptr) reader(self).check_encoding(encoding);
    });
    XML_SetStartDoctypeDeclHandler(
        parser, [](void* self, const char* name, const char* system, const char* open_id, int has_subset) {
          reader(self).check_doctype(name, system != nullptr || open_id != nullptr || has_subset != 0);
        });
    XML_SetEntityDeclHandler(parser, [](void* self, const char*, int, const char*, int, const char*, const char*,
                                        const char*, const char*) { reader(self).refuse_declarations(); });
  }

  void feed() {
    std::size_t fed = 0;
    do {
      const std::size_t size = std::min(kChunk, bytes_.size() - fed);
      const bool last = fed + size == bytes_.size();
      const XML_Status status = XML_Parse(parser_.get(), bytes_.data() + fed, static_cast<int>(size), last);
      fed += size;
      if (status != XML_STATUS_OK) return syntax_error();
      // A tag that does not end is held back by expat; without this check a huge attribute would be collected whole.
      if (fed - offset() > findings_.limits().text + kChunk) return too_long();
    } while (fed < bytes_.size());
  }

  void syntax_error() {
    if (!stopped_) wrong(ErrorCode::kSyntax, XML_ErrorString(XML_GetErrorCode(parser_.get())));
  }

  // nmap writes <!DOCTYPE nmaprun>, which declares nothing.
  void check_doctype(std::string_view name, bool declares) {
    if (declares || name != kRoot) refuse_declarations();
  }
  void refuse_declarations() {
    stop(ErrorCode::kSyntax, "a DOCTYPE other than <!DOCTYPE nmaprun> is refused: it can do harm");
  }

  void check_encoding(std::string_view encoding) {
    if (registry::same_name(encoding, "UTF-8")) return;
    stop(ErrorCode::kUnsupported, fmt::format("the encoding is {}: only UTF-8 is read", shown(encoding)));
  }

  void start(std::string_view name, const Attributes& attributes) {
    ++depth_;
    if (stopped_ || !check_limits(attributes)) return;
    if (depth_ == 1 && name != kRoot)
      return stop(ErrorCode::kInvalidValue, fmt::format("this is no report of nmap: it begins with <{}>", shown(name)));
    if (depth_ == 2) at_host_ = name == "host";
    if (depth_ == 2) address_.clear();
    if (!at_host_) return;
    if (depth_ == 3 && name == "address" && attributes["addrtype"] != "mac" && address_.empty())
      address_ = attributes["addr"];
    if (depth_ == 3) at_ports_ = name == "ports";
    if (depth_ == 4 && at_ports_ && name == "port") begin_port(attributes);
    if (depth_ == 5 && at_port_ && name == "state") open_ = attributes["state"] == "open";
    if (depth_ == 5 && at_port_ && name == "service") name_service(attributes);
  }

  void end() {
    if (depth_-- == 4 && std::exchange(at_port_, false) && !stopped_) finish_port();
    if (depth_ == 2) at_ports_ = false;
    if (findings_.full()) halt();
  }

  void begin_port(const Attributes& attributes) {
    at_port_ = true;
    open_ = false;
    use_ = {};
    use_.address = address_;
    protocol_ = attributes["protocol"];
    number_ = attributes["portid"];
    spot_ = spot();
    spot_.field = fmt::format("host {}: {}/{}", shown(address_), shown(number_), shown(protocol_));
  }

  void name_service(const Attributes& attributes) {
    use_.name = attributes["name"];
    use_.purpose = attributes["product"];
    const std::string_view version = attributes["version"];
    if (!use_.purpose.empty() && !version.empty()) use_.purpose.append(" ").append(version);
    // A name of the table is only what such a port is usually used for.
    use_.note = attributes["method"] == "table" ? "open; named by its number" : "open; named by its answers";
  }

  void finish_port() {
    if (!open_) return;
    use_.transport = parse_transport(protocol_);
    if (!use_.transport) return findings_.pass_over("it is no port of a transport protocol", spot_);
    const auto ports = parse_used_ports(number_);
    if (!ports || number_.contains('-'))
      return findings_.wrong(ErrorCode::kInvalidValue, ports ? "it is one port" : ports.error().message, spot_);
    use_.port = ports->first;
    if (use_.note.empty()) use_.note = "open";
    findings_.add(std::move(use_), spot_);
  }

  bool check_limits(const Attributes& attributes) {
    const Limits& limits = findings_.limits();
    if (++elements_ > limits.elements)
      stop(ErrorCode::kLimit, fmt::format("more than {} elements", limits.elements));
    else if (depth_ > limits.depth)
      stop(ErrorCode::kLimit, fmt::format("elements are nested deeper than {}", limits.depth));
    else if (attributes.longest() > limits.text)
      too_long();
    return !stopped_;
  }

  void too_long() {
    stop(ErrorCode::kLimit, fmt::format("an attribute is longer than {} bytes", findings_.limits().text));
  }

  std::size_t offset() const {
    const XML_Index index = XML_GetCurrentByteIndex(parser_.get());
    return index < 0 ? 0 : static_cast<std::size_t>(index);
  }
  Spot spot() {
    const auto [line, column] = lines_.at(offset());
    return {line, column, {}};
  }
  void wrong(ErrorCode code, std::string message) { findings_.wrong(code, std::move(message), spot()); }

  void stop(ErrorCode code, std::string message) {
    if (!stopped_) wrong(code, std::move(message));
    halt();
  }
  void halt() {
    stopped_ = true;
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  std::string_view bytes_;
  Findings& findings_;
  formats::LineCounter lines_;
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser_;
  std::size_t depth_ = 0;
  std::size_t elements_ = 0;
  bool at_host_ = false;
  bool at_ports_ = false;
  bool at_port_ = false;
  bool open_ = false;
  bool stopped_ = false;
  std::string address_;  // the first of the host
  Use use_;              // of the port that is read
  Spot spot_;
  std::string protocol_;
  std::string number_;
};

}  // namespace

void read_nmap(std::string_view bytes, Findings& findings) { NmapReader(bytes, findings).read(); }

}  // namespace portolan::manifests
