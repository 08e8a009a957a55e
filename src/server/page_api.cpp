// SPDX-License-Identifier: Apache-2.0
//
// The page about asking from programs.
#include <array>

#include "server/page_parts.h"
#include "server/pages.h"

namespace portolan::server {
namespace {

struct Operation {
  std::string_view path;
  std::string_view words;
  std::string_view example;
};
constexpr std::array kOperations = {
    Operation{"/ports/{port}", "all records of a port or range", "/api/v1/ports/443"},
    Operation{"/ports/{port}/{transport}", "of one transport", "/api/v1/ports/443/tcp"},
    Operation{"/services/{name}", "all records of a service name", "/api/v1/services/https"},
    Operation{"/contacts/{id}", "a contact and its records", "/api/v1/contacts/IESG"},
    Operation{"/records", "records, filtered and sorted, page by page", "/api/v1/records?range=system&limit=5"},
    Operation{"/search", "the best records for any words, and people", "/api/v1/search?q=postgres"},
    Operation{"/availability", "whether a port can be used, and why not", "/api/v1/availability?port=8080"},
    Operation{"/pick", "free ports, with reasons", "/api/v1/pick?name=my-service"},
    Operation{"/changes", "what changed, date by date", "/api/v1/changes"},
    Operation{"/diff", "the difference of two dates", "/api/v1/diff?from=2024-01&to=2025-01"},
    Operation{"/history/ports/{port}", "what became of a port", "/api/v1/history/ports/443"},
    Operation{"/history/services/{name}", "what became of a name", "/api/v1/history/services/https"},
    Operation{"/history/contacts/{id}", "what became of a contact", "/api/v1/history/contacts/IESG"},
    Operation{"/statistics", "the registry in numbers", "/api/v1/statistics"},
    Operation{"/map", "the state of every port", "/api/v1/map"},
    Operation{"/moments", "the dates on which the registry changed", "/api/v1/moments"},
    Operation{"/registry", "title, date, notes, digests", "/api/v1/registry"},
};

Markup operations(const Context& context) {
  Markup rows;
  for (const Operation& operation : kOperations)
    rows +=
        tag("tr", {}, tag("th", {{"scope", "row"}}, tag("code", {}, operation.path)), tag("td", {}, operation.words),
            tag("td", {}, site_link(context, operation.example, tag("code", {}, operation.example))));
  const Markup head = tag("tr", {}, tag("th", {{"scope", "col"}}, "Below /api/v1"),
                          tag("th", {{"scope", "col"}}, "Gives"), tag("th", {{"scope", "col"}}, "For example"));
  return scrolling("Addresses of the API", tag("table", {}, tag("caption", {}, "All answers are JSON"),
                                               tag("thead", {}, head), tag("tbody", {}, rows)));
}

Markup rules() {
  Markup items = tag("li", {}, tag("code", {}, "?as_of=2024-07-01"), " or ", tag("code", {}, "?as_of=@1234"),
                     " asks for the registry of that date or position, wherever there is a ledger.");
  items += tag("li", {}, "Every answer has a strong ", tag("code", {}, "ETag"), "; ask again with ",
               tag("code", {}, "If-None-Match"), " and get 304 where nothing changed.");
  items += tag("li", {}, "Lists come in pages: ", tag("code", {}, "next"), " is the ", tag("code", {}, "cursor"),
               " of the next one.");
  items += tag("li", {}, "Errors are ", link("https://www.rfc-editor.org/rfc/rfc9457.html", "problem+json"),
               " and name the parameter that is wrong.");
  items += tag("li", {}, "Any web page may read the answers (CORS). There are no keys and no cookies.");
  return tag("ul", {}, items);
}

Markup other_ways(const Context& context) {
  Markup items =
      tag("li", {}, "IANA’s own files, at IANA’s own paths: ", site_link(context, "/about#downloads", "downloads"));
  items += tag("li", {}, "WHOIS (RFC 3912): ", tag("code", {}, "whois -h HOST 443/tcp"));
  items += tag("li", {}, "Atom feeds: ", link("/feeds/changes.atom", "all changes"),
               ", and one on each page of a port, service or contact");
  items += tag("li", {}, "A shell: ", tag("code", {}, "portolan 443/tcp"), ", offline");
  return tag("ul", {}, items);
}

}  // namespace

Reply api_page(Context& context) {
  Page page;
  page.title = "API";
  page.description = "How programs ask for service names and port numbers: JSON over HTTP, WHOIS, files, feeds.";
  page.path = "/api";
  page.section = Section::kApi;
  page.body = tag("h1", {}, "For programs");
  page.body += tag("p", {{"class", "lead"}}, "JSON over HTTP. The whole description is ",
                   link("/api/v1/openapi.yaml", "openapi.yaml"), " (OpenAPI 3.1, also ",
                   link("/api/v1/openapi.json", "as JSON"), ").");
  page.body += tag("h2", {}, "Addresses");
  page.body += operations(context);
  page.body += tag("h2", {}, "Try it");
  page.body +=
      island("try", "{}",
             tag("p", {{"class", "note"}}, "The examples above open as JSON. With scripts, this becomes a form."));
  page.body += tag("h2", {}, "What holds everywhere");
  page.body += rules();
  page.body += tag("h2", {}, "Other ways");
  page.body += other_ways(context);
  return send_page(context, page);
}

}  // namespace portolan::server
