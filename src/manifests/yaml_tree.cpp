// SPDX-License-Identifier: Apache-2.0
#include "manifests/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "formats/bad_byte.h"
#include "formats/line_counter.h"
#include "registry/text.h"

namespace portolan::manifests {
namespace {

using Kind = YamlNode::Kind;

// Where the parser's marks are in the file. It counts from 0, has no place for some complaints, and finds some things
// behind the end.
class Places {
 public:
  explicit Places(std::string_view bytes) {
    const auto [line, column] = formats::LineCounter(bytes).at(bytes.size());
    end_ = {line, column, {}};
  }
  Spot at(const YAML::Mark& mark) const {
    const auto from_one = [](int number) { return static_cast<std::uint64_t>(std::max(number, 0)) + 1; };
    const Spot spot{from_one(mark.line), from_one(mark.column), {}};
    return spot.line > end_.line ? end_ : spot;
  }

 private:
  Spot end_;
};

// Leaves the parser, after what is wrong has been said.
struct Stop {};

// Makes the tree of what the parser tells. Throws Stop.
class Builder : public YAML::EventHandler {
 public:
  Builder(YamlStream& stream, const Places& places, Findings& findings)
      : stream_(stream), places_(places), findings_(findings) {}

  void OnDocumentStart(const YAML::Mark&) override { anchors_.clear(); }
  void OnDocumentEnd() override {}

  // What is missing behind a key has the place of the key: the parser's is that of what comes next.
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode& node = make(mark, Kind::kNothing);
    if (!open_.empty() && open_.back().key != nullptr) {
      node.line = open_.back().key->line;
      node.column = open_.back().key->column;
    }
    complete(node, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode& node = make(mark, Kind::kText);
    node.text = value;
    node.plain = tag == "?";
    set_tag(node, tag);
    complete(node, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      stop(places_.at(mark), ErrorCode::kInvalidValue, "an alias cannot stand inside what it names");
    count(found->second->weight, places_.at(mark));
    place(*found->second);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Kind::kList);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Kind::kMap);
  }
  void OnMapEnd() override {
    merge(*open_.back().node);
    close();
  }

 private:
  struct Open {
    YamlNode* node = nullptr;
    YAML::anchor_t anchor = 0;
    const YamlNode* key = nullptr;  // of a map: the one whose value comes next
    std::unordered_set<std::string_view> keys;
  };

  [[noreturn]] void stop(Spot spot, ErrorCode code, std::string message) {
    findings_.wrong(code, std::move(message), std::move(spot));
    throw Stop();
  }

  YamlNode& make(const YAML::Mark& mark, Kind kind) {
    const Spot spot = places_.at(mark);
    count(1, spot);
    YamlNode& node = stream_.nodes.emplace_back();
    node.kind = kind;
    node.line = spot.line;
    node.column = spot.column;
    return node;
  }

  void count(std::size_t weight, const Spot& spot) {
    weight_ += weight;
    const std::size_t limit = findings_.limits().values;
    if (weight_ > limit)
      stop(spot, ErrorCode::kLimit, fmt::format("more than {} values, counted again behind each alias", limit));
  }

  // "?" is what yaml-cpp says of a plain text, "!" of one in quotes. %TAG lets a short tag stand for a long one, so
  // what they have together has a limit; a tag that every file knows, as !!str, is four times as long as it is written.
  void set_tag(YamlNode& node, const std::string& tag) {
    tag_bytes_ += tag.size();
    if (tag_bytes_ > 4 * findings_.limits().yaml_bytes)
      stop(spot_of(node, {}), ErrorCode::kLimit, "the tags of the file are too long");
    if (tag.size() > 1) node.tag = *stream_.tags.insert(tag).first;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Kind kind) {
    const std::size_t depth = findings_.limits().depth;
    if (open_.size() >= depth)
      stop(places_.at(mark), ErrorCode::kLimit, fmt::format("values are nested deeper than {}", depth));
    YamlNode& node = make(mark, kind);
    set_tag(node, tag);
    open_.push_back({&node, anchor, nullptr, {}});
  }

  void close() {
    const Open done = std::move(open_.back());
    open_.pop_back();
    complete(*done.node, done.anchor);
  }

  // From here on it can be named.
  void complete(const YamlNode& node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = &node;
    place(node);
  }

  void place(const YamlNode& node) {
    if (open_.empty()) {
      stream_.documents.push_back(&node);
      return;
    }
    Open& parent = open_.back();
    parent.node->weight += node.weight;
    if (parent.node->is_list())
      parent.node->items.push_back(&node);
    else if (parent.key == nullptr)
      place_key(parent, node);
    else
      parent.node->entries.push_back({std::exchange(parent.key, nullptr), &node});
  }

  void place_key(Open& map, const YamlNode& key) {
    if (!key.is_text()) stop(spot_of(key, {}), ErrorCode::kUnsupported, "a key is a text");
    if (!map.keys.insert(key.text).second)
      findings_.wrong(ErrorCode::kInvalidValue, fmt::format("the key '{}' is given twice", shown(key.text)),
                      spot_of(key, {}));
    map.key = &key;
  }

