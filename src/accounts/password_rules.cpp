// SPDX-License-Identifier: Apache-2.0
#include "accounts/password_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "accounts/common_words.h"
#include "accounts/particulars.h"

namespace portolan::accounts {
namespace {

constexpr std::size_t kEasyPieces = 3;
constexpr std::size_t kShortestRepeated = 8;
constexpr std::size_t kShortestDigits = 20;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_between(char c) noexcept { return c == ' ' || c == '-' || c == '_' || c == '.' || c == ','; }

std::unexpected<Error> refused(std::string message) {
  return fail(ErrorCode::kInvalidValue, std::move(message), Place{{}, 0, 0, "password"});
}

// What people write in place of a letter.
bool stands_for(char c, char letter) noexcept {
  switch (c) {
    case '0': return letter == 'o';
    case '1': return letter == 'i' || letter == 'l';
    case '!': return letter == 'i';
    case '3': return letter == 'e';
    case '4': return letter == 'a';
    case '@': return letter == 'a';
    case '5': return letter == 's';
    case '$': return letter == 's';
    case '7': return letter == 't';
    case '+': return letter == 't';
    case '8': return letter == 'b';
    case '9': return letter == 'g';
    default: return false;
  }
}

bool begins_with(std::string_view text, std::string_view word) noexcept {
  if (word.empty() || text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (text[i] != word[i] && !stands_for(text[i], word[i])) return false;
  return true;
}

// Characters from the first on of which each is `step` behind the one before.
std::size_t run(std::string_view text, int step) noexcept {
  std::size_t size = 1;
  while (size < text.size() && text[size] - text[size - 1] == step) ++size;
  return size;
}

std::size_t common_beginning(std::string_view text, std::string_view other) noexcept {
  return static_cast<std::size_t>(std::ranges::mismatch(text, other).in1 - text.begin());
}

// Characters from the first on that lie on one way over the keyboard; 0 for fewer than three.
std::size_t walk(std::string_view text) {
  std::size_t longest = 0;
  for (const std::string_view way : kKeyboardWays) {
    const std::string back(way.rbegin(), way.rend());
    for (std::size_t i = 0; i < way.size(); ++i) {
      longest = std::max(longest, common_beginning(text, way.substr(i)));
      longest = std::max(longest, common_beginning(text, std::string_view(back).substr(i)));
    }
  }
  return longest < 3 ? 0 : longest;
}

bool begins_with_year(std::string_view text) noexcept {
  return text.size() >= 4 && (text.starts_with("19") || text.starts_with("20")) && is_digit(text[2]) &&
         is_digit(text[3]);
}

// The fewest pieces, each of them easy to guess, that the text can be cut into.
class Pieces {
 public:
  Pieces(std::string_view text, const std::vector<std::string>& own) : text_(text), own_(own) {}

  std::size_t fewest() {
    fewest_.assign(text_.size() + 1, text_.size());
    fewest_[0] = 0;
    for (at_ = 0; at_ < text_.size(); ++at_) step();
    return fewest_.back();
  }

 private:
  void step() {
    const std::string_view rest = text_.substr(at_);
    piece(1, is_between(rest.front()) ? 0 : 1);
    for (const int by : {0, 1, -1}) up_to(run(rest, by));
    up_to(walk(rest));
    if (begins_with_year(rest)) piece(4, 1);
    for (const std::string_view word : kCommonWords)
      if (begins_with(rest, word)) piece(word.size(), 1);
    for (const std::string& word : own_)
      if (begins_with(rest, word)) piece(word.size(), 1);
  }
  void up_to(std::size_t longest) {
    for (std::size_t size = 2; size <= longest; ++size) piece(size, 1);
  }
  void piece(std::size_t size, std::size_t cost) {
    fewest_[at_ + size] = std::min(fewest_[at_ + size], fewest_[at_] + cost);
  }

  std::string_view text_;
  const std::vector<std::string>& own_;
  std::vector<std::size_t> fewest_;
  std::size_t at_ = 0;
};

// The smallest number of characters after which the text begins again; its size if it never does.
std::size_t period_of(std::string_view text) noexcept {
  for (std::size_t period = 1; period <= text.size() / 2; ++period)
    if (text.substr(period) == text.substr(0, text.size() - period)) return period;
  return text.size();
}

void add_words(std::vector<std::string>& out, std::string_view text) {
  const std::string folded = mail_key(text);
  std::string word;
  const auto end = [&] {
    if (word.size() >= 3) out.push_back(word);
    word.clear();
  };
  for (const char c : folded) {
    if (is_between(c) || c == '@')
      end();
    else
      word.push_back(c);
  }
  end();
}

std::vector<std::string> words_of(const Particulars& whose) {
  std::vector<std::string> out;
  for (const std::string_view text : {std::string_view(whose.name), std::string_view(whose.mail)})
    if (text.size() >= 3) out.push_back(mail_key(text));
  add_words(out, whose.name);
  add_words(out, whose.mail);
  add_words(out, whose.shown);
  return out;
}

}  // namespace

Result<void> check_password(std::string_view password, const Particulars& whose) {
  if (password.size() < kShortestPassword)
    return refused(fmt::format("a password has at least {} characters; several words are best", kShortestPassword));
  if (password.size() > kLongestPassword)
    return refused(fmt::format("a password has at most {} bytes", kLongestPassword));
  if (!characters_of(password)) return refused("a password is text in UTF-8");
  const std::string folded = mail_key(password);
  if (folded.size() < kShortestDigits && std::ranges::all_of(folded, is_digit))
    return refused("digits alone are guessed quickly: take several words that do not belong together");
  const std::string_view once = std::string_view(folded).substr(0, period_of(folded));
  if (once.size() < folded.size() && once.size() < kShortestRepeated)
    return refused("this repeats a few characters: take several words that do not belong together");
  if (Pieces(once, words_of(whose)).fewest() <= kEasyPieces)
    return refused(
        "this is made of what is tried first (common words, your names, rows of keys, years): take several words that "
        "do not belong together");
  return {};
}

}  // namespace portolan::accounts
