// SPDX-License-Identifier: Apache-2.0
#include "post/wording.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <utility>

#include "desk/story.h"

namespace portolan::post {
namespace {

struct TextOf {
  std::string operator()(const procedures::Asked& it) const { return it.text; }
  std::string operator()(const procedures::Answered& it) const { return it.text; }
  std::string operator()(const procedures::Approved& it) const { return it.text; }
  std::string operator()(const procedures::Declined& it) const {
    if (it.reasons.size() == 1) return it.reasons.front();
    std::string out;
    for (const std::string& reason : it.reasons) out += fmt::format("{}- {}", out.empty() ? "" : "\n", reason);
    return out;
  }
  std::string operator()(const procedures::Voted& it) const { return it.text; }
  std::string operator()(const procedures::Appealed& it) const { return it.text; }
  std::string operator()(const procedures::Returned& it) const { return it.text; }
  template <class Other>
  std::string operator()(const Other& /*it*/) const {
    return {};
  }
};

}  // namespace

std::string text_of(const desk::Line& line) {
  if (line.withheld) return "(withheld)";
  std::string out = std::visit(TextOf{}, line.happening);
  // Web forms end lines in two characters.
  std::erase(out, '\r');
  return out;
}

std::string address_of(std::string_view public_url, std::uint64_t application) {
  if (public_url.empty()) return {};
  while (public_url.ends_with('/')) public_url.remove_suffix(1);
  return fmt::format("{}/applications/{}", public_url, application);
}

Filling filling(const Telling& telling) {
  const desk::File& file = telling.file;
  const desk::Line& line = file.lines.back();
  Filling out;
  const auto put = [&](Placeholder which, std::string text) { out[static_cast<std::size_t>(which)] = std::move(text); };
  put(Placeholder::kName, std::string(telling.name));
  put(Placeholder::kRegistry, std::string(telling.registry));
  put(Placeholder::kNumber, std::to_string(file.application.number));
  put(Placeholder::kTitle, desk::title(file.application.request));
  put(Placeholder::kAddress, std::string(telling.address));
  put(Placeholder::kHappened,
      line.withheld ? std::string(procedures::type_name(line.happening)) : desk::words(line.happening));
  put(Placeholder::kText, text_of(line));
  put(Placeholder::kActor, desk::name_of(line.actor));
  put(Placeholder::kState, std::string(desk::meaning(file.application.state)));
  put(Placeholder::kDue, file.due ? fmt::format("{:%Y-%m-%d}", fmt::gmtime(file.due->time_since_epoch().count()))
                                  : std::string("no date"));
  return out;
}

}  // namespace portolan::post
