// SPDX-License-Identifier: Apache-2.0
#include "host/processes.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "registry/text.h"

namespace portolan::host {
namespace {

namespace fs = std::filesystem;

// Calls `visit` with each entry until it returns false. A folder that is gone or closed to us has none.
template <class Visit>
void for_each_entry(const fs::path& folder, Visit visit) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error); !error && it != fs::directory_iterator(); it.increment(error))
    if (!visit(it->path())) return;
}

std::optional<std::uint64_t> number(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

std::vector<std::uint64_t> process_ids(const fs::path& proc) {
  std::vector<std::uint64_t> out;
  for_each_entry(proc, [&](const fs::path& path) {
    if (const auto id = number(path.filename().native())) out.push_back(*id);
    return true;
  });
  std::ranges::sort(out);
  return out;
}

// The inode of an open file that is a socket: its link reads "socket:[12345]". A link that does not fit is another
// file.
std::optional<std::uint64_t> socket_inode(const fs::path& descriptor) {
  constexpr std::string_view kPrefix = "socket:[";
  std::array<char, 40> buffer{};
  const ssize_t size = readlink(descriptor.c_str(), buffer.data(), buffer.size());
  const std::string_view target(buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
  if (!target.starts_with(kPrefix) || !target.ends_with(']')) return std::nullopt;
  return number(target.substr(kPrefix.size(), target.size() - kPrefix.size() - 1));
}

std::string process_name(const fs::path& process) {
  std::ifstream in(process / "comm", std::ios::binary);
  std::string name;
  std::getline(in, name);
  if (!registry::is_plain_text(name) || name.contains('\t'))
    std::ranges::replace_if(
        name, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  return name;
}

}  // namespace

std::unordered_map<std::uint64_t, std::string> socket_owners(const fs::path& proc,
                                                             std::unordered_set<std::uint64_t> inodes) {
  std::unordered_map<std::uint64_t, std::string> out;
  inodes.erase(0);
  const std::vector<std::uint64_t> ids = inodes.empty() ? std::vector<std::uint64_t>() : process_ids(proc);
  for (const std::uint64_t id : ids) {
    const fs::path process = proc / std::to_string(id);
    for_each_entry(process / "fd", [&](const fs::path& descriptor) {
      const auto inode = socket_inode(descriptor);
      if (inode && inodes.erase(*inode) != 0) out.emplace(*inode, process_name(process));
      return !inodes.empty();
    });
    if (inodes.empty()) break;
  }
  return out;
}

}  // namespace portolan::host
