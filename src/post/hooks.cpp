// SPDX-License-Identifier: Apache-2.0
#include "post/hooks.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "accounts/rows.h"
#include "procedures/application.h"

namespace portolan::post {

using accounts::Office;
using accounts::SecretText;
using accounts::text;
using accounts::text_at;
using accounts::value_of;
using database::Row;
using database::Value;

namespace {

constexpr std::size_t kMostUrl = 2000;
constexpr std::size_t kLeastSecret = 16;
constexpr std::size_t kMostSecret = 256;

std::unexpected<Error> wrong(std::string message, std::string field) {
  return fail(ErrorCode::kInvalidValue, std::move(message), Place{{}, 0, 0, std::move(field)});
}

// --- sealing

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
const unsigned char* raw(const accounts::Keys::Key& key) { return reinterpret_cast<const unsigned char*>(key.data()); }

// The number is in the box, so that boxes cannot be exchanged.
std::string mark_of(std::uint64_t id) { return fmt::format("hook {} ", id); }

struct Sealed {
  std::string nonce = std::string(crypto_secretbox_NONCEBYTES, '\0');
  std::string box;
};

Sealed seal(const Office& office, std::uint64_t id, std::string_view secret) {
  Sealed out;
  office.random(std::as_writable_bytes(std::span(out.nonce)));
  std::string plain = mark_of(id);
  plain += secret;
  out.box.resize(plain.size() + crypto_secretbox_MACBYTES);
  crypto_secretbox_easy(raw(out.box), raw(plain), plain.size(), raw(std::as_const(out.nonce)),
                        raw(office.keys.boxes()));
  sodium_memzero(plain.data(), plain.size());
  return out;
}

Result<SecretText> opened(const Office& office, std::uint64_t id, const Sealed& sealed) {
  const std::string mark = mark_of(id);
  if (sealed.nonce.size() == crypto_secretbox_NONCEBYTES &&
      sealed.box.size() > crypto_secretbox_MACBYTES + mark.size()) {
    std::string plain(sealed.box.size() - crypto_secretbox_MACBYTES, '\0');
    const bool whole = crypto_secretbox_open_easy(raw(plain), raw(std::string_view(sealed.box)), sealed.box.size(),
                                                  raw(std::string_view(sealed.nonce)), raw(office.keys.boxes())) == 0;
    const bool own = whole && plain.starts_with(mark);
    SecretText secret(own ? plain.substr(mark.size()) : std::string());
    sodium_memzero(plain.data(), plain.size());
    if (own) return secret;
  }
  return fail(ErrorCode::kDamaged,
              fmt::format("the key of hook {} cannot be read: the server has another key. Add the hook again", id));
}

// --- checking

Result<void> check_url(const std::string& url) {
  const bool plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7F; });
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parts(curl_url(), curl_url_cleanup);
  if (!plain || url.size() > kMostUrl || curl_url_set(parts.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
    return wrong("a hook has an address like https://ci.example.org/ports, of ASCII and without blanks", "url");
  const auto part = [&](CURLUPart which) {
    char* found = nullptr;
    if (curl_url_get(parts.get(), which, &found, 0) != CURLUE_OK) return std::string();
    const std::unique_ptr<char, decltype(&curl_free)> owner(found, curl_free);
    return std::string(found);
  };
  const std::string scheme = part(CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") return wrong("a hook is reached by https:// or http://", "url");
  if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty())
    return wrong("an address names no user and no password: messages are signed instead", "url");
  return {};
}

Result<void> check(const NewHook& given) {
  if (auto url = check_url(given.url); !url) return url;
  const auto names = event_names();
  for (const std::string& event : given.events)
    if (std::ranges::find(names, event) == names.end())
      return wrong(fmt::format("there is no event '{}'; there are {}", event, fmt::join(names, ", ")), "events");
  if (!given.secret.empty() && (given.secret.size() < kLeastSecret || given.secret.size() > kMostSecret))
    return wrong(fmt::format("a key has {} to {} characters", kLeastSecret, kMostSecret), "secret");
  return {};
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> out;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    out.emplace_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out;
}

Hook hook_of(const Row& row) {
  return {.id = accounts::number_at(row, 0),
          .registry = text_at(row, 1),
          .url = text_at(row, 2),
          .events = split(row.bytes(3)),
          .made = accounts::time_at(row, 4)};
}

template <std::size_t... kIndex>
std::vector<std::string_view> names_of_all(std::index_sequence<kIndex...> /*all*/) {
  return {procedures::type_name(procedures::Happening(std::in_place_index<kIndex>))...};
}

}  // namespace

std::vector<std::string_view> event_names() {
  return names_of_all(std::make_index_sequence<std::variant_size_v<procedures::Happening>>());
}

bool Hook::wants(std::string_view event) const noexcept {
  return events.empty() || std::ranges::find(events, event) != events.end();
}

Result<AddedHook> add_hook(const Office& office, const NewHook& given, Time now) {
  if (auto sound = check(given); !sound) return std::unexpected(std::move(sound.error()));
  SecretText secret = given.secret.empty() ? accounts::random_secret(office.random) : SecretText(given.secret);
  return accounts::written(office.database, [&]() -> Result<AddedHook> {
    // Rows stay, so the highest number ever given is here.
    const auto last = accounts::number_of(office.database, "SELECT COALESCE(MAX(id), 0) FROM post_hooks");
    if (!last) return std::unexpected(last.error());
    Hook hook{*last + 1, given.registry, given.url, given.events, now};
    const Sealed sealed = seal(office, hook.id, secret.view());
    const std::string events = fmt::format("{}", fmt::join(hook.events, " "));
    const std::array values = {value_of(hook.id), text(hook.registry),       text(hook.url),         text(events),
                               value_of(now),     Value::blob(sealed.nonce), Value::blob(sealed.box)};
    const auto done = office.database.execute(
        "INSERT INTO post_hooks (id, registry, url, events, made, nonce, box) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        values);
    if (!done) return std::unexpected(done.error());
    return AddedHook{std::move(hook), std::move(secret)};
  });
}

Result<std::vector<Hook>> hooks_of(const Office& office, std::string_view registry) {
  return accounts::all_rows(
      office.database,
      "SELECT id, registry, url, events, made FROM post_hooks WHERE registry = $1 AND url <> '' ORDER BY id",
      std::array{text(registry)}, hook_of);
}

Result<void> remove_hook(const Office& office, std::string_view registry, std::uint64_t id, Time now) {
  return accounts::written(office.database, [&]() -> Result<void> {
    const std::array values = {value_of(id), text(registry), Value::blob({})};
    const auto gone = accounts::changes(
        office.database,
        "UPDATE post_hooks SET url = '', nonce = $3, box = $3 WHERE id = $1 AND registry = $2 AND url <> ''", values);
    if (!gone) return std::unexpected(gone.error());
    if (!*gone) return fail(ErrorCode::kNotFound, fmt::format("{} has no hook {}", registry, id));
    return drop_all(office.database, registry, Kind::kHook, id, "the hook was removed", now);
  });
}

Result<SecretText> secret_of(const Office& office, std::uint64_t id) {
  const auto found =
      accounts::first_row(office.database, "SELECT nonce, box FROM post_hooks WHERE id = $1 AND url <> ''",
                          std::array{value_of(id)}, [](const Row& row) {
                            return Sealed{text_at(row, 0), text_at(row, 1)};
                          });
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::kNotFound, fmt::format("there is no hook {}", id));
  return opened(office, id, **found);
}

}  // namespace portolan::post
