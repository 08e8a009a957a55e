// SPDX-License-Identifier: Apache-2.0
#include "server/whois.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "app/picking.h"
#include "formats/wrap.h"
#include "keeping/asking.h"
#include "server/context.h"

namespace portolan::server {
namespace {

constexpr std::size_t kMostBytes = 512;

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// Each line as it may go to any terminal.
std::string on_the_wire(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    out.append(formats::printable_line(line)).append("\r\n");
  }
  return out;
}

std::string refusal(std::string_view why) { return fmt::format("% {}; `help` tells what can be asked\n", why); }

// "443/tcp @2024-07-01": the question, and the moment behind it.
struct Asked {
  std::string_view question;
  ledger::Moment moment;
};
std::optional<Asked> take_moment(std::string_view question) {
  const std::size_t at = question.rfind('@');
  if (at == question.npos || (at > 0 && question[at - 1] != ' ')) return Asked{question, ledger::Latest{}};
  auto moment = keeping::parse_moment(question.substr(at + 1));
  if (!moment || !std::holds_alternative<Date>(*moment)) moment = keeping::parse_moment(question.substr(at));
  if (!moment) return std::nullopt;
  return Asked{trimmed(question.substr(0, at)), *moment};
}

}  // namespace

Whois::Use::Use(std::string view, std::vector<registry::Holding> holdings)
    : identity(std::move(view)),
      ports(std::move(holdings)),
      // What the registry says, and nothing of hosts, browsers and clusters.
      availability(ports, {}, {.node_ports = std::nullopt, .browsers = false, .excluded = {}}) {}

Result<std::shared_ptr<const Whois::Use>> Whois::use_of(const app::View& view) {
  {
    const std::scoped_lock lock(mutex_);
    if (use_ && use_->identity == view.identity()) return use_;
  }
  auto holdings = app::holdings_of(view.lookup());
  if (!holdings) return std::unexpected(std::move(holdings.error()));
  auto made = std::make_shared<const Use>(view.identity(), std::move(*holdings));
  const std::scoped_lock lock(mutex_);
  return use_ = std::move(made);
}

std::string Whois::say_free(const app::View& view, std::string_view question) {
  const auto use = use_of(view);
  return use ? whois_free(view, (*use)->availability, question) : refusal(public_words(use.error()));
}

std::string Whois::answer(std::string_view question) {
  if (question.size() > kMostBytes) return refusal("The question is too long");
  if (formats::printable_line(question) != question) return refusal("The question is no text");
  const auto asked = take_moment(question);
  if (!asked) return refusal("Behind @ there is a date (2024-07-01, 2024-07, 2024) or a position (123456)");
  const auto view = views_.at(asked->moment);
  if (!view) return refusal(public_words(view.error()));
  if (asked->question.empty() || asked->question == "help" || asked->question == "?") return whois_help(**view);
  constexpr std::string_view kFree = "free ";
  if (net::same_word(asked->question.substr(0, kFree.size()), kFree))
    return say_free(**view, trimmed(asked->question.substr(kFree.size())));
  return whois_text(**view, asked->question);
}

std::string Whois::answer_line(std::string_view question) { return on_the_wire(answer(trimmed(question))); }

}  // namespace portolan::server
