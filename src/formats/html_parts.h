// SPDX-License-Identifier: Apache-2.0
//
// What HTML pages are made of: escaped text, safe addresses, anchors, references and texts as markup.
//
// All of it is XML as well (empty elements closed, no named entities of HTML): a page saved as .xhtml is read by a
// browser as XML. Whatever a registry holds, nothing but text comes of it, and links only to http, https and mailto
// addresses and to anchors of the page.
//
// Thread-safety: free functions and constant values.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "registry/registry.h"

namespace portolan::formats {

// For element content and for attribute values in double quotes.
void append_escaped(std::string& out, std::string_view text);

// The address as an `href` may hold it, not yet escaped: http, https, or mailto with an @. Empty for all others.
std::string safe_href(std::string_view uri);

// A key as an `id` attribute that an address can point to: characters that one of both cannot hold become .XX. Letters
// beyond ASCII stay, since many people's names have them.
std::string anchor_id(std::string_view prefix, std::string_view key);

// The `id` attributes of one page: the contacts under their own ids, the footnotes as note1, note2, as IANA's page has
// them. Characters that an id or an address cannot hold become .XX; an id that is taken gets -2, -3 and so on.
class Anchors {
 public:
  // `taken` are the ids that the page has for itself. The registry must outlive the anchors unchanged.
  Anchors(const registry::Registry& registry, std::span<const std::string> taken);

  // By position in the registry.
  const std::string& contact(std::size_t position) const { return contacts_[position]; }
  const std::string& footnote(std::size_t position) const { return footnotes_[position]; }
  // By the key that references use; empty if the registry has none. Of several with one key the first counts.
  std::string_view contact(std::string_view id) const { return found(contact_of_, contacts_, id); }
  std::string_view footnote(std::string_view anchor) const { return found(footnote_of_, footnotes_, anchor); }

 private:
  using Positions = std::unordered_map<std::string_view, std::size_t>;
  static std::string_view found(const Positions& positions, const std::vector<std::string>& ids, std::string_view key);
  std::string claim(std::string id);

  std::unordered_map<std::string, std::size_t> uses_;  // how often an id was asked for
  std::vector<std::string> contacts_;
  std::vector<std::string> footnotes_;
  Positions contact_of_;
  Positions footnote_of_;
};

// Where a reference points to, not yet escaped; empty if it points nowhere or not to a safe address.
std::string reference_href(const registry::Reference& reference, const Anchors& anchors);

// Where the references of a page lead: an address for each, not yet escaped; empty for those that lead nowhere.
using Hrefs = std::function<std::string(const registry::Reference&)>;

// "[RFC6335]" with its link.
void append_reference(std::string& out, const registry::Reference& reference, const Hrefs& hrefs);
void append_reference(std::string& out, const registry::Reference& reference, const Anchors& anchors);
void append_references(std::string& out, const registry::References& references, const Hrefs& hrefs);
void append_references(std::string& out, const registry::References& references, const Anchors& anchors);

// A text as the content of a cell: breaks as <br/>, paragraphs as <p>, the indentation of the source as one blank.
void append_flow(std::string& out, const registry::RichText& text, const Hrefs& hrefs);
void append_flow(std::string& out, const registry::RichText& text, const Anchors& anchors);
// A text whose blanks and newlines matter, for an element with `white-space: pre-wrap`.
void append_preformatted(std::string& out, const registry::RichText& text, const Hrefs& hrefs);
void append_preformatted(std::string& out, const registry::RichText& text, const Anchors& anchors);

}  // namespace portolan::formats
