// SPDX-License-Identifier: Apache-2.0
//
// The program that keeps ledgers. People call `portolan`, which runs it.
#include "cli/process.h"
#include "keeper/commands.h"

int main(int argc, char** argv) {
  return portolan::cli::run_process(portolan::keeper::the_keeper(PORTOLAN_VERSION), argc, argv);
}
