// SPDX-License-Identifier: Apache-2.0
//
// Webhooks: the programs that want to be told what happens in a registry. What is sent is in webhook.h.
//
// The key that signs is kept encrypted with the server's key (accounts::Keys), since it must be known to sign: whoever
// has the database alone cannot speak for the registry. Whether somebody may add a hook is decided before.
//
// Errors: kInvalidValue for an address or an event that is none (Error::place.field: "url", "events", "secret"),
// kNotFound, kDamaged if the server has another key than the one that a hook was added with, and those of the database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"
#include "accounts/secrets.h"
#include "portolan/error.h"
#include "post/queue.h"

namespace portolan::post {

struct Hook {
  std::uint64_t id = 0;  // of this database; never given again
  std::string registry;
  std::string url;                  // http:// or https://
  std::vector<std::string> events;  // "approved", ... as procedures::type_name() has them; empty: every one
  Time made;

  bool wants(std::string_view event) const noexcept;
  bool operator==(const Hook&) const = default;
};

// The names of all events there are.
std::vector<std::string_view> event_names();

struct NewHook {
  std::string registry;
  std::string url;  // without user and password: what has to be secret is signed
  std::vector<std::string> events = {};
  std::string secret = {};  // at least 16 characters; empty: one is made
};
struct AddedHook {
  Hook hook;
  accounts::SecretText secret;  // shown once
};
Result<AddedHook> add_hook(const accounts::Office& office, const NewHook& given, Time now);
// By number.
Result<std::vector<Hook>> hooks_of(const accounts::Office& office, std::string_view registry);
// What waits for it is dropped.
Result<void> remove_hook(const accounts::Office& office, std::string_view registry, std::uint64_t id, Time now);

// The key that signs.
Result<accounts::SecretText> secret_of(const accounts::Office& office, std::uint64_t id);

}  // namespace portolan::post
