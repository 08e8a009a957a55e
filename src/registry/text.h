// SPDX-License-Identifier: Apache-2.0
//
// Text as the registry's master format has it: characters, line breaks, references, paragraphs.
//
// A RichText is one string in a compact encoding, so that a registry of a million records stays small, compares
// with one memcmp and goes into files unchanged (docs/lookup-format.md gives the grammar):
//
//     text      = *( characters / BREAK / reference / paragraph )
//     reference = %x02 kind data [ %x03 "s" section ] [ %x03 "t" shown ] %x04      ; kind is one letter
//     paragraph = %x05 *( characters / BREAK / reference ) %x06
//     BREAK     = %x01
//
// Characters are UTF-8 without control characters other than tab and newline: readers refuse the others, so the
// encoding is unambiguous.
//
// Thread-safety: values. Views that nodes hand out live as long as the text is neither changed nor destroyed.
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::registry {

// What a reference points to; the letters are those of the encoding and never change.
enum class ReferenceKind : char {
  kPerson = 'p',    // a contact of this registry
  kRfc = 'r',       // "rfc6335"
  kDraft = 'd',     // an Internet-Draft
  kUri = 'u',       //
  kText = 't',      // words only
  kNote = 'n',      // a footnote of this registry, by its anchor
  kErratum = 'e',   // an RFC erratum
  kRegistry = 'g',  // another registry
  kUnicode = 'c',   // a version of Unicode
};

// The value of the `type` attribute ("person", "rfc", ...).
std::string_view to_string(ReferenceKind kind) noexcept;
std::optional<ReferenceKind> parse_reference_kind(std::string_view type) noexcept;

// One reference. An empty view means that the part is not there.
struct Reference {
  ReferenceKind kind = ReferenceKind::kText;
  std::string_view data;     // the key: a contact's id, "rfc6335", an address
  std::string_view section;  // "4.3"
  std::string_view shown;    // the element's own text, shown instead of the key

  bool operator==(const Reference&) const = default;
};

// How IANA's CSV writes a reference: "[RFC6335]", "[Jon_Postel]".
std::string published(const Reference& reference);

struct Node {
  enum class Kind : std::uint8_t { kText, kBreak, kReference, kParagraphBegin, kParagraphEnd };
  Kind kind = Kind::kText;
  std::string_view text;  // of kText
  Reference reference;    // of kReference
};

// Walks the nodes of an encoded text. A damaged encoding ends the walk early; it never reads out of bounds.
class NodeIterator {
 public:
  using value_type = Node;
  using difference_type = std::ptrdiff_t;

  NodeIterator() = default;
  explicit NodeIterator(std::string_view rest) : rest_(rest) { advance(); }
  const Node& operator*() const { return node_; }
  const Node* operator->() const { return &node_; }
  NodeIterator& operator++() {
    advance();
    return *this;
  }
  void operator++(int) { advance(); }
  bool operator==(std::default_sentinel_t) const { return done_; }

 private:
  void advance();

  std::string_view rest_;
  Node node_;
  bool done_ = false;
};

struct NodeRange {
  std::string_view encoded;
  NodeIterator begin() const { return NodeIterator(encoded); }
  static std::default_sentinel_t end() { return {}; }
};

class RichText {
 public:
  RichText() = default;

  // Text without markup. REQUIRES: no control characters but tab and newline (see is_plain_text).
  static RichText plain(std::string_view text);
  // A text whose newlines are line breaks: how CSV and services(5) write one.
  static RichText lines(std::string_view text);
  // Takes an encoding over; nothing if it does not follow the grammar above.
  static std::optional<RichText> decode(std::string_view encoded);

  void add_text(std::string_view text) { encoded_.append(text); }
  void add_break() { encoded_.push_back('\x01'); }
  void add_reference(const Reference& reference);
  void begin_paragraph() { encoded_.push_back('\x05'); }
  void end_paragraph() { encoded_.push_back('\x06'); }

  bool empty() const noexcept { return encoded_.empty(); }
  // True if there is no markup: the encoding is the text.
  bool is_plain() const noexcept;
  const std::string& encoded() const noexcept { return encoded_; }
  NodeRange nodes() const noexcept { return {encoded_}; }

  // The text as IANA's CSV publishes it: indentation folded, breaks as newlines, references in brackets.
  std::string published() const;

  bool operator==(const RichText&) const = default;

 private:
  std::string encoded_;
};

// As RichText::published, of an encoding that lies somewhere else (a lookup file).
std::string published_text(std::string_view encoded);

// A list of references: the contacts of a record, its assignees, its documents. Order is kept; it carries meaning.
class References {
 public:
  class Iterator {
   public:
    using value_type = Reference;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(std::string_view encoded) : nodes_(encoded) {}
    const Reference& operator*() const { return nodes_->reference; }
    const Reference* operator->() const { return &nodes_->reference; }
    Iterator& operator++() {
      ++nodes_;
      return *this;
    }
    void operator++(int) { ++nodes_; }
    bool operator==(std::default_sentinel_t end) const { return nodes_ == end; }

   private:
    NodeIterator nodes_;
  };

  References() = default;
  // Takes an encoding over; nothing if it holds anything but references.
  static std::optional<References> decode(std::string_view encoded);

  void add(const Reference& reference) { text_.add_reference(reference); }
  void add_person(std::string_view id) {
    add({.kind = ReferenceKind::kPerson, .data = id, .section = {}, .shown = {}});
  }

  bool empty() const noexcept { return text_.empty(); }
  Iterator begin() const { return Iterator(text_.encoded()); }
  static std::default_sentinel_t end() { return {}; }
  const std::string& encoded() const noexcept { return text_.encoded(); }

  // "[A][B]", as IANA's CSV writes the column.
  std::string published() const;

  bool operator==(const References&) const = default;

 private:
  RichText text_;
};

// True if `text` is UTF-8 without control characters other than tab and newline and without U+FFFE and U+FFFF, which
// XML cannot hold: what every text must be.
bool is_plain_text(std::string_view text) noexcept;

}  // namespace portolan::registry
