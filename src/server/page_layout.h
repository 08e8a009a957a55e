// SPDX-License-Identifier: Apache-2.0
//
// The frame of all pages: head, search, navigation, what the data is, and the page's own content between them.
//
// Pages are complete without scripts. Where a script makes one better, an island (server/html.h) marks the place.
//
// Thread-safety: free functions and values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/context.h"
#include "server/html.h"

namespace portolan::server {

// The entries of the navigation.
enum class Section : std::uint8_t { kNone, kHome, kRecords, kMap, kStatistics, kChanges, kPick, kApi, kAbout };

struct Page {
  std::string title;        // "https: service name"; the name of the site is added
  std::string description;  // one sentence, for search engines and links that are sent around; may be empty
  // The lasting address of the page: its path, and what of the query makes it another page. Without as_of.
  std::string path;
  Section section = Section::kNone;
  std::string_view entry = {};  // of the navigation that an area adds: its path
  Markup body;                  // the content of <main>, beginning with its <h1>
  std::string feed;             // path of the page's Atom feed; empty: it has none
  std::string feed_title;       // "Changes of port 443"
  std::string json;             // path of the same for programs; empty: there is none
  bool wide = false;            // tables and pictures that take the whole width
  bool own_search = false;      // the page has a search form itself, so the header has none
  bool dated = true;            // the page shows the registry of a date, so that other dates make sense
};

// The whole HTML document.
std::string page_document(const Context& context, const Page& page);
// The same as an answer.
Reply send_page(Context& context, const Page& page);

// An address of this site for a link on this page: on a page of the past the links stay in the past.
std::string address(const Context& context, std::string_view path);
// The path with those parameters of the query that have these names and a value.
std::string path_with(const Context& context, std::string_view path, std::initializer_list<std::string_view> names);
// A link to such an address.
Markup site_link(const Context& context, std::string_view path, const Markup& words, std::string_view css_class = {});
// The hidden field that keeps a form in the past; empty on pages of the present.
Markup as_of_field(const Context& context);

// The form that searches; `id` is that of its field.
Markup search_form(const Context& context, std::string_view id, std::string_view value);

}  // namespace portolan::server
