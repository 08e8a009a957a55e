// SPDX-License-Identifier: Apache-2.0
#include "formats/format.h"

#include <algorithm>

#include "formats/csv.h"
#include "formats/html.h"
#include "formats/json.h"
#include "formats/services.h"
#include "formats/text.h"
#include "formats/xml.h"

namespace portolan::formats {
namespace {

constexpr std::array<std::string_view, 1> kXmlNames = {".xml"};
constexpr std::array<std::string_view, 1> kCsvNames = {".csv"};
constexpr std::array<std::string_view, 1> kJsonNames = {".json"};
constexpr std::array<std::string_view, 2> kServicesNames = {".services", "services"};
constexpr std::array<std::string_view, 3> kHtmlNames = {".html", ".xhtml", ".htm"};
constexpr std::array<std::string_view, 1> kTextNames = {".txt"};

constexpr std::array<Format, 6> kFormats = {{
    {"xml", "IANA's XML, the master format", "application/xml", kXmlNames, read_xml, write_xml},
    {"csv", "IANA's CSV", "text/csv; charset=utf-8", kCsvNames, read_csv, write_csv},
    {"json", "JSON, nothing lost", "application/json", kJsonNames, read_json, write_json},
    {"services", "services(5), for /etc/services", "text/plain; charset=utf-8", kServicesNames, read_services,
     write_services},
    {"html", "a web page", "text/html; charset=utf-8", kHtmlNames, nullptr, write_html},
    {"txt", "plain text", "text/plain; charset=utf-8", kTextNames, nullptr,
     [](const registry::Registry& registry, std::string& out) { write_text(registry, out); }},
}};

}  // namespace

std::span<const Format> formats() noexcept { return kFormats; }

const Format* format_named(std::string_view name) noexcept {
  const auto* const found = std::ranges::find(kFormats, name, &Format::name);
  return found == kFormats.end() ? nullptr : found;
}

const Format* format_of_file(std::string_view file) noexcept {
  const std::string_view base = file.substr(file.rfind('/') + 1);
  for (const Format& format : kFormats)
    for (const std::string_view extension : format.extensions)
      if (extension.starts_with('.') ? base.ends_with(extension) : base == extension) return &format;
  return nullptr;
}

const Format* format_of_bytes(std::string_view bytes) noexcept {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return nullptr;
  bytes.remove_prefix(begin);
  if (bytes.starts_with("<?xml") || bytes.starts_with("<registry")) return format_named("xml");
  if (bytes.starts_with('{') || bytes.starts_with('[')) return format_named("json");
  if (bytes.starts_with("Service Name,")) return format_named("csv");
  return nullptr;
}

}  // namespace portolan::formats
