// SPDX-License-Identifier: Apache-2.0
#include "registry/text.h"

#include <array>
#include <utility>

namespace portolan::registry {
namespace {

constexpr char kBreak = '\x01';
constexpr char kReferenceBegin = '\x02';
constexpr char kPart = '\x03';
constexpr char kReferenceEnd = '\x04';
constexpr char kParagraphBegin = '\x05';
constexpr char kParagraphEnd = '\x06';

constexpr std::array<std::pair<ReferenceKind, std::string_view>, 9> kKinds = {{
    {ReferenceKind::kPerson, "person"},
    {ReferenceKind::kRfc, "rfc"},
    {ReferenceKind::kDraft, "draft"},
    {ReferenceKind::kUri, "uri"},
    {ReferenceKind::kText, "text"},
    {ReferenceKind::kNote, "note"},
    {ReferenceKind::kErratum, "rfc-errata"},
    {ReferenceKind::kRegistry, "registry"},
    {ReferenceKind::kUnicode, "unicode"},
}};

std::optional<ReferenceKind> kind_of_letter(char letter) noexcept {
  for (const auto& [kind, name] : kKinds)
    if (static_cast<char>(kind) == letter) return kind;
  return std::nullopt;
}

bool is_markup(char c) noexcept { return c >= kBreak && c <= kParagraphEnd; }

// `encoded` starts after the opening byte; on success it is moved behind the closing one.
std::optional<Reference> take_reference(std::string_view& encoded) {
  const std::size_t end = encoded.find(kReferenceEnd);
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  const auto kind = kind_of_letter(encoded.front());
  if (!kind) return std::nullopt;
  std::string_view body = encoded.substr(1, end - 1);
  encoded.remove_prefix(end + 1);
  Reference reference{.kind = *kind, .data = {}, .section = {}, .shown = {}};
  std::size_t part = body.find(kPart);
  reference.data = body.substr(0, part);
  while (part != std::string_view::npos) {
    body.remove_prefix(part + 1);
    if (body.empty()) return std::nullopt;
    part = body.find(kPart);
    const std::string_view value = body.substr(1, part == std::string_view::npos ? part : part - 1);
    if (body.front() == 's')
      reference.section = value;
    else if (body.front() == 't')
      reference.shown = value;
    else
      return std::nullopt;
  }
  return reference;
}

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

// Appends a text node with `[ \t]+\n[ \t]+` as one space: the indentation of the source is no content.
void append_unindented(std::string& out, std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    if (!is_blank(text[i])) {
      std::size_t end = i;
      while (end < text.size() && !is_blank(text[end])) ++end;
      out.append(text.substr(i, end - i));
      i = end;
      continue;
    }
    std::size_t newline = i;
    while (newline < text.size() && is_blank(text[newline])) ++newline;
    std::size_t after = newline + 1;
    while (after < text.size() && is_blank(text[after])) ++after;
    if (newline < text.size() && text[newline] == '\n' && after > newline + 1) {
      out.push_back(' ');
      i = after;
    } else {
      out.append(text.substr(i, newline - i));
      i = newline;
    }
  }
}

void append_published(std::string& out, const Reference& reference) {
  out.push_back('[');
  if (!reference.shown.empty()) {
    append_unindented(out, reference.shown);
  } else if (reference.kind == ReferenceKind::kRfc && reference.data.starts_with("rfc")) {
    out.append("RFC").append(reference.data.substr(3));
  } else {
    out.append(reference.data);
  }
  out.push_back(']');
}

// Runs of newlines become one, the ends are trimmed.
std::string tidy(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  std::string out;
  out.reserve(text.size());
  for (const char c : text)
    if (c != '\n' || out.empty() || out.back() != '\n') out.push_back(c);
  return out;
}

bool ends_cleanly(std::string_view encoded) {
  int paragraphs = 0;
  while (!encoded.empty()) {
    const char c = encoded.front();
    encoded.remove_prefix(1);
    if (c == kReferenceBegin) {
      if (!take_reference(encoded)) return false;
    } else if (c == kParagraphBegin) {
      if (++paragraphs > 1) return false;
    } else if (c == kParagraphEnd) {
      if (--paragraphs < 0) return false;
    } else if (c != kBreak && is_markup(c)) {
      return false;
    }
  }
  return paragraphs == 0;
}

}  // namespace

std::string_view to_string(ReferenceKind kind) noexcept {
  for (const auto& [known, name] : kKinds)
    if (known == kind) return name;
  return "text";
}

std::optional<ReferenceKind> parse_reference_kind(std::string_view type) noexcept {
  for (const auto& [kind, name] : kKinds)
    if (name == type) return kind;
  return std::nullopt;
}

