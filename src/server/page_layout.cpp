// SPDX-License-Identifier: Apache-2.0
#include "server/page_layout.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "formats/json.h"
#include "server/assets.h"
#include "server/site.h"

namespace portolan::server {
namespace {

constexpr std::string_view kSiteName = "portolan";

struct Entry {
  Section section;
  std::string_view path;
  std::string_view words;
};
constexpr std::array kEntries = {
    Entry{Section::kHome, "/", "Home"},
    Entry{Section::kRecords, "/records", "Records"},
    Entry{Section::kMap, "/map", "Map"},
    Entry{Section::kStatistics, "/statistics", "Statistics"},
    Entry{Section::kChanges, "/changes", "Changes"},
    Entry{Section::kPick, "/pick", "Pick a port"},
    Entry{Section::kApi, "/api", "API"},
    Entry{Section::kAbout, "/about", "About"},
};

std::string json_string(std::string_view text) {
  std::string out;
  formats::write_json_string(text, out);
  return out;
}

std::string full_title(const Page& page) {
  return page.section == Section::kHome ? page.title : fmt::format("{} · {}", page.title, kSiteName);
}

Markup asset_tags() {
  Markup out;
  if (const auto style = asset_address("site.css"); !style.empty())
    out += tag("link", {{"rel", "stylesheet"}, {"href", std::string(style)}});
  // Runs before anything is drawn, so that a theme chosen by hand does not flash up in the other one.
  if (const auto theme = asset_address("theme.js"); !theme.empty()) out += tag("script", {{"src", std::string(theme)}});
  for (const std::string& module : asset_preloads()) out += tag("link", {{"rel", "modulepreload"}, {"href", module}});
  if (const auto script = asset_address("main.js"); !script.empty())
    out += tag("script", {{"type", "module"}, {"src", std::string(script)}});
  return out;
}

Markup other_forms(const Context& context, const Page& page) {
  Markup out;
  if (!page.path.empty())
    out +=
        tag("link", {{"rel", "canonical"}, {"href", context.site.settings().public_url + address(context, page.path)}});
  if (!page.feed.empty())
    out +=
        tag("link",
            {{"rel", "alternate"}, {"type", "application/atom+xml"}, {"title", page.feed_title}, {"href", page.feed}});
  if (!page.json.empty())
    out += tag("link", {{"rel", "alternate"}, {"type", "application/json"}, {"href", address(context, page.json)}});
  return out;
}

Markup head(const Context& context, const Page& page) {
  const auto described = page.description.empty() ? std::nullopt : std::optional(page.description);
  Markup out = tag("meta", {{"charset", "utf-8"}});
  out += tag("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out += tag("title", {}, full_title(page));
  if (described) out += tag("meta", {{"name", "description"}, {"content", described}});
  out += tag("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  out += tag("link", {{"rel", "icon"}, {"href", "/favicon.svg"}, {"type", "image/svg+xml"}});
  out += tag("link", {{"rel", "manifest"}, {"href", "/site.webmanifest"}});
  out += asset_tags();
  out += other_forms(context, page);
  return tag("head", {}, out);
}

Markup navigation(const Context& context, const Page& page) {
  Markup items;
  for (const Entry& entry : kEntries) {
    const auto current = entry.section == page.section ? std::optional<std::string>("page") : std::nullopt;
    items += tag("li", {}, tag("a", {{"href", address(context, entry.path)}, {"aria-current", current}}, entry.words));
  }
  const Area* area = context.site.settings().area;
  for (const NavigationEntry& entry : area == nullptr ? std::span<const NavigationEntry>() : area->navigation()) {
    const auto current = entry.path == page.entry ? std::optional<std::string>("page") : std::nullopt;
    items += tag("li", {}, tag("a", {{"href", std::string(entry.path)}, {"aria-current", current}}, entry.words));
  }
  return tag("nav", {{"class", "site-nav"}, {"aria-label", "Site"}}, tag("ul", {}, items));
}

Markup header(const Context& context, const Page& page) {
  Markup bar = tag("a", {{"class", "brand"}, {"href", address(context, "/")}}, tag("span", {}, kSiteName));
  if (!page.own_search) bar += search_form(context, "site-search", {});
  bar += island("theme", "{}", Markup());
  return tag("header", {{"class", "site-header"}}, tag("div", {{"class", "bar"}}, bar), navigation(context, page));
}

// What of the query makes the page, as hidden fields of a form that asks for it at another date. Not what else a client
// wrote there: the page may be kept for others.
Markup hidden_fields(const Page& page) {
  Markup out;
  const std::size_t mark = page.path.find('?');
  if (mark == std::string::npos) return out;
  const auto query = net::Parameters::parse(std::string_view(page.path).substr(mark + 1));
  if (!query) return out;
  for (const net::Parameters::Parameter& parameter : query->parameters())
    out += tag("input", {{"type", "hidden"}, {"name", parameter.name}, {"value", parameter.value}});
  return out;
}

std::string path_alone(const Page& page) { return page.path.substr(0, page.path.find('?')); }

// The form that shows the same page at another date. Only a ledger knows other dates.
Markup moment_form(const Context& context, const Page& page) {
  if (!page.dated || page.path.empty() || !context.site.views().has_ledger()) return {};
  const std::string asked(context.as_of());
  const Markup form = tag("form", {{"method", "get"}, {"action", path_alone(page)}, {"class", "moment"}},
                          hidden_fields(page), tag("label", {{"for", "as-of"}}, "This page as of"),
                          tag("input", {{"id", "as-of"},
                                        {"name", "as_of"},
                                        {"value", asked},
                                        {"placeholder", "YYYY-MM-DD"},
                                        {"size", "12"},
                                        {"autocomplete", "off"}}),
                          tag("button", {}, "Show"));
  const std::string props = fmt::format(R"({{"updated":{}}})", json_string(to_string(context.view->updated())));
  return island("moment", props, form);
}

Markup banner(const Context& context, const Page& page) {
  if (!context.past) return {};
  const std::string now = page.path.empty() ? std::string("/") : page.path;
  if (context.view == context.site.views().current())
    return tag("div", {{"class", "past"}, {"role", "status"}}, tag("strong", {}, "The present."),
               " Nothing has changed since ", context.as_of(), ". ", link(now, "Show it without a date"));
  return tag("div", {{"class", "past"}, {"role", "status"}}, tag("strong", {}, "The past."),
             " This is the registry as of ", context.as_of(), ", not the present one. ", link(now, "Show the present"));
}

Markup footer(const Context& context, const Page& page) {
  Markup data = tag("p", {}, "Data: ", source_words(*context.view), ". ", site_link(context, "/about", "What this is"));
  Markup forms;
  if (!page.json.empty()) forms += tag("li", {}, link(address(context, page.json), "This page as JSON"));
  if (!page.feed.empty()) forms += tag("li", {}, link(page.feed, "This page as an Atom feed"));
  if (!forms.empty()) data += tag("ul", {{"class", "inline"}}, forms);
  return tag("footer", {{"class", "site-footer"}}, moment_form(context, page), data);
}

}  // namespace

std::string address(const Context& context, std::string_view path) {
  if (!context.past) return std::string(path);
  const std::string_view front = path.substr(0, path.find('#'));
  return fmt::format("{}{}as_of={}{}", front, front.contains('?') ? '&' : '?', net::encode_uri(context.as_of()),
                     path.substr(front.size()));
}

std::string path_with(const Context& context, std::string_view path, std::initializer_list<std::string_view> names) {
  std::string out(path);
  for (const std::string_view name : names)
    for (const std::string_view value : context.query.all(name))
      if (!value.empty()) out += fmt::format("{}{}={}", out.contains('?') ? '&' : '?', name, net::encode_uri(value));
  return out;
}

Markup site_link(const Context& context, std::string_view path, const Markup& words, std::string_view css_class) {
  return link(address(context, path), words, css_class);
}

Markup as_of_field(const Context& context) {
  if (!context.past) return {};
  return tag("input", {{"type", "hidden"}, {"name", "as_of"}, {"value", std::string(context.as_of())}});
}

Markup search_form(const Context& context, std::string_view id, std::string_view value) {
  const Markup form =
      tag("form", {{"role", "search"}, {"method", "get"}, {"action", "/search"}, {"class", "search"}},
          tag("label", {{"for", std::string(id)}, {"class", "unseen"}}, "Search ports, names, people and descriptions"),
          tag("input", {{"id", std::string(id)},
                        {"type", "search"},
                        {"name", "q"},
                        {"value", std::string(value)},
                        {"placeholder", "Port, name, person …"},
                        {"autocomplete", "off"},
                        {"spellcheck", "false"},
                        {"autocapitalize", "none"},
                        {"maxlength", "200"}}),
          as_of_field(context), tag("button", {}, "Search"));
  return island("search", "{}", form);
}

std::string page_document(const Context& context, const Page& page) {
  const Markup main =
      tag("main", {{"id", "main"}, {"class", page.wide ? "wide" : "page"}, {"tabindex", "-1"}}, page.body);
  const Markup body = tag("body", {}, tag("a", {{"class", "skip"}, {"href", "#main"}}, "Skip to the content"),
                          header(context, page), banner(context, page), main, footer(context, page));
  const Markup document = tag("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", "en"}, {"xml:lang", "en"}},
                              head(context, page), body);
  return "<!DOCTYPE html>\n" + document.html() + "\n";
}

Reply send_page(Context& context, const Page& page) {
  return send(context, "text/html; charset=utf-8", page_document(context, page));
}

}  // namespace portolan::server
