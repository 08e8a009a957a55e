// SPDX-License-Identifier: Apache-2.0
//
// Which process holds a socket. Thread-safety: no shared state.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace portolan::host {

// The names (/proc/<pid>/comm, at most 15 bytes) of the processes that hold the sockets with these inodes. A socket
// that several hold goes to the lowest process id, which is the parent of its workers. Processes whose files the
// caller may not read are passed over. Bytes of a name that are not printable ASCII become '?', unless the whole name
// is proper UTF-8 without control characters: a process can call itself anything.
std::unordered_map<std::uint64_t, std::string> socket_owners(const std::filesystem::path& proc,
                                                             std::unordered_set<std::uint64_t> inodes);

}  // namespace portolan::host