std::string published(const Reference& reference) {
  std::string out;
  append_published(out, reference);
  return out;
}

void NodeIterator::advance() {
  if (rest_.empty()) {
    done_ = true;
    return;
  }
  const char c = rest_.front();
  if (!is_markup(c)) {
    std::size_t end = 1;
    while (end < rest_.size() && !is_markup(rest_[end])) ++end;
    node_ = {.kind = Node::Kind::kText, .text = rest_.substr(0, end), .reference = {}};
    rest_.remove_prefix(end);
    return;
  }
  rest_.remove_prefix(1);
  node_.text = {};
  switch (c) {
    case kBreak: node_.kind = Node::Kind::kBreak; return;
    case kParagraphBegin: node_.kind = Node::Kind::kParagraphBegin; return;
    case kParagraphEnd: node_.kind = Node::Kind::kParagraphEnd; return;
    default: break;
  }
  const auto reference = c == kReferenceBegin ? take_reference(rest_) : std::nullopt;
  if (!reference) {
    rest_ = {};
    done_ = true;
    return;
  }
  node_.kind = Node::Kind::kReference;
  node_.reference = *reference;
}

RichText RichText::plain(std::string_view text) {
  RichText result;
  result.add_text(text);
  return result;
}

RichText RichText::lines(std::string_view text) {
  RichText result;
  result.encoded_.reserve(text.size());
  for (const char c : text) result.encoded_.push_back(c == '\n' ? kBreak : c);
  return result;
}

std::optional<RichText> RichText::decode(std::string_view encoded) {
  if (!ends_cleanly(encoded)) return std::nullopt;
  RichText result;
  result.encoded_ = encoded;
  return result;
}

void RichText::add_reference(const Reference& reference) {
  encoded_.push_back(kReferenceBegin);
  encoded_.push_back(static_cast<char>(reference.kind));
  encoded_.append(reference.data);
  if (!reference.section.empty()) encoded_.append("\x03s").append(reference.section);
  if (!reference.shown.empty()) encoded_.append("\x03t").append(reference.shown);
  encoded_.push_back(kReferenceEnd);
}

bool RichText::is_plain() const noexcept {
  for (const char c : encoded_)
    if (is_markup(c)) return false;
  return true;
}

std::string RichText::published() const { return published_text(encoded_); }

std::string published_text(std::string_view encoded) {
  std::string out;
  out.reserve(encoded.size() + 16);
  bool after_paragraph = false;
  for (const Node& node : NodeRange{encoded}) {
    std::string_view text = node.text;
    switch (node.kind) {
      case Node::Kind::kText:
        if (after_paragraph && text.starts_with('\n')) text.remove_prefix(1);
        append_unindented(out, text);
        break;
      case Node::Kind::kBreak: out.push_back('\n'); break;
      case Node::Kind::kReference: append_published(out, node.reference); break;
      case Node::Kind::kParagraphBegin: break;
      case Node::Kind::kParagraphEnd: out.append("\n        "); break;
    }
    after_paragraph = node.kind == Node::Kind::kParagraphEnd;
  }
  return tidy(out);
}

std::optional<References> References::decode(std::string_view encoded) {
  auto text = RichText::decode(encoded);
  if (!text) return std::nullopt;
  for (const Node& node : text->nodes())
    if (node.kind != Node::Kind::kReference) return std::nullopt;
  References result;
  result.text_ = std::move(*text);
  return result;
}

std::string References::published() const {
  std::string out;
  for (const Reference& reference : *this) append_published(out, reference);
  return out;
}

bool is_plain_text(std::string_view text) noexcept {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  const auto continuation = [&](std::size_t at) { return (p[at] & 0xC0U) == 0x80U; };
  while (p < end) {
    const unsigned char c = *p;
    const auto left = static_cast<std::size_t>(end - p);
    if (c < 0x80) {
      if (c < 0x20 && c != '\t' && c != '\n') return false;
      p += 1;
    } else if (c >= 0xC2 && c <= 0xDF && left >= 2 && continuation(1)) {
      p += 2;
    } else if ((c & 0xF0U) == 0xE0 && left >= 3 && continuation(1) && continuation(2)) {
      if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return false;
      if (c == 0xEF && p[1] == 0xBF && p[2] >= 0xBE) return false;  // U+FFFE, U+FFFF
      p += 3;
    } else if (c >= 0xF0 && c <= 0xF4 && left >= 4 && continuation(1) && continuation(2) && continuation(3)) {
      if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return false;
      p += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace portolan::registry
