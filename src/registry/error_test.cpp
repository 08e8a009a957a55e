// SPDX-License-Identifier: Apache-2.0
#include "portolan/error.h"

#include <gtest/gtest.h>

#include <array>

#include "portolan/portolan.h"

namespace portolan {
namespace {

struct Code {
  ErrorCode code;
  int number;
  std::string_view name;
};
constexpr std::array<Code, 10> kCodes = {{
    {ErrorCode::kInvalidArgument, 1, "invalid-argument"},
    {ErrorCode::kSyntax, 2, "syntax"},
    {ErrorCode::kInvalidValue, 3, "invalid-value"},
    {ErrorCode::kLimit, 4, "limit"},
    {ErrorCode::kDamaged, 5, "damaged"},
    {ErrorCode::kNotFound, 6, "not-found"},
    {ErrorCode::kIo, 7, "io"},
    {ErrorCode::kUnsupported, 8, "unsupported"},
    {ErrorCode::kConflict, 9, "conflict"},
    {ErrorCode::kUnavailable, 10, "unavailable"},
}};

TEST(ErrorCode, NumbersAndNamesNeverChange) {
  for (const Code& code : kCodes) {
    EXPECT_EQ(static_cast<int>(code.code), code.number);
    EXPECT_EQ(to_string(code.code), code.name);
  }
  EXPECT_EQ(to_string(static_cast<ErrorCode>(200)), "unknown");
}

TEST(ErrorCode, TheCInterfaceHasTheSameNumbers) {
  EXPECT_EQ(static_cast<int>(ErrorCode::kInvalidArgument), PORTOLAN_INVALID_ARGUMENT);
  EXPECT_EQ(static_cast<int>(ErrorCode::kDamaged), PORTOLAN_DAMAGED);
  EXPECT_EQ(static_cast<int>(ErrorCode::kNotFound), PORTOLAN_NOT_FOUND);
  EXPECT_EQ(static_cast<int>(ErrorCode::kIo), PORTOLAN_IO);
}

}  // namespace
}  // namespace portolan
