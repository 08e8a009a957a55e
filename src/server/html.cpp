// SPDX-License-Identifier: Apache-2.0
#include "server/html.h"

#include <algorithm>
#include <array>

#include "formats/html_parts.h"

namespace portolan::server {
namespace {

constexpr std::array<std::string_view, 7> kVoidElements = {"br", "hr", "img", "input", "link", "meta", "col"};
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// How many bytes at `at` are a character that XML cannot hold (XML 1.0, section 2.2); 0 for every other.
std::size_t unfit(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (static_cast<unsigned char>(c) < 0x20) return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
  const std::string_view three = text.substr(at, 3);
  return three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF" ? 3 : 0;
}

bool is_fit(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (unfit(text, at) != 0) return false;
  return true;
}

std::string made_fit(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = unfit(text, at);
    out += size == 0 ? text.substr(at, 1) : kReplacement;
    at += std::max<std::size_t>(size, 1);
  }
  return out;
}

// An XML reader takes a carriage return, and in attributes also newlines and tabs, for a blank or a newline.
void append_spaces_escaped(std::string& out, std::string_view text, std::string_view which) {
  for (;;) {
    const std::size_t at = text.find_first_of(which);
    formats::append_escaped(out, text.substr(0, at));
    if (at == std::string_view::npos) return;
    out += text[at] == '\n' ? "&#10;" : text[at] == '\t' ? "&#9;" : "&#13;";
    text.remove_prefix(at + 1);
  }
}

void append_text(std::string& out, std::string_view text, std::string_view spaces) {
  if (is_fit(text))
    append_spaces_escaped(out, text, spaces);
  else
    append_spaces_escaped(out, made_fit(text), spaces);
}

bool is_of_this_site(std::string_view href) {
  return href.starts_with('#') || href.starts_with('?') || (href.starts_with('/') && !href.starts_with("//"));
}

}  // namespace

Markup::Markup(std::string_view text) { append_text(html_, text, "\r"); }

std::optional<std::string> flag(bool set) {
  if (!set) return std::nullopt;
  return std::string();
}

Markup element(std::string_view name, Attributes attributes, const Markup& content) {
  std::string out;
  out.reserve(content.html().size() + 2 * name.size() + 64);
  out.append("<").append(name);
  for (const Attribute& attribute : attributes) {
    if (!attribute.value) continue;
    out.append(" ").append(attribute.name).append("=\"");
    append_text(out, *attribute.value, "\r\n\t");
    out.push_back('"');
  }
  if (std::ranges::find(kVoidElements, name) != kVoidElements.end()) return Markup::raw(out.append("/>"));
  out.append(">").append(content.html()).append("</").append(name).append(">");
  return Markup::raw(std::move(out));
}

Markup link(std::string_view href, const Markup& words, std::string_view css_class) {
  const bool inside = is_of_this_site(href);
  const std::string address = inside ? std::string(href) : formats::safe_href(href);
  if (address.empty()) return words;
  const auto look = css_class.empty() ? std::nullopt : std::optional(std::string(css_class));
  return tag(
      "a",
      {{"href", address}, {"class", look}, {"rel", inside ? std::nullopt : std::optional<std::string>("external")}},
      words);
}

Markup island(std::string_view name, std::string_view props, const Markup& content) {
  return tag("div", {{"data-island", std::string(name)}, {"data-props", std::string(props)}}, content);
}

Markup time_tag(std::string_view when) {
  return when.empty() ? Markup() : tag("time", {{"datetime", std::string(when)}}, when);
}

}  // namespace portolan::server
