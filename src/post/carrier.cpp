// SPDX-License-Identifier: Apache-2.0
#include "post/carrier.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "accounts/people.h"
#include "desk/story.h"
#include "post/webhook.h"
#include "post/wording.h"

namespace portolan::post {
namespace {

Time time_of(std::uint64_t microseconds) {
  return Time(std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(microseconds)));
}

Delivery damaged(std::string problem) { return {Fate::kRefused, std::move(problem)}; }

}  // namespace

std::string delivery_id(const Message& message, std::uint64_t position) {
  return fmt::format("{}.{}.{}", as_token(message.registry), position, message.receiver);
}

std::string host_of(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
  char* host = nullptr;
  if (curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK ||
      curl_url_get(parts.get(), CURLUPART_HOST, &host, 0) != CURLUE_OK)
    return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(host, curl_free);
  return host;
}

Result<Delivery> Carrier::carry(const Message& message, Time now) {
  const auto file = desk_.file(message.application, message.position + 1);
  // What cannot be read today will not be readable tomorrow; the others must not wait for it.
  if (!file && file.error().code == ErrorCode::kDamaged) return damaged(file.error().message);
  if (!file) return std::unexpected(file.error());
  if (!*file || (*file)->lines.back().position != message.position)
    return damaged(fmt::format("event {} is not about application {}", message.position, message.application));
  return message.kind == Kind::kMail ? mail(message, **file) : hook(message, **file, now);
}

// Whatever the name of a host may be, it is the right half of an id (RFC 5322, section 3.6.4).
std::string Carrier::message_id(const Message& message, std::uint64_t position) const {
  std::string host = host_of(settings_.public_url);
  std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
  std::ranges::replace(host, ':', '.');
  return fmt::format("<portolan.{}@{}>", delivery_id(message, position), host);
}

Result<Delivery> Carrier::mail(const Message& message, const desk::File& file) {
  const auto letter = parse_letter(message.what);
  if (!letter) return damaged(fmt::format("this program has no letter '{}'", message.what));
  if (!settings_.mail) return Delivery{Fate::kLater, "no mail server is set"};
  const auto account = accounts::find_account(office_, message.receiver);
  if (!account) return std::unexpected(account.error());
  if (!*account || (*account)->disabled || (*account)->mail.empty())
    return Delivery{Fate::kGone, "the account has no mail address any more, or is disabled"};
  if (!is_sendable((*account)->mail))
    return Delivery{Fate::kRefused, "the account's address is none that mail can be sent to"};
  const auto first = thread_of(office_.database, message);
  if (!first) return std::unexpected(first.error());
  const Filled text =
      letters_.fill(*letter, filling({.name = (*account)->shown,
                                      .registry = message.registry,
                                      .file = file,
                                      .address = address_of(settings_.public_url, message.application)}));
  const std::string bytes =
      compose({.from = settings_.mail->from,
               .to = {(*account)->mail, (*account)->shown},
               .subject = text.subject,
               .body = text.body,
               .message_id = message_id(message, message.position),
               .answers = *first == message.position ? std::string() : message_id(message, *first),
               .date = time_of(file.lines.back().recorded)});
  return hand_over(*settings_.mail, (*account)->mail, bytes, settings_.timeout);
}

Result<Delivery> Carrier::hook(const Message& message, const desk::File& file, Time now) {
  const auto hooks = hooks_of(office_, message.registry);
  if (!hooks) return std::unexpected(hooks.error());
  const auto found = std::ranges::find(*hooks, message.receiver, &Hook::id);
  if (found == hooks->end()) return Delivery{Fate::kGone, "the hook was removed"};
  const auto secret = secret_of(office_, message.receiver);
  // With the right key it may be sent yet.
  if (!secret && secret.error().code == ErrorCode::kDamaged) return Delivery{Fate::kLater, secret.error().message};
  if (!secret) return std::unexpected(secret.error());
  const std::string delivery = delivery_id(message, message.position);
  const std::string address = address_of(settings_.public_url, message.application);
  const std::string body = desk::news_json({.registry = message.registry,
                                            .application = file.application,
                                            .line = file.lines.back(),
                                            .address = address,
                                            .delivery = delivery});
  return call({.url = found->url,
               .event = message.what,
               .delivery = delivery,
               .body = body,
               .signature = signature(secret->view(), body, now),
               .ca_file = settings_.ca_file},
              settings_.timeout);
}

}  // namespace portolan::post
