// SPDX-License-Identifier: Apache-2.0
#include "net/sockets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <system_error>

namespace portolan::net {
namespace {

constexpr int kBacklog = 4096;

std::unexpected<Error> failed(std::string_view what, const std::string& address, int error) {
  const ErrorCode code = error == EADDRINUSE ? ErrorCode::kConflict : ErrorCode::kIo;
  return fail(code, fmt::format("cannot {} {}: {}", what, address, std::generic_category().message(error)));
}

Result<int> listening(int socket, const sockaddr* where, socklen_t size, const std::string& address) {
  if (::bind(socket, where, size) != 0 || ::listen(socket, kBacklog) != 0) {
    const int error = errno;
    ::close(socket);
    return failed("listen on", address, error);
  }
  return socket;
}

Result<int> listen_unix(const std::string& path) {
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  if (path.size() >= sizeof where.sun_path)
    return fail(ErrorCode::kInvalidArgument, fmt::format("the path of a socket may not be that long: {}", path));
  std::memcpy(where.sun_path, path.c_str(), path.size() + 1);
  // A socket that a program left behind when it ended would be in the way for ever; no other file is touched.
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path.c_str());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return failed("listen on", path, errno);
  return listening(socket, reinterpret_cast<const sockaddr*>(&where), sizeof where, path);
}

struct HostAndPort {
  std::string host;  // empty: every address
  std::string port;
};

Result<HostAndPort> split(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == address.npos)
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("'{}' is no address to listen on: write HOST:PORT, or the path of a socket", address));
  std::string host = address.substr(0, colon);
  if (host.size() > 1 && host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "*") host.clear();
  std::uint16_t port = 0;
  const char* const begin = address.data() + colon + 1;
  const char* const end = address.data() + address.size();
  if (const auto [at, error] = std::from_chars(begin, end, port); begin == end || at != end || error != std::errc())
    return fail(ErrorCode::kInvalidArgument, fmt::format("'{}': a port is a number from 0 to 65535", address));
  return HostAndPort{std::move(host), std::string(begin, end)};
}

Result<int> listen_inet(const std::string& address) {
  auto parts = split(address);
  if (!parts) return std::unexpected(std::move(parts.error()));
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  // "*" is the IPv6 socket that takes IPv4 as well, where there is IPv6.
  const bool any = parts->host.empty();
  hints.ai_family = any ? AF_INET6 : AF_UNSPEC;
  addrinfo* list = nullptr;
  if (const int error = ::getaddrinfo(any ? nullptr : parts->host.c_str(), parts->port.c_str(), &hints, &list);
      error != 0)
    return fail(ErrorCode::kInvalidArgument, fmt::format("cannot listen on {}: {}", address, ::gai_strerror(error)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, ::freeaddrinfo);
  int socket = ::socket(list->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in any4{};
  const sockaddr* where = list->ai_addr;
  socklen_t size = list->ai_addrlen;
  if (socket < 0 && errno == EAFNOSUPPORT && any) {
    any4.sin_family = AF_INET;
    any4.sin_port = reinterpret_cast<const sockaddr_in6*>(list->ai_addr)->sin6_port;
    where = reinterpret_cast<const sockaddr*>(&any4);
    size = sizeof any4;
    socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  }
  if (socket < 0) return failed("listen on", address, errno);
  const int on = 1;
  const int off = 0;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (any) ::setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  return listening(socket, where, size, address);
}

std::size_t number_of(const char* name) {
  const char* value = std::getenv(name);
  std::size_t number = 0;
  if (value == nullptr) return 0;
  const auto [end, error] = std::from_chars(value, value + std::strlen(value), number);
  return error == std::errc() && *end == '\0' ? number : 0;
}

}  // namespace

Result<int> listen_on(const std::string& address) {
  return address.starts_with('/') ? listen_unix(address) : listen_inet(address);
}

std::string local_address(int socket) {
  sockaddr_storage where{};
  socklen_t size = sizeof where;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&where), &size) != 0) return {};
  if (where.ss_family == AF_UNIX) return reinterpret_cast<const sockaddr_un&>(where).sun_path;
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  if (::getnameinfo(reinterpret_cast<const sockaddr*>(&where), size, host.data(), host.size(), port.data(), port.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return {};
  return where.ss_family == AF_INET6 ? fmt::format("[{}]:{}", host.data(), port.data())
                                     : fmt::format("{}:{}", host.data(), port.data());
}

std::vector<Inherited> inherited_sockets() {
  constexpr int kFirst = 3;  // SD_LISTEN_FDS_START
  std::vector<Inherited> found;
  // LISTEN_PID says whom they are meant for; what execs itself to become newer keeps its number.
  if (number_of("LISTEN_PID") == static_cast<std::size_t>(::getpid())) {
    const char* names = std::getenv("LISTEN_FDNAMES");
    std::string_view left = names == nullptr ? std::string_view() : std::string_view(names);
    const std::size_t count = number_of("LISTEN_FDS");
    for (std::size_t i = 0; i < count && i < 64; ++i) {
      const int socket = kFirst + static_cast<int>(i);
      const std::string_view name = left.substr(0, left.find(':'));
      left.remove_prefix(std::min(left.size(), name.size() + 1));
      ::fcntl(socket, F_SETFD, FD_CLOEXEC);
      ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
      found.push_back({socket, std::string(name)});
    }
  }
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  return found;
}

}  // namespace portolan::net
