// SPDX-License-Identifier: Apache-2.0
#include "keeper/sent_post.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "app/document.h"
#include "cli/process.h"
#include "keeper/session.h"

namespace portolan::keeper {
namespace {

// How late it may be noticed that something happened.
constexpr std::chrono::seconds kPause{2};
// A server that ends waits for one try.
constexpr std::chrono::seconds kTry{15};

post::Time time_now() { return post::Time(std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(now()))); }

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

// The first two lines.
Result<void> read_login(const std::string& file, post::MailServer& server) {
  auto bytes = app::read_file(file, 4096);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  const std::size_t first = bytes->find('\n');
  if (first == bytes->npos)
    return wrong(fmt::format("{} has the user on its first line, the password on its second", file));
  server.user = bytes->substr(0, first);
  server.password = bytes->substr(first + 1, bytes->find('\n', first + 1) - first - 1);
  proof::wipe(*bytes);
  return {};
}

Result<post::Settings> settings_of(const cli::Invocation& invocation) {
  const cli::Arguments& arguments = invocation.arguments;
  post::Settings settings;
  settings.public_url = arguments.value("public-url");
  settings.letters = arguments.value("letters");
  settings.timeout = kTry;
  settings.at_once = 1;
  if (!arguments.has("mail")) {
    // Calls to programs have links as well; without an address of one's own they lead here.
    if (settings.public_url.empty()) settings.public_url = "http://localhost";
    return settings;
  }
  if (arguments.value("mail-from").empty() || settings.public_url.empty())
    return wrong("--mail needs --mail-from, which says who the mail is from, and --public-url, for its links");
  post::MailServer server{.url = std::string(arguments.value("mail")),
                          .from = {.address = std::string(arguments.value("mail-from")), .name = "portolan"}};
  if (arguments.value("mail-tls") == "offered") server.tls = post::StartTls::kOffered;
  if (arguments.value("mail-tls") == "never") server.tls = post::StartTls::kNever;
  if (arguments.has("mail-login"))
    if (auto read = read_login(std::string(arguments.value("mail-login")), server); !read)
      return std::unexpected(std::move(read.error()));
  settings.mail = std::move(server);
  return settings;
}

}  // namespace

SentPost::SentPost(registrar::Registrar& registrar, post::Settings settings)
    : registrar_(registrar),
      settings_(std::move(settings)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Result<std::unique_ptr<SentPost>> SentPost::open(const cli::Invocation& invocation, registrar::Registrar& registrar) {
  auto settings = settings_of(invocation);
  if (!settings) return std::unexpected(std::move(settings.error()));
  // What is wrong with it is told before anything is served.
  const auto counter = registrar.counter();
  if (!counter) return std::unexpected(counter.error());
  auto tried = post::Courier::open((*counter)->office(), (*counter)->ledger(), registrar.registry(), *settings);
  if (!tried) return std::unexpected(std::move(tried.error()));
  // What happens from now on is told.
  if (auto begun = tried->collect(time_now()); !begun) return std::unexpected(std::move(begun.error()));
  return std::unique_ptr<SentPost>(new SentPost(registrar, std::move(*settings)));
}

Result<void> SentPost::send_all(const std::stop_token& stop) {
  const auto counter = registrar_.counter();
  if (!counter) return std::unexpected(counter.error());
  post::Settings settings = settings_;
  settings.officers = [&counter] { return (*counter)->officers(); };
  auto courier = post::Courier::open((*counter)->office(), (*counter)->ledger(), registrar_.registry(), settings);
  if (!courier) return std::unexpected(std::move(courier.error()));
  if (auto news = courier->collect(time_now()); !news) return std::unexpected(std::move(news.error()));
  for (bool more = true; more && !stop.stop_requested();) {
    const auto round = courier->send_due(time_now());
    if (!round) return std::unexpected(round.error());
    more = round->more;
  }
  return {};
}

void SentPost::run(const std::stop_token& stop) {
  std::string trouble;
  std::unique_lock lock(mutex_);
  while (!over_.wait_for(lock, stop, kPause, [&] { return stop.stop_requested(); })) {
    const auto done = send_all(stop);
    const std::string what = done ? std::string() : to_string(done.error());
    if (!what.empty() && what != trouble)
      cli::write_out(STDERR_FILENO, fmt::format("portolan: no word goes out: {}\n", what));
    trouble = what;
  }
}

}  // namespace portolan::keeper
