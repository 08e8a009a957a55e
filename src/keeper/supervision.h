// SPDX-License-Identifier: Apache-2.0
//
// A long-running program and who started it: systemd's notifications (sd_notify(3)), and a successor that takes the
// listening sockets over.
//
// Thread-safety: for the main thread.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/sockets.h"
#include "portolan/error.h"

namespace portolan::keeper {

// "READY=1", "STOPPING=1". Nothing happens where nobody asked to be notified.
void notify(std::string_view state);

// The file of this process's program. To be asked early: when another version has taken its place, the system does not
// tell where that was.
std::string own_program();
// `program`, or what is running now where that cannot be run, with the words of this process and these sockets
// (net::inherited_sockets() of it gets them). It ends this process by SIGTERM once it serves (end_predecessor). Returns
// its process id.
Result<pid_t> start_successor(const std::string& program, std::span<const net::Inherited> sockets);
// For a successor: tells the process that started it to end.
void end_predecessor();

}  // namespace portolan::keeper
