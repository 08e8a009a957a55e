// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "cli/process.h"
#include "keeper/commands.h"
#include "keeper/limits.h"
#include "keeper/served_office.h"
#include "keeper/supervision.h"
#include "keeping/views.h"
#include "net/server.h"
#include "net/sockets.h"
#include "server/site.h"
#include "server/whois.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

// Behind the time in which requests may end.
constexpr std::chrono::seconds kPatience{10};

constexpr std::string_view kUsualAddress = "127.0.0.1:8643";

// Before any thread is made, so that all of them leave signals to the main thread.
sigset_t take_signals() {
  sigset_t wanted;
  ::sigemptyset(&wanted);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR2, SIGCHLD}) ::sigaddset(&wanted, signal);
  ::pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
  return wanted;
}

// Told at once: the program's own output comes only when it ends.
void say(std::string_view line) { cli::write_out(STDERR_FILENO, fmt::format("{}\n", line)); }

Result<void> open_addresses(const Invocation& invocation, std::string_view option, std::string_view name,
                            std::vector<net::Inherited>& sockets) {
  for (const std::string_view address : invocation.arguments.parts(option)) {
    auto socket = net::listen_on(std::string(address));
    if (!socket) return std::unexpected(std::move(socket.error()));
    sockets.push_back({*socket, std::string(name)});
  }
  return {};
}

// Those that were handed over, or else those that are asked for.
Result<std::vector<net::Inherited>> listening_sockets(const Invocation& invocation) {
  std::vector<net::Inherited> sockets = net::inherited_sockets();
  if (!sockets.empty()) return sockets;
  for (const auto& [option, name] : {std::pair{"listen", "http"}, {"tls", "https"}, {"whois", "whois"}})
    if (auto opened = open_addresses(invocation, option, name, sockets); !opened)
      return std::unexpected(std::move(opened.error()));
  if (std::ranges::none_of(sockets, [](const auto& socket) { return socket.name != "whois"; })) {
    auto usual = net::listen_on(std::string(kUsualAddress));
    if (!usual) return std::unexpected(std::move(usual.error()));
    sockets.push_back({*usual, "http"});
  }
  return sockets;
}

