// SPDX-License-Identifier: Apache-2.0
//
// What the commands that need a ledger do. Their words are in src/cli, in the files of their names.
#pragma once

#include "cli/invocation.h"

namespace portolan::keeper {

cli::ExitStatus run_import(const cli::Invocation& invocation);
cli::ExitStatus run_update(const cli::Invocation& invocation);
cli::ExitStatus run_history(const cli::Invocation& invocation);
cli::ExitStatus run_log(const cli::Invocation& invocation);
cli::ExitStatus run_verify(const cli::Invocation& invocation);
cli::ExitStatus run_checkpoint(const cli::Invocation& invocation);
cli::ExitStatus run_statement(const cli::Invocation& invocation);
cli::ExitStatus run_prove(const cli::Invocation& invocation);
cli::ExitStatus run_check_proof(const cli::Invocation& invocation);
cli::ExitStatus run_erase(const cli::Invocation& invocation);
cli::ExitStatus run_serve(const cli::Invocation& invocation);
cli::ExitStatus run_backup(const cli::Invocation& invocation);
cli::ExitStatus run_restore(const cli::Invocation& invocation);
cli::ExitStatus run_rules(const cli::Invocation& invocation);
cli::ExitStatus run_claim(const cli::Invocation& invocation);
cli::ExitStatus run_apply(const cli::Invocation& invocation);
cli::ExitStatus run_release(const cli::Invocation& invocation);
cli::ExitStatus run_deassign(const cli::Invocation& invocation);
cli::ExitStatus run_reuse(const cli::Invocation& invocation);
cli::ExitStatus run_maintain(const cli::Invocation& invocation);
cli::ExitStatus run_revoke(const cli::Invocation& invocation);
cli::ExitStatus run_report(const cli::Invocation& invocation);
cli::ExitStatus run_show(const cli::Invocation& invocation);
cli::ExitStatus run_review(const cli::Invocation& invocation);
cli::ExitStatus run_decide(const cli::Invocation& invocation);
cli::ExitStatus run_uses(const cli::Invocation& invocation);
cli::ExitStatus run_collisions(const cli::Invocation& invocation);
cli::ExitStatus run_user(const cli::Invocation& invocation);
cli::ExitStatus run_token(const cli::Invocation& invocation);
cli::ExitStatus run_hook(const cli::Invocation& invocation);

// True for the commands of this room.
bool has_command(std::string_view name) noexcept;

// The whole program: the words of src/cli, with what this room does.
cli::Program the_keeper(std::string_view version);

}  // namespace portolan::keeper
