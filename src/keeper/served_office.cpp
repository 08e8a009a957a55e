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
#include "keeping/importing.h"

namespace portolan::keeper {
namespace {

// How late it may be noticed that the ledger has changed; and how many of these, that something ran out.
constexpr std::chrono::seconds kPause{1};
constexpr std::uint64_t kClock = 30;

}  // namespace

ServedOffice::ServedOffice(std::unique_ptr<registrar::Registrar> registrar, keeping::Place place)
    : registrar_(std::move(registrar)),
      place_(std::move(place)),
      portal_(*registrar_, now),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

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
  std::unique_ptr<ServedOffice> office(new ServedOffice(std::move(*registrar), views.place()));
  auto post = SentPost::open(invocation, *office->registrar_);
  if (!post) return std::unexpected(std::move(post.error()));
  office->post_ = std::move(*post);
  return office;
}

Result<void> ServedOffice::look(bool clock) {
  const auto counter = registrar_->counter();
  if (!counter) return std::unexpected(counter.error());
  if (clock)
    if (const auto done = (*counter)->desk().run_clock(now()); !done) return std::unexpected(done.error());
  const auto info = (*counter)->ledger().registry(registrar_->registry());
  if (!info) return std::unexpected(info.error());
  if (!*info || (*info)->end == compiled_) return {};
  auto made = keeping::refresh_lookup((*counter)->ledger(), place_, registrar_->registry());
  if (made) compiled_ = (*info)->end;
  return made;
}

void ServedOffice::run(const std::stop_token& stop) {
  std::string trouble;
  std::unique_lock lock(mutex_);
  for (std::uint64_t turn = 0;; ++turn) {
    const bool ends =
        over_.wait_for(lock, stop, turn == 0 ? std::chrono::seconds(0) : kPause, [&] { return stop.stop_requested(); });
    const auto done = look(!ends && turn % kClock == 0);
    const std::string what = done ? std::string() : to_string(done.error());
    if (!what.empty() && what != trouble)
      cli::write_out(STDERR_FILENO, fmt::format("portolan: the ledger cannot be kept up: {}\n", what));
    trouble = what;
    if (ends) return;
  }
}

}  // namespace portolan::keeper
