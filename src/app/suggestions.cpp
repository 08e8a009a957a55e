// SPDX-License-Identifier: Apache-2.0
#include "app/suggestions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <span>

namespace portolan::app {
namespace {

constexpr std::size_t kSuggestions = 5;

}  // namespace

std::vector<std::string> similar_names(const Lookup& lookup, std::string_view name) {
  std::array<RecordView, kSuggestions> found;
  const std::size_t count = Search(lookup).similar_names(name, found);
  std::vector<std::string> names;
  for (const RecordView record : std::span(found).first(count)) names.emplace_back(record.name());
  return names;
}

std::string not_found_words(const Lookup& lookup, const Query& query) {
  const std::string_view name = query.qualified ? query.qualified->name : query.text;
  if (query.qualified && !lookup.named(name).empty())
    return fmt::format("'{}' is not registered for {}, but for {}", name, to_string(query.qualified->transport),
                       to_string(transports_of(lookup.named(name), name)));
  std::string out = fmt::format("no service is named '{}'", query.text);
  const auto similar = similar_names(lookup, name);
  if (!similar.empty()) out += fmt::format("; did you mean: {}", fmt::join(similar, ", "));
  return out;
}

}  // namespace portolan::app
