// SPDX-License-Identifier: Apache-2.0
#include "keeper/served_office.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "cli/process.h"
#include "keeper/session.h"

namespace portolan::keeper {
namespace {

// How late what runs out may be noticed.
constexpr std::chrono::seconds kClock{30};

}  // namespace

ServedOffice::ServedOffice(std::unique_ptr<registrar::Registrar> registrar)
    : registrar_(std::move(registrar)),
      portal_(*registrar_, now),
      clock_([this](const std::stop_token& stop) { keep_time(stop); }) {}

Result<std::unique_ptr<ServedOffice>> ServedOffice::open(const cli::Invocation& invocation,
                                                         const keeping::Views& views) {
  const std::string named(invocation.arguments.value("accounts-key"));
  if (!views.has_ledger() || invocation.arguments.has("read-only")) return nullptr;
  const auto key = registrar::key_file_of(views.place(), named);
  std::error_code ignored;
  if (named.empty() && (!key || !std::filesystem::exists(*key, ignored))) {
    if (invocation.arguments.has("mail"))
      return fail(ErrorCode::kInvalidArgument,
                  "mail is about applications, and nobody can sign in: 'portolan user add'");
    return nullptr;
  }
  if (!key) return std::unexpected(key.error());
  auto registrar = registrar::Registrar::open(views.place(), views.ledger_name(), {.key_file = *key});
  if (!registrar) return std::unexpected(std::move(registrar.error()));
  std::unique_ptr<ServedOffice> office(new ServedOffice(std::move(*registrar)));
  auto post = SentPost::open(invocation, *office->registrar_);
  if (!post) return std::unexpected(std::move(post.error()));
  office->post_ = std::move(*post);
  return office;
}

void ServedOffice::keep_time(const std::stop_token& stop) {
  std::string trouble;
  std::unique_lock lock(mutex_);
  do {
    const auto counter = registrar_->counter();
    const auto done =
        counter ? (*counter)->desk().run_clock(now()) : Result<std::uint64_t>(std::unexpected(counter.error()));
    const std::string what = done ? std::string() : to_string(done.error());
    if (!what.empty() && what != trouble)
      cli::write_out(STDERR_FILENO, fmt::format("portolan: what is due cannot be done: {}\n", what));
    trouble = what;
  } while (!over_.wait_for(lock, stop, kClock, [&] { return stop.stop_requested(); }));
}

}  // namespace portolan::keeper
