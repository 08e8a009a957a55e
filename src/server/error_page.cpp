// SPDX-License-Identifier: Apache-2.0
#include "server/error_page.h"

#include <fmt/format.h>

#include "server/page_layout.h"

namespace portolan::server {

std::string error_page(const Context& context, unsigned status, std::string_view title, std::string_view detail) {
  Page page;
  page.title = fmt::format("{} {}", status, title);
  page.dated = false;
  page.body = tag("p", {{"class", "error-status"}}, fmt::format("{}", status));
  page.body += tag("h1", {}, title);
  if (!detail.empty()) page.body += tag("p", {{"class", "lead"}}, detail);
  page.body += tag("p", {}, "You can search above, or go to the ", link("/", "first page"), ".");
  return page_document(context, page);
}

}  // namespace portolan::server
