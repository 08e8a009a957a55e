// SPDX-License-Identifier: Apache-2.0
//
// XML as a tree, for tests of pages and feeds: pages are well-formed XML too, so an element that is not closed, or a
// text that is not escaped, shows. Parsed by expat, which knows nothing of how the pages were made.
#pragma once

#include <expat.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::testing {

struct MarkupNode {
  std::string name;  // empty: a text
  std::string text;
  std::map<std::string, std::string> attributes;
  std::vector<std::unique_ptr<MarkupNode>> children;
  MarkupNode* parent = nullptr;

  // What a reader sees: all text in it.
  std::string all_text() const {
    if (name.empty()) return text;
    std::string out;
    for (const auto& child : children) out += child->all_text();
    return out;
  }
  std::string attribute(const std::string& key) const {
    const auto found = attributes.find(key);
    return found == attributes.end() ? std::string() : found->second;
  }
  bool has(const std::string& key) const { return attributes.contains(key); }

  void each(const std::function<void(const MarkupNode&)>& work) const {
    work(*this);
    for (const auto& child : children) child->each(work);
  }
  std::vector<const MarkupNode*> all(std::string_view element) const {
    std::vector<const MarkupNode*> found;
    each([&](const MarkupNode& node) {
      if (node.name == element) found.push_back(&node);
    });
    return found;
  }
  const MarkupNode* first(std::string_view element) const {
    const auto found = all(element);
    return found.empty() ? nullptr : found.front();
  }
};

struct ParsedMarkup {
  std::unique_ptr<MarkupNode> root;  // null: it is not well-formed
  std::string problem;               // "line 3, column 7: mismatched tag"
};

inline ParsedMarkup parse_markup(std::string_view text) {
  struct State {
    std::unique_ptr<MarkupNode> root;
    MarkupNode* at = nullptr;
  } state;
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(
      parser.get(),
      [](void* data, const XML_Char* name, const XML_Char** attributes) {
        auto& now = *static_cast<State*>(data);
        auto node = std::make_unique<MarkupNode>();
        node->name = name;
        node->parent = now.at;
        for (; *attributes != nullptr; attributes += 2) node->attributes[attributes[0]] = attributes[1];
        MarkupNode* made = node.get();
        if (now.at == nullptr)
          now.root = std::move(node);
        else
          now.at->children.push_back(std::move(node));
        now.at = made;
      },
      [](void* data, const XML_Char*) {
        auto& now = *static_cast<State*>(data);
        now.at = now.at->parent;
      });
  XML_SetCharacterDataHandler(parser.get(), [](void* data, const XML_Char* bytes, int size) {
    auto& now = *static_cast<State*>(data);
    if (now.at == nullptr) return;
    auto& children = now.at->children;
    if (children.empty() || !children.back()->name.empty()) {
      children.push_back(std::make_unique<MarkupNode>());
      children.back()->parent = now.at;
    }
    children.back()->text.append(bytes, static_cast<std::size_t>(size));
  });
  if (XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), 1) == XML_STATUS_ERROR)
    return {nullptr, "line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ", column " +
                         std::to_string(XML_GetCurrentColumnNumber(parser.get())) + ": " +
                         XML_ErrorString(XML_GetErrorCode(parser.get()))};
  return {std::move(state.root), {}};
}

}  // namespace portolan::testing
