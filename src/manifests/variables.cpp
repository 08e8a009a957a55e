// SPDX-License-Identifier: Apache-2.0
#include "manifests/variables.h"

namespace portolan::manifests {
namespace {

constexpr int kDeepest = 8;
constexpr char kUnsetBegin = '\x01';
constexpr char kUnsetEnd = '\x02';

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_character(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

class Expander {
 public:
  explicit Expander(std::string_view rest) : rest_(rest) {}

  Result<std::string> run() {
    std::string out;
    if (take(out, 0)) return out;
    return fail(ErrorCode::kInvalidValue, "a variable is written $NAME, ${NAME} or ${NAME:-default}, a dollar sign $$");
  }

 private:
  // Up to the end, or, inside of a variable, to the brace that closes it.
  bool take(std::string& out, int depth) {
    while (!rest_.empty() && (depth == 0 || rest_.front() != '}')) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c != '$')
        out += c;
      else if (!take_variable(out, depth))
        return false;
    }
    return true;
  }

  bool take_variable(std::string& out, int depth) {
    if (take_character('$')) {
      out += '$';
      return true;
    }
    const bool braced = take_character('{');
    const std::string_view name = take_name();
    if (name.empty() || depth >= kDeepest) return false;
    if (!braced) {
      unset(out, name);
      return true;
    }
    return take_rest(out, name, depth) && take_character('}');
  }

  // What stands behind the name.
  bool take_rest(std::string& out, std::string_view name, int depth) {
    const bool colon = take_character(':');
    if (take_character('-')) return take(out, depth + 1);
    const bool nothing = take_character('+');
    if (nothing || take_character('?')) {
      std::string unused;
      if (!take(unused, depth + 1)) return false;
    } else if (colon) {
      return false;
    }
    if (!nothing) unset(out, name);
    return true;
  }

  static void unset(std::string& out, std::string_view name) {
    out += kUnsetBegin;
    out += name;
    out += kUnsetEnd;
  }

  bool take_character(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view take_name() {
    std::size_t size = 0;
    while (size < rest_.size() && (size == 0 ? is_letter(rest_[size]) : is_name_character(rest_[size]))) ++size;
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return name;
  }

  std::string_view rest_;
};

}  // namespace

Result<std::string> expand(std::string_view text) { return Expander(text).run(); }

std::string_view unset_in(std::string_view expanded) noexcept {
  const std::size_t begin = expanded.find(kUnsetBegin);
  if (begin == expanded.npos) return {};
  return expanded.substr(begin + 1, expanded.find(kUnsetEnd, begin) - begin - 1);
}

}  // namespace portolan::manifests
