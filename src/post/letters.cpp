// SPDX-License-Identifier: Apache-2.0
#include "post/letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "formats/wrap.h"
#include "post_letters.h"

namespace portolan::post {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = std::size_t{64} * 1024;
constexpr std::string_view kExtension = ".txt";
constexpr std::array<std::string_view, kPlaceholderCount> kNames = {
    "name", "registry", "number", "title", "address", "happened", "text", "actor", "state", "due"};

std::optional<Placeholder> parse(std::string_view name) {
  const auto* const found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Placeholder>(found - kNames.begin());
}

// Calls `plain` with text and `placeholder` with what stands in double braces, in turn; braces that are not closed on
// their line end in a placeholder without a name.
void walk(std::string_view text, const std::function<void(std::string_view)>& plain,
          const std::function<void(std::string_view)>& placeholder) {
  while (!text.empty()) {
    const std::size_t begin = text.find("{{");
    plain(text.substr(0, begin));
    if (begin == std::string_view::npos) return;
    text.remove_prefix(begin + 2);
    const std::size_t end = text.find("}}");
    if (end == std::string_view::npos || text.substr(0, end).contains('\n')) return placeholder({});
    placeholder(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
}

Result<void> check_placeholders(std::string_view text, const std::string& file) {
  std::uint64_t line = 1;
  std::optional<Error> error;
  walk(
      text, [&](std::string_view plain) { line += static_cast<std::uint64_t>(std::ranges::count(plain, '\n')); },
      [&](std::string_view name) {
        if (error || parse(name)) return;
        error = Error{ErrorCode::kInvalidValue,
                      name.empty()
                          ? std::string("braces are not closed")
                          : fmt::format("there is no placeholder '{}'; there are {}", name, fmt::join(kNames, ", ")),
                      Place{file, line, 0, {}}};
      });
  if (error) return std::unexpected(std::move(*error));
  return {};
}

// Windows' line ends are as good; what could not be printed could not be sent either.
Result<std::string> normal(std::string_view bytes, const std::string& file) {
  std::string out(bytes);
  std::erase(out, '\r');
  const std::string printable = formats::printable(out);
  if (printable == out) return out;
  const auto at = std::ranges::mismatch(out, printable).in1;
  const auto line = 1 + static_cast<std::uint64_t>(std::count(out.begin(), at, '\n'));
  return fail(ErrorCode::kSyntax, "a letter is printable text in UTF-8, without tabs", Place{file, line, 0, {}});
}

std::string filled(std::string_view text, const Filling& filling) {
  std::string out;
  walk(
      text, [&](std::string_view plain) { out += plain; },
      [&](std::string_view name) {
        if (const auto known = parse(name)) out += filling[static_cast<std::size_t>(*known)];
      });
  return out;
}

// Where somebody wrote nothing, an empty line is left among empty lines.
std::string without_gaps(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != '\n' || !out.ends_with("\n\n")) out += c;
  return out;
}

Result<std::string> bytes_of(const fs::path& path) {
  std::error_code failed;
  if (fs::file_size(path, failed) > kMostBytes && !failed)
    return fail(ErrorCode::kLimit, fmt::format("a letter has at most {} bytes", kMostBytes),
                Place{path.string(), 0, 0, {}});
  std::ifstream in(path, std::ios::binary);
  std::string out{std::istreambuf_iterator<char>(in), {}};
  if (failed || !in.good()) return fail(ErrorCode::kIo, "it cannot be read", Place{path.string(), 0, 0, {}});
  return out;
}

}  // namespace

std::string_view to_string(Placeholder placeholder) noexcept { return kNames[static_cast<std::size_t>(placeholder)]; }

Result<void> Letters::take(std::string_view bytes, const std::string& file, Letter letter) {
  const auto text = normal(bytes, file);
  if (!text) return std::unexpected(text.error());
  const std::size_t end = text->find('\n');
  const auto wrong = [&](std::string message, std::uint64_t line) {
    return fail(ErrorCode::kSyntax, std::move(message), Place{file, line, 0, {}});
  };
  if (end == 0 || text->empty()) return wrong("the first line is the subject", 1);
  if (end == std::string::npos || !text->substr(end).starts_with("\n\n"))
    return wrong("the second line, behind the subject, is empty", 2);
  if (text->find_first_not_of('\n', end) == std::string::npos) return wrong("there is no body", 3);
  if (auto known = check_placeholders(*text, file); !known) return known;
  texts_[static_cast<std::size_t>(letter)] = {text->substr(0, end), text->substr(end + 2)};
  return {};
}

Result<Letters> Letters::built_in() {
  Letters out;
  for (const auto& [name, text] : kLetters) {
    const auto letter = parse_letter(name);
    if (!letter) return fail(ErrorCode::kInvalidArgument, fmt::format("no letter is called '{}'", name));
    if (auto taken = out.take(text, std::string(name), *letter); !taken) return std::unexpected(taken.error());
  }
  return out;
}

Result<Letters> Letters::read(const std::string& folder) {
  auto out = built_in();
  if (!out) return out;
  std::error_code failed;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, failed); !failed && at != fs::directory_iterator(); at.increment(failed))
    if (!at->path().filename().string().starts_with('.')) files.push_back(at->path());
  if (failed) return fail(ErrorCode::kNotFound, "the folder of letters cannot be read", Place{folder, 0, 0, {}});
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    const auto letter = file.extension() == kExtension ? parse_letter(file.stem().string()) : std::nullopt;
    if (!letter)
      return fail(ErrorCode::kInvalidValue, "no letter is called so; docs/post.md has their names",
                  Place{file.string(), 0, 0, {}});
    const auto bytes = bytes_of(file);
    if (!bytes) return std::unexpected(bytes.error());
    if (auto taken = out->take(*bytes, file.string(), *letter); !taken) return std::unexpected(taken.error());
  }
  return out;
}

Filled Letters::fill(Letter letter, const Filling& filling) const {
  const Text& text = texts_[static_cast<std::size_t>(letter)];
  return {filled(text.subject, filling), without_gaps(filled(text.body, filling))};
}

}  // namespace portolan::post
