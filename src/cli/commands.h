// SPDX-License-Identifier: Apache-2.0
//
// The commands of the program. Each is defined in the file of its name.
#pragma once

#include <string_view>

#include "cli/spec.h"

namespace portolan::cli {

extern const CommandSpec kLookupCommand;
extern const CommandSpec kSearchCommand;
extern const CommandSpec kPickCommand;
extern const CommandSpec kConvertCommand;
extern const CommandSpec kExportCommand;
extern const CommandSpec kCompileCommand;
extern const CommandSpec kCheckCommand;
extern const CommandSpec kDiffCommand;
extern const CommandSpec kImportCommand;
extern const CommandSpec kUpdateCommand;
extern const CommandSpec kHistoryCommand;
extern const CommandSpec kLogCommand;
extern const CommandSpec kVerifyCommand;
extern const CommandSpec kCheckpointCommand;
extern const CommandSpec kStatementCommand;
extern const CommandSpec kProveCommand;
extern const CommandSpec kCheckProofCommand;
extern const CommandSpec kEraseCommand;
extern const CommandSpec kServeCommand;
extern const CommandSpec kBackupCommand;
extern const CommandSpec kRestoreCommand;
extern const CommandSpec kRulesCommand;
extern const CommandSpec kClaimCommand;
extern const CommandSpec kApplyCommand;
extern const CommandSpec kReleaseCommand;
extern const CommandSpec kDeassignCommand;
extern const CommandSpec kReuseCommand;
extern const CommandSpec kMaintainCommand;
extern const CommandSpec kRevokeCommand;
extern const CommandSpec kReportCommand;
extern const CommandSpec kShowCommand;
extern const CommandSpec kReviewCommand;
extern const CommandSpec kDecideCommand;
extern const CommandSpec kUsesCommand;
extern const CommandSpec kCollisionsCommand;
extern const CommandSpec kUserCommand;
extern const CommandSpec kTokenCommand;
extern const CommandSpec kHookCommand;

// The program with all of them, in the order in which help shows them.
Program the_program(std::string_view version, const Keeper* keeper = nullptr);

}  // namespace portolan::cli
