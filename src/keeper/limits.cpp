// SPDX-License-Identifier: Apache-2.0
#include "keeper/limits.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "cli/arguments.h"

namespace portolan::keeper {
namespace {

using net::Limits;

struct Size {
  std::string_view name;
  std::size_t Limits::*member;
};
constexpr std::array kSizes = {
    Size{"header-bytes", &Limits::header_bytes}, Size{"headers", &Limits::headers},
    Size{"body-bytes", &Limits::body_bytes},     Size{"connections", &Limits::connections},
    Size{"slowest", &Limits::slowest},
};
struct Time {
  std::string_view name;
  std::chrono::seconds Limits::*member;
};
constexpr std::array kTimes = {
    Time{"header-time", &Limits::header_time}, Time{"body-time", &Limits::body_time},
    Time{"idle-time", &Limits::idle_time},     Time{"response-time", &Limits::response_time},
    Time{"leave-time", &Limits::leave_time},   Time{"leave-idle-time", &Limits::leave_idle_time},
};

std::string names() {
  std::string all;
  for (const Size& size : kSizes) all.append(all.empty() ? "" : ", ").append(size.name);
  for (const Time& time : kTimes) all.append(", ").append(time.name);
  return all;
}

}  // namespace

Result<void> set_limit(Limits& limits, std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto value = cli::parse_size(equals == text.npos ? std::string_view() : text.substr(equals + 1));
  if (!value) return fail(ErrorCode::kInvalidArgument, fmt::format("a limit is written NAME=NUMBER, not '{}'", text));
  for (const Size& size : kSizes)
    if (size.name == name) {
      limits.*size.member = *value;
      return {};
    }
  for (const Time& time : kTimes)
    if (time.name == name) {
      limits.*time.member = std::chrono::seconds(*value);
      return {};
    }
  return fail(ErrorCode::kInvalidArgument, fmt::format("there is no limit '{}'; there are {}", name, names()));
}

}  // namespace portolan::keeper