Result<int> open_log(std::string_view file) {
  if (file.empty()) return -1;
  if (file == "-") return STDOUT_FILENO;
  const int descriptor = ::open(std::string(file).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (descriptor >= 0) return descriptor;
  return fail(ErrorCode::kIo, "cannot write the access log: " + std::generic_category().message(errno),
              {std::string(file), 0, 0, {}});
}

net::Speaks speaks(std::string_view name) {
  if (name == "https") return net::Speaks::kHttps;
  return name == "whois" ? net::Speaks::kLines : net::Speaks::kHttp;
}

void announce(const std::vector<net::Inherited>& sockets, const keeping::Views& views) {
  std::error_code ignored;
  if (const char* data = std::getenv("PORTOLAN_DATA"); data != nullptr && !std::filesystem::exists(data, ignored))
    say(fmt::format("portolan: PORTOLAN_DATA is '{}', where nothing is", data));
  say(fmt::format("portolan: {}", views.current()->description()));
  for (const net::Inherited& socket : sockets) {
    const std::string address = net::local_address(socket.socket);
    const bool path = address.starts_with('/');
    say(fmt::format("portolan: listening on {}{}{}",
                    path                  ? ""
                    : socket.name.empty() ? "http"
                                          : socket.name,
                    path ? "" : "://", address));
  }
}

// Tells of every new state, and of a registry that cannot be followed, as it happens.
std::uint64_t tell_changes(keeping::Views& views) {
  return views.tell([&views, position = views.current()->position(), generation = views.generation(),
                     trouble = std::string()]() mutable {
    if (const std::string now = views.health().trouble; now != std::exchange(trouble, now))
      say(now.empty()
              ? "portolan: the registry is followed again"
              : fmt::format("portolan: the registry cannot be followed, what is known is still answered: {}", now));
    if (std::exchange(generation, views.generation()) == generation) return;
    if (std::exchange(position, views.current()->position()) != position)
      say(fmt::format("portolan: position @{}, {}", position, views.current()->description()));
    else
      say(fmt::format("portolan: {}", views.current()->description()));
  });
}

// Signals until the server is told to end.
void obey(const sigset_t& signals, const std::string& program, net::Server& server,
          const std::vector<net::Inherited>& sockets) {
  pid_t starting = 0;  // a successor that does not serve yet
  for (;;) {
    int signal = 0;
    if (::sigwait(&signals, &signal) != 0) continue;
    if (signal == SIGTERM || signal == SIGINT) return;
    if (signal == SIGHUP) {
      notify("RELOADING=1");
      const auto reloaded = server.reload_certificate();
      say(reloaded ? "portolan: certificate read again" : "portolan: " + to_string(reloaded.error()));
      notify("READY=1");
    } else if (signal == SIGUSR2 && starting != 0) {
      say(fmt::format("portolan: a successor is starting already, process {}", starting));
    } else if (signal == SIGUSR2) {
      const auto successor = start_successor(program, sockets);
      say(successor ? fmt::format("portolan: successor started, process {}", *successor)
                    : "portolan: " + to_string(successor.error()));
      starting = successor.value_or(0);
    } else if (signal == SIGCHLD) {
      int status = 0;
      for (pid_t child = 0; (child = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        say(fmt::format("portolan: process {} could not take over; this one goes on", child));
        if (child == starting) starting = 0;
      }
    }
  }
}

// Ends the process where it does not end by itself: a thread may wait for a database that took its question and says
// nothing, for as long as the connection stands.
class LastResort {
 public:
  explicit LastResort(std::chrono::seconds longest)
      : thread_([this, longest](const std::stop_token& stop) {
          std::unique_lock lock(mutex_);
          over_.wait_for(lock, stop, longest, [] { return false; });
          if (stop.stop_requested()) return;
          say("portolan: ended although something still waits, for a database that does not answer most likely");
          ::_exit(static_cast<int>(ExitStatus::kFailed));
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any over_;
  std::jthread thread_;
};

ExitStatus serve(const Invocation& invocation, const sigset_t& signals, keeping::Views& views, net::Server& server,
                 const std::vector<net::Inherited>& sockets, std::chrono::seconds longest) {
  const std::string program = own_program();
  for (const net::Inherited& socket : sockets)
    if (const auto listening = server.listen(socket.socket, speaks(socket.name)); !listening)
      return invocation.refuse(listening.error(), ExitStatus::kUsage);
  announce(sockets, views);
  tell_changes(views);
  views.start();
  std::jthread serving([&] { server.run(); });
  end_predecessor();
  notify("READY=1");
  obey(signals, program, server, sockets);
  notify("STOPPING=1");
  server.stop();
  const LastResort last_resort(longest);
  views.stop();
  serving.join();
  return ExitStatus::kDone;
}

}  // namespace

ExitStatus run_serve(const Invocation& invocation) {
  const cli::Arguments& arguments = invocation.arguments;
  const sigset_t signals = take_signals();
  auto views = keeping::Views::open(std::string(arguments.value("registry")));
  if (!views) return invocation.refuse(views.error(), ExitStatus::kUnreadable);
  const auto log = open_log(arguments.value("access-log"));
  if (!log) return invocation.refuse(log.error(), ExitStatus::kFailed);
  const auto sockets = listening_sockets(invocation);
  if (!sockets) return invocation.refuse(sockets.error(), ExitStatus::kFailed);

  const auto office = ServedOffice::open(invocation, **views);
  if (!office) return invocation.refuse(office.error(), ExitStatus::kUnreadable);
  server::Site site(**views, {.public_url = std::string(arguments.value("public-url")),
                              .area = *office ? &(*office)->portal() : nullptr});
  net::ServerSettings settings;
  settings.threads = static_cast<unsigned>(arguments.number("threads", 0));
  for (const std::string_view limit : arguments.parts("limit"))
    if (const auto set = set_limit(settings.limits, limit); !set)
      return invocation.refuse(set.error(), ExitStatus::kUsage);
  settings.certificate = arguments.value("certificate");
  settings.key = arguments.value("key");
  settings.access_log = *log;
  const std::chrono::seconds longest = settings.limits.leave_time + kPatience;
  server::Whois whois(**views);
  auto server = net::Server::make(site, &whois, std::move(settings));
  if (!server) return invocation.refuse(server.error(), ExitStatus::kUnreadable);
  site.set_totals([&server] { return (*server)->totals(); });
  return serve(invocation, signals, **views, **server, *sockets, longest);
}

}  // namespace portolan::keeper
