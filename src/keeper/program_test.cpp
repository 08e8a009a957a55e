// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "keeper/commands.h"

namespace portolan::keeper {
namespace {

TEST(Keeper, DoesWhatTheOtherProgramHandsOn) {
  for (const cli::CommandSpec* command : the_keeper("0").commands)
    EXPECT_EQ(has_command(command->name), command->run == nullptr) << command->name;
}

}  // namespace
}  // namespace portolan::keeper
