// SPDX-License-Identifier: Apache-2.0
#include "server/page_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "formats/html_parts.h"
#include "registry/record.h"
#include "registry/status.h"

namespace portolan::server {
namespace {

// References within the site lead to its own pages, all others where the registry's own page leads.
std::string href_of(const Context& context, const registry::Reference& reference) {
  static const registry::Registry nobody;
  static const formats::Anchors nowhere(nobody, {});
  if (reference.kind == registry::ReferenceKind::kPerson)
    return context.view->lookup().contact(reference.data) ? address(context, contact_path(reference.data))
                                                          : std::string();
  if (reference.kind == registry::ReferenceKind::kNote)
    return address(context, "/about#" + formats::anchor_id("note", reference.data));
  return formats::reference_href(reference, nowhere);
}

formats::Hrefs hrefs(const Context& context) {
  return [&context](const registry::Reference& reference) { return href_of(context, reference); };
}

}  // namespace

std::string port_path(PortRange ports, std::optional<Transport> transport) {
  const std::string path = "/ports/" + to_string(ports);
  return transport ? fmt::format("{}/{}", path, to_string(*transport)) : path;
}
std::string service_path(std::string_view name) { return "/services/" + net::encode_uri(name); }
std::string contact_path(std::string_view id) { return "/contacts/" + net::encode_uri(id); }
std::string feed_path(std::string_view page) { return fmt::format("/feeds{}.atom", page); }

std::string words_of_id(std::string_view id) {
  std::string words(id);
  std::ranges::replace(words, '_', ' ');
  return words;
}

Markup port_link(const Context& context, std::optional<PortRange> ports) {
  return ports ? site_link(context, port_path(*ports), to_string(*ports)) : Markup();
}

Markup service_link(const Context& context, std::string_view name) {
  return name.empty() ? tag("span", {{"class", "muted"}}, "no name") : site_link(context, service_path(name), name);
}

Markup contact_link(const Context& context, std::string_view id) {
  const ContactView contact = context.view->lookup().contact(id);
  if (!contact) return site_link(context, contact_path(id), words_of_id(id));
  const std::string_view name = !contact.name().empty()           ? contact.name()
                                : !contact.organization().empty() ? contact.organization()
                                                                  : id;
  Markup out = site_link(context, contact_path(id), name);
  // "Nexum" of "Nexum, Inc." is one holder, not two.
  if (!contact.organization().empty() && !contact.organization().starts_with(name))
    out += tag("span", {{"class", "muted"}}, ", ", contact.organization());
  return out;
}

Markup people(const Context& context, const registry::References& references) {
  Markup out;
  for (const registry::Reference& reference : references) {
    if (!out.empty()) out += "; ";
    if (reference.kind == registry::ReferenceKind::kPerson) {
      out += contact_link(context, reference.data);
    } else {
      std::string html;
      formats::append_reference(html, reference, hrefs(context));
      out += Markup::raw(std::move(html));
    }
  }
  return out;
}

Markup rich_text(const Context& context, const registry::RichText& text) {
  std::string html;
  formats::append_flow(html, text, hrefs(context));
  return Markup::raw(std::move(html));
}

Markup preformatted(const Context& context, const registry::RichText& text) {
  std::string html;
  formats::append_preformatted(html, text, hrefs(context));
  return tag("div", {{"class", "preformatted"}}, Markup::raw(std::move(html)));
}

Markup references(const Context& context, const registry::References& references) {
  std::string html;
  formats::append_references(html, references, hrefs(context));
  return Markup::raw(std::move(html));
}

Markup status_mark(std::string_view name, const Markup& words) {
  return tag("span", {{"class", fmt::format("status {}", name)}}, words);
}

Markup status_mark(RecordView record) {
  const registry::RecordStatus status{record.status(), record.deassigned(), record.removed()};
  return status_mark(to_string(record.status()), registry::to_string(status));
}

std::string_view status_meaning(Status status) noexcept {
  switch (status) {
    case Status::kAssigned: return "Somebody holds it.";
    case Status::kHistoric: return "Kept only for the record: it is not to be used for anything new.";
    case Status::kUnassigned: return "Nobody holds it; it can be asked for.";
    case Status::kReserved: return "Held back by the registrar: not given out without a special reason.";
    case Status::kDeassigned:
      return "Given up. It is reserved since, and is assigned again only when its range has no unassigned port left.";
  }
  return {};
}

std::string service_code_words(std::uint32_t code) {
  const std::string characters = registry::service_code_characters(code);
  return characters.empty() ? fmt::format("{}, no printable characters", code)
                            : fmt::format("{}, as characters “{}”", code, characters);
}

Markup copy_block(std::string_view label, std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return island(
      "copy", "{}",
      tag("pre", {{"tabindex", "0"}, {"role", "region"}, {"aria-label", std::string(label)}}, tag("code", {}, text)));
}

Markup scrolling(std::string_view label, const Markup& table) {
  return tag("div", {{"class", "region"}, {"role", "region"}, {"aria-label", std::string(label)}, {"tabindex", "0"}},
             table);
}

}  // namespace portolan::server
