// SPDX-License-Identifier: Apache-2.0
//
// IANA's schema: the elements of a registry document, which of them may stand in which, and what their text is. All of
// it is inline: the reader asks for each of some hundred thousand elements.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace portolan::formats {

enum class Element : std::uint8_t {
  kNone,
  kRegistry,
  kTitle,
  kCategory,
  kUpdated,
  kXref,
  kExpert,
  kNote,
  kRecord,
  kFootnote,
  kPeople,
  kPerson,
  kName,
  kProtocol,
  kAssignee,
  kDescription,
  kNumber,
  kServiceCode,
  kUnauthorized,
  kBreak,
  kParagraph,
  kOrg,
  kUri,
};

struct ElementName {
  std::string_view name;
  Element element;
};
inline constexpr std::array<ElementName, 22> kElementNames = {{
    {"xref", Element::kXref},
    {"record", Element::kRecord},
    {"description", Element::kDescription},
    {"number", Element::kNumber},
    {"protocol", Element::kProtocol},
    {"name", Element::kName},
    {"person", Element::kPerson},
    {"uri", Element::kUri},
    {"updated", Element::kUpdated},
    {"assignee", Element::kAssignee},
    {"note", Element::kNote},
    {"org", Element::kOrg},
    {"br", Element::kBreak},
    {"unauthorized", Element::kUnauthorized},
    {"sc", Element::kServiceCode},
    {"paragraph", Element::kParagraph},
    {"registry", Element::kRegistry},
    {"title", Element::kTitle},
    {"category", Element::kCategory},
    {"expert", Element::kExpert},
    {"footnote", Element::kFootnote},
    {"people", Element::kPeople},
}};

inline Element element_named(std::string_view name) noexcept {
  for (const ElementName& known : kElementNames)
    if (known.name == name) return known.element;
  return Element::kNone;
}

inline std::string_view name_of(Element element) noexcept {
  for (const ElementName& known : kElementNames)
    if (known.element == element) return known.name;
  return "document";
}

// The schema: which elements may stand in which.
inline bool may_hold(Element parent, Element child) noexcept {
  using enum Element;
  switch (parent) {
    case kNone: return child == kRegistry;
    case kRegistry:
      return child == kRecord || child == kTitle || child == kCategory || child == kUpdated || child == kXref ||
             child == kExpert || child == kNote || child == kFootnote || child == kPeople;
    case kRecord:
      return child == kName || child == kProtocol || child == kAssignee || child == kXref || child == kDescription ||
             child == kNumber || child == kServiceCode || child == kUnauthorized || child == kNote;
    case kAssignee: return child == kXref;
    case kPeople: return child == kPerson;
    case kPerson: return child == kName || child == kOrg || child == kUri || child == kUpdated;
    case kDescription:
    case kUnauthorized:
    case kNote:
    case kExpert:
    case kFootnote: return child == kBreak || child == kXref || child == kParagraph;
    case kParagraph: return child == kBreak || child == kXref;
    default: return false;
  }
}

// What an element's characters are: nothing but white space, one value, or part of a rich text.
enum class Content : std::uint8_t { kNoText, kValue, kMixed, kEmpty };

inline Content content_of(Element element) noexcept {
  using enum Element;
  switch (element) {
    case kTitle:
    case kCategory:
    case kUpdated:
    case kName:
    case kProtocol:
    case kNumber:
    case kServiceCode:
    case kOrg:
    case kUri:
    case kXref: return Content::kValue;
    case kDescription:
    case kUnauthorized:
    case kNote:
    case kExpert:
    case kFootnote:
    case kParagraph: return Content::kMixed;
    case kBreak: return Content::kEmpty;
    default: return Content::kNoText;
  }
}

}  // namespace portolan::formats
