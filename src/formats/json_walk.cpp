// SPDX-License-Identifier: Apache-2.0
#include "formats/json_walk.h"

#include <fmt/format.h>

#include <utility>

#include "formats/json.h"
#include "formats/shown.h"
#include "registry/text.h"

namespace portolan::formats::json {
namespace {

// A key that can stand in a path without being quoted.
bool is_word(std::string_view key) {
  constexpr std::size_t kLongest = 60;
  return !key.empty() && key.size() <= kLongest && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  });
}

// Keys mostly come in the order of the table, so the search goes on from the last one found.
std::size_t find_key(std::span<const std::string_view> keys, std::string_view key, std::size_t from) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::size_t candidate = (from + i) % keys.size();
    if (keys[candidate] == key) return candidate;
  }
  return keys.size();
}

}  // namespace

std::string path(const Value& value) {
  if (value.parent == nullptr) return {};
  std::string out = path(*value.parent);
  if (value.key.empty()) return out + fmt::format("[{}]", value.index);
  if (!out.empty()) out.push_back('.');
  return out.append(value.key);
}

std::string quoted(std::string_view text) {
  const std::string_view shown = beginning(text);
  std::string out;
  write_json_string(shown, out);
  return shown.size() < text.size() ? out + "..." : out;
}

void Walk::problem(const Value& value, std::string message, ErrorCode code) {
  if (full()) return;
  found_.push_back({value.token, {code, std::move(message), {options_.file, 0, 0, path(value)}}});
}

void Walk::unknown_key(const Value& object, std::size_t token) {
  const std::string_view key = tape_[token].text;
  const std::string message = fmt::format("the key {} means nothing here: correct it or leave it out", quoted(key));
  Value member{.token = token, .parent = &object, .key = key, .index = 0};
  if (!is_word(key)) {
    member = object;
    member.token = token;
  }
  problem(member, message);
}

Members Walk::members(const Value& object, std::span<const std::string_view> keys) {
  Members found(object, keys);
  if (!is(object, Kind::kObject)) {
    problem(object, "must be an object");
    return found;
  }
  const std::size_t end = at(object).value;
  std::size_t next = 0;
  for (std::size_t token = object.token + 1; token < end && !full(); token = tape_.after(token + 1)) {
    const std::size_t key = find_key(keys, tape_[token].text, next);
    if (key == keys.size()) {
      unknown_key(object, token);
    } else if (found.has(key)) {
      problem({.token = token, .parent = &object, .key = keys[key], .index = 0}, "this key is given twice");
    } else {
      found.tokens_[key] = token + 1;
      next = key + 1;
    }
  }
  return found;
}

std::optional<std::string_view> Walk::text(const Value& value) {
  if (!is(value, Kind::kString)) {
    problem(value, "must be a string");
    return std::nullopt;
  }
  const std::string_view text = at(value).text;
  if (registry::is_plain_text(text)) return text;
  problem(value, "control characters other than tab and newline, U+FFFE and U+FFFF cannot stand in a registry");
  return std::nullopt;
}

std::optional<std::string_view> Walk::text_or_null(const Members& members, std::size_t key) {
  if (is_null_or_missing(members, key)) return std::nullopt;
  if (is(members[key], Kind::kString)) return text(members[key]);
  problem(members[key], "must be a string or null");
  return std::nullopt;
}

std::optional<std::string_view> Walk::required_text(const Members& members, std::size_t key) {
  if (!members.has(key)) {
    // A value that is no object has no members; that is a problem already.
    if (is(members.object(), Kind::kObject))
      problem({.token = members.object().token, .parent = &members.object(), .key = members.keys_[key], .index = 0},
              "this key is missing");
    return std::nullopt;
  }
  const auto found = text(members[key]);
  if (found && found->empty()) problem(members[key], "must not be empty");
  return found;
}

std::vector<Error> Walk::take_problems(std::string_view bytes) {
  std::ranges::stable_sort(found_, {}, &Found::token);
  std::vector<std::size_t> tokens;
  for (const Found& found : found_) tokens.push_back(found.token);
  const auto positions = positions_of(bytes, tokens);
  Problems problems(options_);
  for (std::size_t i = 0; i < found_.size(); ++i) {
    Error& error = found_[i].error;
    problems.add(error.code, std::move(error.message), positions[i].line, positions[i].column,
                 std::move(error.place.field));
  }
  found_.clear();
  return problems.take();
}

}  // namespace portolan::formats::json
