// SPDX-License-Identifier: Apache-2.0
#include "server/conditional.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace portolan::server {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

enum class Compare : std::uint8_t { kStrong, kWeak };

bool names(std::string_view tags, std::string_view tag, Compare compare) {
  while (!tags.empty()) {
    const std::string_view piece = tags.substr(0, tags.find(','));
    tags.remove_prefix(std::min(tags.size(), piece.size() + 1));
    std::string_view item = trimmed(piece);
    if (compare == Compare::kWeak && item.starts_with("W/")) item.remove_prefix(2);
    if (item == "*" || item == tag) return true;
  }
  return false;
}

// Digits and nothing else. What is too large for any body is that large.
std::optional<std::size_t> number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  std::size_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return SIZE_MAX;
  return value;
}

Wanted none() { return {Wanted::Kind::kNone, {}}; }
Wanted part(std::size_t begin, std::size_t end) { return {Wanted::Kind::kPart, {begin, end}}; }

// "0-499", "500-", "-200".
Wanted one_range(std::string_view range, std::size_t size) {
  const std::size_t dash = range.find('-');
  if (dash == range.npos) return {};
  const auto first = number(range.substr(0, dash));
  const auto last = number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return {};
    return *last == 0 || size == 0 ? none() : part(size - std::min(*last, size), size);
  }
  const bool open = dash + 1 == range.size();
  if (!first || (!open && (!last || *last < *first))) return {};
  if (*first >= size) return none();
  return part(*first, open ? size : std::min(*last, size - 1) + 1);
}

// True if the client's earlier part is of this representation (section 13.1.5).
bool is_same(std::string_view if_range, const Representation& there) {
  if (if_range.empty()) return true;
  if (if_range.starts_with('"') || if_range.starts_with("W/")) return if_range == there.tag;
  return parse_http_date(if_range) == there.modified;
}

}  // namespace

std::string quoted_tag(std::string_view tag, Coding coding) {
  if (coding == Coding::kIdentity) return fmt::format(FMT_COMPILE("\"{}\""), tag);
  return fmt::format(FMT_COMPILE("\"{}-{}\""), tag, to_string(coding));
}

bool client_has(std::string_view tags, std::string_view tag) { return names(tags, tag, Compare::kWeak); }

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  constexpr std::array kForms = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"};
  const std::string whole(trimmed(text));
  for (const char* form : kForms) {
    std::tm time{};
    const char* end = ::strptime(whole.c_str(), form, &time);
    if (end == whole.c_str() + whole.size() && !whole.empty()) return ::timegm(&time);
  }
  return std::nullopt;
}

Verdict judge(const net::Request& request, const Representation& there) {
  const auto since = [&](std::string_view header) { return parse_http_date(request.header(header)); };
  if (const std::string_view tags = request.header("If-Match"); !tags.empty()) {
    if (!names(tags, there.tag, Compare::kStrong)) return Verdict::kFailed;
  } else if (const auto date = since("If-Unmodified-Since"); date && there.modified > *date) {
    return Verdict::kFailed;
  }
  if (const std::string_view tags = request.header("If-None-Match"); !tags.empty())
    return client_has(tags, there.tag) ? Verdict::kNotModified : Verdict::kSend;
  const auto date = since("If-Modified-Since");
  return date && there.modified <= *date ? Verdict::kNotModified : Verdict::kSend;
}

Wanted wanted_part(const net::Request& request, const Representation& there, std::size_t size) {
  const std::string_view asked = trimmed(request.header("Range"));
  constexpr std::string_view kUnit = "bytes=";
  if (request.method != net::Method::kGet || !net::same_word(asked.substr(0, kUnit.size()), kUnit)) return {};
  const std::string_view ranges = asked.substr(kUnit.size());
  if (ranges.find(',') != ranges.npos || !is_same(trimmed(request.header("If-Range")), there)) return {};
  return one_range(trimmed(ranges), size);
}

}  // namespace portolan::server
