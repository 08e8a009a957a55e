// SPDX-License-Identifier: Apache-2.0
//
// The page about asking from programs.
#include <array>
#include <string>

#include "server/page_parts.h"
#include "server/pages.h"
#include "server/site.h"

namespace portolan::server {
namespace {

struct Operation {
  std::string_view path;
  std::string_view words;
  std::string_view example;  // SERVICE, CONTACT and DATE stand for what the registry has
  bool past = false;         // only a ledger can answer
};
constexpr std::array kOperations = {
    Operation{"/ports/{port}", "all records of a port or range", "/api/v1/ports/443"},
    Operation{"/ports/{port}/{transport}", "of one transport", "/api/v1/ports/443/tcp"},
    Operation{"/services/{name}", "all records of a service name", "/api/v1/services/SERVICE"},
    Operation{"/contacts/{id}", "a contact and its records", "/api/v1/contacts/CONTACT"},
    Operation{"/records", "records, filtered and sorted, page by page", "/api/v1/records?range=system&limit=5"},
    Operation{"/search", "the best records for any words, and people", "/api/v1/search?q=postgres"},
    Operation{"/availability", "whether a port can be used, and why not", "/api/v1/availability?port=8080"},
    Operation{"/pick", "free ports, with reasons", "/api/v1/pick?name=my-service"},
    Operation{"/statistics", "the registry in numbers", "/api/v1/statistics"},
    Operation{"/map", "the state of every port", "/api/v1/map"},
    Operation{"/registry", "title, date, notes, digests", "/api/v1/registry"},
    Operation{"/moments", "the dates on which the registry changed", "/api/v1/moments"},
    Operation{"/changes", "what changed, date by date", "/api/v1/changes", true},
    Operation{"/diff", "the difference of two dates", "/api/v1/diff?from=DATE&to=DATE", true},
    Operation{"/history/ports/{port}", "what became of a port", "/api/v1/history/ports/443", true},
    Operation{"/history/services/{name}", "what became of a name", "/api/v1/history/services/SERVICE", true},
    Operation{"/history/contacts/{id}", "what became of a contact", "/api/v1/history/contacts/CONTACT", true},
};

// A well-known name where the registry has it, else the first that it has.
std::string example_service(const Lookup& lookup) {
  if (!lookup.named("https").empty()) return "https";
  for (std::uint32_t position = 0; position < lookup.size(); ++position)
    if (const RecordView record = lookup.record(position); !record.name().empty()) return std::string(record.name());
  return {};
}

std::string example_contact(const Lookup& lookup) {
  return std::string(lookup.contact("IESG") ? "IESG" : lookup.contact_at(0).id());
}

// The example with what the registry has; empty where it has nothing of the kind.
std::string filled(std::string_view example, std::string_view placeholder, std::string_view value) {
  std::string out(example);
  for (std::size_t at = out.find(placeholder); at != std::string::npos; at = out.find(placeholder, at)) {
    if (value.empty()) return {};
    const std::string encoded = net::encode_uri(value);
    out.replace(at, placeholder.size(), encoded);
    at += encoded.size();
  }
  return out;
}

Markup example_link(const Context& context, const Operation& operation) {
  const Lookup& lookup = context.view->lookup();
  if (operation.past && !context.site.views().has_ledger())
    return tag("span", {{"class", "muted"}}, "needs a ledger, which this server has not");
  std::string path = filled(operation.example, "SERVICE", example_service(lookup));
  path = filled(path, "CONTACT", example_contact(lookup));
  path = filled(path, "DATE", to_string(context.view->updated()));
  return path.empty() ? Markup() : site_link(context, path, tag("code", {}, path));
}

Markup operations(const Context& context) {
  Markup rows;
  for (const Operation& operation : kOperations)
    rows += tag("tr", {}, tag("th", {{"scope", "row"}}, tag("code", {}, operation.path)),
                tag("td", {}, operation.words), tag("td", {}, example_link(context, operation)));
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
  items += tag("li", {}, "Any web page may read the answers (CORS). Reading takes no keys and no cookies.");
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
