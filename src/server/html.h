// SPDX-License-Identifier: Apache-2.0
//
// HTML by construction: text becomes markup only by being escaped, and every element is closed. So whatever a registry
// or a client says, nothing but text comes of it. What comes out is well-formed XML as well.
//
//     tag("p", {{"class", "note"}}, "Port ", link("/ports/443", "443"), " & more")
//
// Thread-safety: values and free functions.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace portolan::server {

// Markup that is safe to send.
class Markup {
 public:
  Markup() = default;
  // Text, which is escaped. Characters that neither HTML nor XML can hold become U+FFFD. REQUIRES: UTF-8.
  Markup(std::string_view text);                                       // NOLINT: text may stand wherever markup may
  Markup(const std::string& text) : Markup(std::string_view(text)) {}  // NOLINT
  Markup(const char* text) : Markup(std::string_view(text)) {}         // NOLINT

  // Takes over what is markup already. REQUIRES: all text in it is escaped.
  static Markup raw(std::string html) {
    Markup markup;
    markup.html_ = std::move(html);
    return markup;
  }

  bool empty() const noexcept { return html_.empty(); }
  const std::string& html() const& noexcept { return html_; }
  std::string html() && noexcept { return std::move(html_); }
  Markup& operator+=(const Markup& other) {
    html_ += other.html_;
    return *this;
  }
  friend Markup operator+(Markup a, const Markup& b) { return a += b, a; }

 private:
  std::string html_;
};

// A name in HTML's own spelling and a value, which is escaped. Without a value the attribute is left out.
struct Attribute {
  std::string_view name;
  std::optional<std::string> value;
};
using Attributes = std::initializer_list<Attribute>;

// The value of a boolean attribute: "checked" is {"checked", flag(is_on)}.
std::optional<std::string> flag(bool set);

// One element. Those that HTML closes by themselves ("br", "input", ...) take no content.
Markup element(std::string_view name, Attributes attributes, const Markup& content);

inline Markup tag(std::string_view name, Attributes attributes = {}) { return element(name, attributes, Markup()); }
template <class... Children>
Markup tag(std::string_view name, Attributes attributes, const Children&... children) {
  Markup content;
  ((content += Markup(children)), ...);
  return element(name, attributes, content);
}

// <a href>. Only to addresses of this site ("/...", "#...", "?...") and what formats::safe_href lets through; the words
// alone for all others.
Markup link(std::string_view href, const Markup& words, std::string_view css_class = {});

// An element in which the web application mounts one of its parts, around what is there without it. `props` is JSON.
Markup island(std::string_view name, std::string_view props, const Markup& content);

// <time datetime="2019-10">2019-10</time>; empty for an empty text. REQUIRES: a date or time as HTML has it.
Markup time_tag(std::string_view when);

}  // namespace portolan::server
