// SPDX-License-Identifier: Apache-2.0
//
// The page about the data: what it is, the registry's own notes, files to download, how to cite.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "formats/html_parts.h"
#include "registry/port_ranges.h"
#include "server/page_parts.h"
#include "server/page_related.h"
#include "server/pages.h"
#include "server/publication.h"
#include "server/site.h"

namespace portolan::server {
namespace {

using registry::Registry;

constexpr std::string_view kFolder = "/assignments/service-names-port-numbers/";

struct File {
  std::string_view name;
  std::string_view words;
};
constexpr std::array kFiles = {
    File{"service-names-port-numbers.xml", "XML, in the form of IANA's own"},
    File{"service-names-port-numbers.csv", "CSV, in the form of IANA's own"},
    File{"service-names-port-numbers.txt", "plain text"},
    File{"service-names-port-numbers.xhtml", "one web page"},
    File{"service-names-port-numbers.json", "JSON, nothing lost"},
    File{"service-names-port-numbers.services", "services(5), for /etc/services"},
    File{"service-names-port-numbers.lookup", "the compiled lookup file"},
    File{"SHA256SUMS", "digests of all of these"},
};

void add(Markup& facts, std::string_view label, const Markup& value) {
  if (value.empty()) return;
  facts += tag("dt", {}, label);
  facts += tag("dd", {}, value);
}

Markup facts(const Context& context, const Registry& registry) {
  Markup out;
  add(out, "Title", registry.title);
  add(out, "Last updated", time_tag(to_string(registry.updated)));
  add(out, "Data", source_words(*context.view));
  add(out, "Records", std::to_string(registry.records.size()));
  add(out, "Contacts", std::to_string(registry.contacts.size()));
  add(out, "Defined in", references(context, registry.references));
  if (!registry.experts.empty()) add(out, "Experts", preformatted(context, registry.experts));
  if (context.view->position() != 0) add(out, "Position in the ledger", fmt::format("@{}", context.view->position()));
  return tag("dl", {{"class", "facts"}}, out);
}

Markup ranges() {
  Markup rows;
  for (const registry::PortRangeWords& range : registry::kPortRanges)
    rows += tag("tr", {}, tag("th", {{"scope", "row"}}, range.title),
                tag("td", {{"class", "ports"}}, to_string(range.ports)), tag("td", {}, range.procedure));
  const Markup head = tag("tr", {}, tag("th", {{"scope", "col"}}, "Range"), tag("th", {{"scope", "col"}}, "Ports"),
                          tag("th", {{"scope", "col"}}, "Procedure"));
  return scrolling("Ranges", tag("table", {}, tag("caption", {}, "How ports are given out (RFC 6335)"),
                                 tag("thead", {}, head), tag("tbody", {}, rows)));
}

Markup statuses() {
  Markup out;
  for (const Status status :
       {Status::kAssigned, Status::kHistoric, Status::kUnassigned, Status::kReserved, Status::kDeassigned})
    add(out, to_string(status), status_meaning(status));
  return tag("dl", {{"class", "facts"}}, out);
}

Markup notes(const Context& context, const Registry& registry) {
  Markup out;
  for (const registry::Note& note : registry.notes) {
    if (note.title && !note.title->empty()) out += tag("h3", {}, *note.title);
    out += preformatted(context, note.text);
  }
  return out;
}

Markup footnotes(const Context& context, const Registry& registry) {
  Markup out;
  for (const registry::Footnote& footnote : registry.footnotes) {
    out += tag("dt", {{"id", formats::anchor_id("note", footnote.anchor)}}, "[", footnote.anchor, "]");
    out += tag("dd", {}, rich_text(context, footnote.text));
  }
  return out.empty() ? Markup() : tag("dl", {{"class", "facts"}}, out);
}

// Sizes and digests by file. Of the past they would have to be made first, so only the latest state has them.
struct Size {
  std::size_t bytes = 0;
  std::string sha256;
};
std::map<std::string, Size, std::less<>> sizes_of(const Context& context) {
  std::map<std::string, Size, std::less<>> sizes;
  if (context.past) return sizes;
  const auto set = context.site.publications().of(context.view, Publication::Use::kLatest);
  for (std::size_t i = 0; i < kPublishedFiles.size(); ++i)
    if (const auto body = set->get(i))
      sizes[std::string(kPublishedFiles[i])].bytes = (*body)->in(Coding::kIdentity).size();
  const auto sums = set->get(kPublishedFiles.size() - 1);
  if (!sums) return sizes;
  // "digest  name", as sha256sum writes it.
  for (std::string_view left = (*sums)->in(Coding::kIdentity); !left.empty();) {
    const std::string_view line = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(left.size(), line.size() + 1));
    const std::size_t gap = line.find("  ");
    if (gap == line.npos) continue;
    sizes[std::string(line.substr(gap + 2))].sha256 = line.substr(0, gap);
  }
  return sizes;
}

std::string size_words(std::size_t bytes) {
  if (bytes == 0) return {};
  return bytes < 10'000 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

Markup downloads(const Context& context) {
  const auto sizes = sizes_of(context);
  Markup rows;
  for (const File& file : kFiles) {
    const std::string path = fmt::format("{}{}", kFolder, file.name);
    const auto found = sizes.find(file.name);
    const Size size = found == sizes.end() ? Size() : found->second;
    const Markup digest = size.sha256.empty() ? Markup() : tag("div", {{"class", "digest"}}, "SHA-256 ", size.sha256);
    rows += tag("tr", {}, tag("th", {{"scope", "row"}}, site_link(context, path, file.name)),
                tag("td", {}, file.words, digest), tag("td", {{"class", "number"}}, size_words(size.bytes)));
  }
  const Markup head = tag("tr", {}, tag("th", {{"scope", "col"}}, "File"), tag("th", {{"scope", "col"}}, "What it is"),
                          tag("th", {{"scope", "col"}, {"class", "number"}}, "Size"));
  return scrolling("Files", tag("table", {}, tag("caption", {}, "At the same paths as IANA’s; all of one state"),
                                tag("thead", {}, head), tag("tbody", {}, rows)));
}

Markup citing(const Registry& registry) {
  const std::string date = to_string(registry.updated);
  const std::string text = fmt::format("IANA, “{}”{}, https://www.iana.org/assignments/service-names-port-numbers",
                                       registry.title, date.empty() ? std::string() : ", last updated " + date);
  Markup out = tag("p", {}, "Cite the registry itself; add the date of the data, since it changes weekly:");
  out += copy_block("How to cite", text);
  return out;
}

Result<std::string> document(const Context& context) {
  const auto registry = context.view->registry();
  if (!registry) return std::unexpected(registry.error());
  Page page;
  page.title = "About the data";
  page.description = "What the registry of service names and port numbers is, its notes, and files to download.";
  page.path = "/about";
  page.section = Section::kAbout;
  page.json = "/api/v1/registry";
  page.body = tag("h1", {}, "About the data");
  page.body += facts(context, *registry);
  page.body += traffic_warning();
  page.body += tag("h2", {{"id", "downloads"}}, "Downloads");
  page.body += downloads(context);
  page.body += tag("h2", {{"id", "cite"}}, "How to cite");
  page.body += citing(*registry);
  page.body += tag("h2", {{"id", "ranges"}}, "The three ranges");
  page.body += ranges();
  page.body += tag("h2", {{"id", "statuses"}}, "What the statuses mean");
  page.body += tag("p", {}, "The registry has no column for a status; it follows from the words of a record.");
  page.body += statuses();
  if (const Markup told = notes(context, *registry); !told.empty()) {
    page.body += tag("h2", {{"id", "notes"}}, "The registry’s own notes");
    page.body += told;
  }
  if (const Markup told = footnotes(context, *registry); !told.empty()) {
    page.body += tag("h2", {{"id", "footnotes"}}, "Footnotes");
    page.body += told;
  }
  return page_document(context, page);
}

}  // namespace

Reply about_page(Context& context) {
  return send_kept(context, fmt::format("page /about {}", context.as_of()), "text/html; charset=utf-8",
                   [&] { return document(context); });
}

}  // namespace portolan::server