  // `<<: *other`, `<<: [*one, *other]`: their entries, unless the map or one before has the key.
  void merge(YamlNode& map) {
    const auto is_merge = [](const YamlEntry& entry) { return entry.key->plain && entry.key->text == "<<"; };
    const auto at = std::ranges::find_if(map.entries, is_merge);
    if (at == map.entries.end()) return;
    const YamlNode& source = *at->value;
    map.entries.erase(at);
    if (source.is_list())
      for (const YamlNode* one : source.items) merge_from(map, *one);
    else
      merge_from(map, source);
  }

  void merge_from(YamlNode& map, const YamlNode& source) {
    if (!source.is_map())
      stop(spot_of(source, {}), ErrorCode::kInvalidValue, "what is merged by << is a map, or a list of maps");
    for (const YamlEntry& entry : source.entries) {
      if (!open_.back().keys.insert(entry.key->text).second) continue;
      map.entries.push_back(entry);
      map.weight += entry.key->weight + entry.value->weight;
      count(entry.key->weight + entry.value->weight, spot_of(map, {}));
    }
  }

  YamlStream& stream_;
  const Places& places_;
  Findings& findings_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, const YamlNode*> anchors_;
  std::size_t weight_ = 0;
  std::size_t tag_bytes_ = 0;
};

// yaml-cpp holds all that stands between the outermost brackets before it tells of it, which takes 240 bytes for each
// sign and each text. A value has two signs around it, so a file with more has too many values as well.
bool check_signs(std::string_view bytes, Findings& findings) {
  static constexpr std::string_view kSigns = "[]{},:&*!?";
  const std::size_t limit = 2 * findings.limits().values;
  const auto signs = std::ranges::count_if(bytes, [](char c) { return kSigns.contains(c); });
  if (static_cast<std::size_t>(signs) <= limit) return true;
  findings.wrong(ErrorCode::kLimit, fmt::format("more than {} of the signs {}", limit, kSigns), {});
  return false;
}

// False, and said, if the bytes cannot be YAML. What the parser makes of such bytes is nobody's business.
bool check_bytes(std::string_view bytes, Findings& findings) {
  const std::size_t limit = findings.limits().yaml_bytes;
  if (bytes.size() > limit) {
    findings.wrong(ErrorCode::kLimit, fmt::format("the file has {} bytes, the limit is {}", bytes.size(), limit), {});
    return false;
  }
  if (!check_signs(bytes, findings)) return false;
  const std::size_t bad = formats::first_bad_byte(bytes);
  if (bad == bytes.size()) return true;
  const auto [line, column] = formats::LineCounter(bytes).at(bad);
  findings.wrong(ErrorCode::kSyntax, formats::bad_byte_words(bytes, bad), {line, column, {}});
  return false;
}

// What the parser says, and what helps with the files that are YAML only after somebody has filled them in.
std::string words_of(const YAML::Exception& error, std::string_view bytes) {
  const bool at_end = error.mark.pos >= 0 && static_cast<std::size_t>(error.mark.pos) >= bytes.size();
  std::string words = at_end ? "the file ends inside a value: a quote or a bracket is not closed" : shown(error.msg);
  if (bytes.contains("{{")) words += "; a template is not YAML: read what `helm template` makes of it";
  return words;
}

// yaml-cpp takes a quote that is missing at the end of the file for closed, but not one at the end of a document.
std::string with_end(std::string_view bytes) {
  std::string text(bytes);
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text + "...\n";
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const noexcept {
  const auto found = std::ranges::find_if(entries, [&](const YamlEntry& entry) { return entry.key->text == key; });
  return found == entries.end() ? nullptr : found->value;
}

std::optional<YamlStream> read_yaml(std::string_view bytes, Findings& findings) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (!check_bytes(bytes, findings)) return std::nullopt;
  std::optional<YamlStream> stream(std::in_place);
  const Places places(bytes);
  try {
    std::istringstream in(with_end(bytes));
    YAML::Parser parser(in);
    Builder builder(*stream, places, findings);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    findings.wrong(ErrorCode::kSyntax, words_of(error, bytes), places.at(error.mark));
    return std::nullopt;
  }
  return stream;
}

Spot spot_of(const YamlNode& node, std::string field) { return {node.line, node.column, std::move(field)}; }

std::string_view text_of(const YamlNode* node, const std::string& field, Findings& findings) {
  if (node == nullptr || node->is_nothing()) return {};
  const auto wrong = [&](std::string message) {
    findings.wrong(ErrorCode::kInvalidValue, std::move(message), spot_of(*node, field));
    return std::string_view();
  };
  if (!node->is_text()) return wrong("it is a text, not a list or a map");
  if (node->text.size() > kMostText) return wrong(fmt::format("it is longer than {} bytes", kMostText));
  if (!registry::is_plain_text(node->text)) return wrong("it holds a control character: remove it");
  return node->text;
}

std::string_view text_of(const YamlNode* node) noexcept {
  return node != nullptr && node->is_text() ? std::string_view(node->text) : std::string_view();
}

}  // namespace portolan::manifests
