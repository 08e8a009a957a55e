// SPDX-License-Identifier: Apache-2.0
#include "server/error_page.h"

#include <fmt/format.h>

#include "formats/html_parts.h"

namespace portolan::server {

std::string error_page(const Context&, unsigned status, std::string_view title, std::string_view detail) {
  std::string out = fmt::format("<!doctype html><html lang=\"en\"><title>{} ", status);
  formats::append_escaped(out, title);
  out += "</title><h1>";
  formats::append_escaped(out, title);
  out += "</h1><p>";
  formats::append_escaped(out, detail);
  return out += "</p></html>\n";
}

}  // namespace portolan::server
