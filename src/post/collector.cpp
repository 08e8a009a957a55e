// SPDX-License-Identifier: Apache-2.0
#include "post/collector.h"

#include <fmt/format.h>

#include "accounts/people.h"
#include "accounts/roles.h"
#include "post/news.h"

namespace portolan::post {
namespace {

// Steps of one transaction.
constexpr std::uint64_t kStretch = 100;

}  // namespace

Result<Gathered> Collector::next() {
  Gathered out;
  const auto cursor = cursor_of(office_.database, registry_);
  if (!cursor) return std::unexpected(cursor.error());
  const auto known = ledger_.registry(registry_);
  if (!known) return std::unexpected(known.error());
  if (!*known) return fail(ErrorCode::kNotFound, fmt::format("there is no registry '{}'", registry_));
  const auto end = ledger_.size();
  if (!end) return std::unexpected(end.error());
  out.from = *cursor;
  out.to = *end;
  if (!out.from || *out.from == *end) return out;
  if (*out.from > *end)
    return fail(ErrorCode::kDamaged,
                fmt::format("word went out of {} events, but the ledger has {}: it was set back", *out.from, *end));
  const auto found = steps(*out.from, *end);
  if (!found) return std::unexpected(found.error());
  if (found->empty()) return out;
  if (found->size() == kStretch) out.to = found->back().position + 1;
  const auto officers = officers_ ? officers_() : accounts::officers_of(office_, registry_);
  if (!officers) return std::unexpected(officers.error());
  const auto hooks = hooks_of(office_, registry_);
  if (!hooks) return std::unexpected(hooks.error());
  for (const Step& step : *found)
    if (auto added = add_messages(step, *officers, *hooks, out.messages); !added)
      return std::unexpected(std::move(added.error()));
  return out;
}

Result<std::vector<Collector::Step>> Collector::steps(std::uint64_t from, std::uint64_t to) {
  std::vector<Step> out;
  auto read = ledger_.each_step_in(registry_, {.from = from, .to = to, .limit = kStretch},
                                   [&](std::uint64_t position, const events::Event& event, const auto&) {
                                     out.push_back({position, events::application_number(event.what)});
                                     return true;
                                   });
  if (!read) return std::unexpected(std::move(read.error()));
  return out;
}

Result<void> Collector::add_messages(const Step& step, const std::vector<procedures::Person>& officers,
                                     const std::vector<Hook>& hooks, std::vector<Message>& out) {
  const auto file = desk_.file(step.application, step.position + 1);
  if (!file) return std::unexpected(file.error());
  if (!*file) return {};
  const desk::Line& line = (*file)->lines.back();
  const auto add = [&](Kind kind, std::uint64_t receiver, std::string_view what) {
    Message message;
    message.registry = registry_;
    message.position = step.position;
    message.kind = kind;
    message.receiver = receiver;
    message.application = step.application;
    message.what = what;
    out.push_back(std::move(message));
  };
  if (mail_)
    for (const Told& told : who_is_told((*file)->application, line.happening, line.actor, officers)) {
      const auto mail = has_mail(told.person);
      if (!mail) return std::unexpected(mail.error());
      if (*mail) add(Kind::kMail, told.person, to_string(told.letter));
    }
  const std::string_view event = procedures::type_name(line.happening);
  for (const Hook& hook : hooks)
    if (hook.wants(event)) add(Kind::kHook, hook.id, event);
  return {};
}

Result<bool> Collector::has_mail(procedures::PersonId person) const {
  const auto account = accounts::find_account(office_, person);
  if (!account) return std::unexpected(account.error());
  return *account && !(*account)->disabled && !(*account)->mail.empty();
}

}  // namespace portolan::post
