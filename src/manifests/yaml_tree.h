// SPDX-License-Identifier: Apache-2.0
//
// YAML as a tree whose values know where they stand, read with limits.
//
// yaml-cpp's parser tells what it meets, and the tree is made here: its own nodes do not merge `<<`, do not see keys
// that are given twice, and have no limits. A text stays what was written: `22:22` is no number to base 60, `on` no
// boolean. Aliases share what they name, so a tree is small in memory; its weight counts what lies behind an alias once
// more each time, and has a limit. Who looks at each value a fixed number of times is therefore done in time.
//
// Thread-safety: an object serves one thread; a finished tree may be read by several.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "manifests/findings.h"

namespace portolan::manifests {

struct YamlNode;

struct YamlEntry {
  const YamlNode* key = nullptr;  // a text
  const YamlNode* value = nullptr;
};

struct YamlNode {
  enum class Kind : std::uint8_t { kNothing, kText, kList, kMap };
  Kind kind = Kind::kNothing;
  bool plain = false;                  // a text without quotes and tag
  std::string_view tag;                // "!reset"; empty for none
  std::string text;                    // of kText
  std::vector<const YamlNode*> items;  // of kList
  std::vector<YamlEntry> entries;      // of kMap, keys once each; what is merged comes last
  std::uint64_t line = 1;
  std::uint64_t column = 1;
  std::size_t weight = 1;

  bool is_nothing() const noexcept { return kind == Kind::kNothing; }
  bool is_text() const noexcept { return kind == Kind::kText; }
  bool is_list() const noexcept { return kind == Kind::kList; }
  bool is_map() const noexcept { return kind == Kind::kMap; }
  // The value of a key; null if there is none, or if this is no map.
  const YamlNode* find(std::string_view key) const noexcept;
};

// The documents of one stream. The nodes live as long as it.
struct YamlStream {
  std::deque<YamlNode> nodes;
  std::set<std::string, std::less<>> tags;
  std::vector<const YamlNode*> documents;
};

// Nothing if something is wrong, which is then in the findings.
std::optional<YamlStream> read_yaml(std::string_view bytes, Findings& findings);

// Where a value stands.
Spot spot_of(const YamlNode& node, std::string field);

// A value that a use is made of is no longer; a file may hold longer ones for others.
inline constexpr std::size_t kMostText = 4096;  // bytes

// The text of a value that is one, without control characters but tab and newline; anything else is said to be wrong.
// Empty for null pointers and for nothing. The view lives as long as the node.
std::string_view text_of(const YamlNode* node, const std::string& field, Findings& findings);
// The same without the complaint.
std::string_view text_of(const YamlNode* node) noexcept;

}  // namespace portolan::manifests
