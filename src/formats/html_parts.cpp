// SPDX-License-Identifier: Apache-2.0
#include "formats/html_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace portolan::formats {
namespace {

using registry::Node;
using registry::Reference;
using registry::ReferenceKind;
using registry::RichText;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) noexcept {
  const char folded = registry::fold_ascii(c);
  return is_digit(c) || (folded >= 'a' && folded <= 'z');
}
bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }
bool is_hex(char c) noexcept {
  const char folded = registry::fold_ascii(c);
  return is_digit(c) || (folded >= 'a' && folded <= 'f');
}

// Letters, digits and the given marks, at least one.
bool is_made_of(std::string_view text, std::string_view marks) noexcept {
  return !text.empty() &&
         std::ranges::all_of(text, [marks](char c) { return is_alphanumeric(c) || marks.contains(c); });
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

// Keeps what a URI may hold, so that the browser and every other reader take the same address from it.
std::string encoded_uri(std::string_view uri) {
  constexpr std::string_view kMarks = "!#$&'()*+,-./:;=?@[]_~";
  std::string out;
  out.reserve(uri.size());
  for (std::size_t i = 0; i < uri.size(); ++i) {
    const char c = uri[i];
    const bool escape = c == '%' && i + 2 < uri.size() && is_hex(uri[i + 1]) && is_hex(uri[i + 2]);
    if (escape || !is_ascii(c) || is_alphanumeric(c) || kMarks.contains(c))
      out.push_back(c);
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string rfc_href(const Reference& reference) {
  const std::string data = registry::fold_ascii(reference.data);
  if (!data.starts_with("rfc") || data.size() == 3 || !std::ranges::all_of(data.substr(3), is_digit)) return {};
  std::string href = fmt::format("https://www.rfc-editor.org/rfc/{}.html", data);
  if (!is_made_of(reference.section, ".")) return href;
  return href.append(is_digit(reference.section.front()) ? "#section-" : "#appendix-").append(reference.section);
}

std::string draft_href(std::string_view data) {
  if (!is_made_of(data, "-._")) return {};
  if (data.starts_with("draft-")) return fmt::format("https://datatracker.ietf.org/doc/{}/", data);
  // A draft that is to become an RFC is cited as RFC-ietf-...
  if (!registry::fold_ascii(data).starts_with("rfc-")) return {};
  return fmt::format("https://datatracker.ietf.org/doc/draft-{}/", data.substr(4));
}

std::string anchor_href(std::string_view id) { return id.empty() ? std::string() : fmt::format("#{}", id); }

Hrefs hrefs_of(const Anchors& anchors) {
  return [&anchors](const Reference& reference) { return reference_href(reference, anchors); };
}

// Writes a text as flow content; breaks are held back, so that none stands at the beginning or the end.
class Flow {
 public:
  Flow(std::string& out, const Hrefs& hrefs) : out_(out), hrefs_(hrefs) {}

  void add(const Node& node) {
    switch (node.kind) {
      case Node::Kind::kText: add_text(node.text); break;
      case Node::Kind::kBreak: breaks_ += fresh_ ? 0 : 1; break;
      case Node::Kind::kReference:
        begin_content();
        append_reference(out_, node.reference, hrefs_);
        break;
      case Node::Kind::kParagraphBegin: begin_block("<p>"); break;
      case Node::Kind::kParagraphEnd: begin_block("</p>"); break;
    }
  }

 private:
  void begin_content() {
    for (; breaks_ > 0; --breaks_) out_.append("<br/>");
    fresh_ = false;
  }

  void begin_block(std::string_view tag) {
    out_.append(tag);
    breaks_ = 0;
    fresh_ = true;
  }

  void add_text(std::string_view text) {
    constexpr std::string_view kSpace = " \t\n";
    while (!text.empty()) {
      const std::size_t space = std::min(text.find_first_of(kSpace), text.size());
      if (space > 0) begin_content();
      append_escaped(out_, text.substr(0, space));
      text.remove_prefix(space);
      const std::size_t end = std::min(text.find_first_not_of(kSpace), text.size());
      if (end > 0 && !fresh_ && breaks_ == 0) append_space(text.substr(0, end));
      text.remove_prefix(end);
    }
  }

  void append_space(std::string_view space) {
    if (space.contains('\n'))
      out_.push_back(' ');
    else
      out_.append(space);
  }

  std::string& out_;
  const Hrefs& hrefs_;
  std::size_t breaks_ = 0;
  bool fresh_ = true;  // nothing yet in this block
};

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  for (;;) {
    const std::size_t at = text.find_first_of("&<>\"");
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) return;
    switch (text[at]) {
      case '&': out.append("&amp;"); break;
      case '<': out.append("&lt;"); break;
      case '>': out.append("&gt;"); break;
      default: out.append("&quot;"); break;
    }
    text.remove_prefix(at + 1);
  }
}

std::string safe_href(std::string_view uri) {
  uri = trimmed(uri);
  if (uri.find_first_of(" \t\n\\") != std::string_view::npos) return {};
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string scheme = registry::fold_ascii(uri.substr(0, colon));
  const std::string_view rest = uri.substr(colon + 1);
  const bool web =
      (scheme == "http" || scheme == "https") && rest.starts_with("//") && rest.size() > 2 && rest[2] != '/';
  const bool mail = scheme == "mailto" && rest.contains('@');
  return web || mail ? encoded_uri(uri) : std::string();
}

std::string anchor_id(std::string_view prefix, std::string_view key) {
  std::string out(prefix);
  for (const char c : key) {
    if (!is_ascii(c) || is_alphanumeric(c) || c == '_' || c == '-' || c == '.')
      out.push_back(c);
    else
      fmt::format_to(std::back_inserter(out), ".{:02X}", static_cast<unsigned char>(c));
  }
  return out.empty() ? "-" : out;
}

Anchors::Anchors(const registry::Registry& registry, std::span<const std::string> taken) {
  for (const std::string& id : taken) uses_.emplace(id, 1);
  contacts_.reserve(registry.contacts.size());
  for (const registry::Contact& contact : registry.contacts) {
    contact_of_.emplace(contact.id, contacts_.size());
    contacts_.push_back(claim(anchor_id("", contact.id)));
  }
  for (const registry::Footnote& footnote : registry.footnotes) {
    footnote_of_.emplace(footnote.anchor, footnotes_.size());
    footnotes_.push_back(claim(anchor_id("note", footnote.anchor)));
  }
}

std::string_view Anchors::found(const Positions& positions, const std::vector<std::string>& ids, std::string_view key) {
  const auto position = positions.find(key);
  return position == positions.end() ? std::string_view() : ids[position->second];
}

std::string Anchors::claim(std::string id) {
  std::size_t uses = ++uses_[id];
  if (uses == 1) return id;
  for (;; ++uses) {
    std::string other = fmt::format("{}-{}", id, uses);
    if (!uses_.emplace(other, 1).second) continue;
    uses_[id] = uses;  // where the next one begins to look
    return other;
  }
}

std::string reference_href(const Reference& reference, const Anchors& anchors) {
  const std::string_view data = reference.data;
  switch (reference.kind) {
    case ReferenceKind::kPerson: return anchor_href(anchors.contact(data));
    case ReferenceKind::kNote: return anchor_href(anchors.footnote(data));
    case ReferenceKind::kRfc: return rfc_href(reference);
    case ReferenceKind::kDraft: return draft_href(data);
    case ReferenceKind::kUri: return safe_href(data.empty() ? reference.shown : data);
    case ReferenceKind::kErratum:
      if (data.empty() || !std::ranges::all_of(data, is_digit)) return {};
      return fmt::format("https://www.rfc-editor.org/errata/eid{}", data);
    case ReferenceKind::kRegistry:
      if (!is_made_of(data, "-_")) return {};
      return fmt::format("https://www.iana.org/assignments/{}", data);
    case ReferenceKind::kText:
    case ReferenceKind::kUnicode: return {};
  }
  return {};
}

void append_reference(std::string& out, const Reference& reference, const Hrefs& hrefs) {
  const std::string bracketed = registry::published(reference);
  const std::string_view shown = std::string_view(bracketed).substr(1, bracketed.size() - 2);
  const std::string href = shown.empty() ? std::string() : hrefs(reference);
  out.push_back('[');
  if (!href.empty()) {
    out.append("<a href=\"");
    append_escaped(out, href);
    out.append("\">");
  }
  append_escaped(out, shown);
  out.append(href.empty() ? "]" : "</a>]");
}

void append_references(std::string& out, const registry::References& references, const Hrefs& hrefs) {
  for (const Reference& reference : references) append_reference(out, reference, hrefs);
}

void append_flow(std::string& out, const RichText& text, const Hrefs& hrefs) {
  Flow flow(out, hrefs);
  for (const Node& node : text.nodes()) flow.add(node);
}

void append_preformatted(std::string& out, const RichText& text, const Hrefs& hrefs) {
  const std::size_t begin = out.size();
  for (const Node& node : text.nodes()) {
    switch (node.kind) {
      case Node::Kind::kText: {
        std::string_view words = node.text;
        if (out.size() == begin) words.remove_prefix(std::min(words.find_first_not_of(" \t\n"), words.size()));
        append_escaped(out, words);
        break;
      }
      case Node::Kind::kReference: append_reference(out, node.reference, hrefs); break;
      case Node::Kind::kBreak:
      case Node::Kind::kParagraphEnd: out.push_back('\n'); break;
      case Node::Kind::kParagraphBegin: break;
    }
  }
  const std::size_t last = out.find_last_not_of(" \t\n");
  if (last == std::string::npos || last < begin)
    out.resize(begin);
  else
    out.resize(last + 1);
}

void append_reference(std::string& out, const Reference& reference, const Anchors& anchors) {
  append_reference(out, reference, hrefs_of(anchors));
}
void append_references(std::string& out, const registry::References& references, const Anchors& anchors) {
  append_references(out, references, hrefs_of(anchors));
}
void append_flow(std::string& out, const RichText& text, const Anchors& anchors) {
  append_flow(out, text, hrefs_of(anchors));
}
void append_preformatted(std::string& out, const RichText& text, const Anchors& anchors) {
  append_preformatted(out, text, hrefs_of(anchors));
}

}  // namespace portolan::formats
