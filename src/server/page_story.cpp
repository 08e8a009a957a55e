// SPDX-License-Identifier: Apache-2.0
//
// Differences on pages: of page_parts.h what concerns them.
#include <fmt/format.h>

#include "server/page_parts.h"

namespace portolan::server {
namespace {

Markup value(std::string_view text, std::string_view css_class, std::string_view element, std::string_view label) {
  const Markup words = text.empty() ? tag("span", {{"class", "muted"}}, "(none)") : Markup(text);
  return tag("dd", {{"class", std::string(css_class)}}, tag("span", {{"class", "unseen"}}, label, ": "),
             tag(element, {}, words));
}

Markup details(const app::Entry& entry) {
  Markup out;
  for (const app::Detail& detail : entry.details) {
    out += tag("dt", {}, detail.what);
    if (detail.before) {
      out += value(*detail.before, "before", "del", "before");
      out += value(detail.after, "after", "ins", "after");
    } else {
      out += tag("dd", {{"class", "said"}}, detail.after);
    }
  }
  return out.empty() ? Markup() : tag("dl", {{"class", "compare"}}, out);
}

// Where an entry leads, if that is still there.
std::string path_of(const Context& context, const app::Entry& entry) {
  const Lookup& lookup = context.view->lookup();
  if (!entry.contact.empty()) return lookup.contact(entry.contact) ? contact_path(entry.contact) : std::string();
  if (!entry.name.empty() && !lookup.named(entry.name).empty()) return service_path(entry.name);
  return entry.ports ? port_path(*entry.ports) : std::string();
}

Markup entry_item(const Context& context, const app::Entry& entry) {
  const std::string path = path_of(context, entry);
  Markup head = tag("strong", {}, path.empty() ? Markup(entry.subject) : site_link(context, path, entry.subject));
  if (!entry.about.empty()) {
    head += ": ";
    head += entry.about;
  }
  return tag("li", {}, head, details(entry));
}

}  // namespace

Markup story(const Context& context, const app::Story& told, int level, std::size_t most) {
  const std::string heading = fmt::format("h{}", level);
  Markup out;
  for (const app::Section& section : told.sections) {
    out += tag(heading, {{"class", "kind"}}, section.title);
    Markup items;
    for (std::size_t i = 0; i < section.entries.size() && i < most; ++i)
      items += entry_item(context, section.entries[i]);
    out += tag("ul", {{"class", "changes"}}, items);
    if (section.entries.size() > most)
      out += tag("p", {{"class", "muted"}}, fmt::format("and {} more", section.entries.size() - most));
  }
  if (!told.unlisted.empty()) out += tag("p", {{"class", "muted"}}, "Not listed: ", told.unlisted);
  return out;
}

}  // namespace portolan::server
