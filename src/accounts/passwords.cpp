// SPDX-License-Identifier: Apache-2.0
#include "accounts/passwords.h"

#include <sodium.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace portolan::accounts {

// One of the places to hash in; the next who waits gets it at its end.
class PasswordHasher::Slot {
 public:
  static Result<Slot> take(PasswordHasher& hasher) {
    std::unique_lock lock(hasher.mutex_);
    if (hasher.working_ >= hasher.places_.slots) {
      if (hasher.waiting_ >= hasher.places_.waiting)
        return fail(ErrorCode::kUnavailable, "too many people sign in at this moment: try again");
      ++hasher.waiting_;
      hasher.free_.wait(lock, [&] { return hasher.working_ < hasher.places_.slots; });
      --hasher.waiting_;
    }
    hasher.most_ = std::max(hasher.most_, ++hasher.working_);
    return Slot(hasher);
  }
  Slot(Slot&& other) noexcept : hasher_(std::exchange(other.hasher_, nullptr)) {}
  Slot& operator=(Slot&&) = delete;
  ~Slot() {
    if (hasher_ == nullptr) return;
    const std::lock_guard lock(hasher_->mutex_);
    --hasher_->working_;
    hasher_->free_.notify_one();
  }

 private:
  explicit Slot(PasswordHasher& hasher) : hasher_(&hasher) {}

  PasswordHasher* hasher_;
};

namespace {

// The number behind "m=" or "t=" of "$argon2id$v=19$m=19456,t=2,p=1$...".
std::optional<unsigned long long> number_behind(std::string_view text, std::string_view what) noexcept {
  const std::size_t at = text.find(what);
  unsigned long long out = 0;
  if (at == text.npos) return std::nullopt;
  const auto [end, failure] = std::from_chars(text.data() + at + what.size(), text.data() + text.size(), out);
  return failure == std::errc() ? std::optional(out) : std::nullopt;
}

bool is_possible(const HashCost& cost, const HashPlaces& places) noexcept {
  return places.slots > 0 && cost.passes >= crypto_pwhash_argon2id_OPSLIMIT_MIN &&
         cost.passes <= crypto_pwhash_argon2id_OPSLIMIT_MAX && cost.memory >= crypto_pwhash_argon2id_MEMLIMIT_MIN &&
         cost.memory <= crypto_pwhash_argon2id_MEMLIMIT_MAX;
}

// libsodium takes no null pointer, also for nothing.
const char* data_of(std::string_view password) noexcept { return password.empty() ? "" : password.data(); }

}  // namespace

PasswordHasher::PasswordHasher(PasswordHasher&& other) noexcept
    : cost_(other.cost_), places_(other.places_), nobodys_(std::move(other.nobodys_)) {}

Result<PasswordHasher> PasswordHasher::make(const HashCost& cost, const HashPlaces& places) {
  if (sodium_init() < 0) return fail(ErrorCode::kIo, "libsodium does not start");
  if (!is_possible(cost, places)) return fail(ErrorCode::kInvalidArgument, "these are no costs of a password's hash");
  PasswordHasher hasher(cost, places);
  char nobody[32];
  randombytes_buf(nobody, sizeof nobody);
  auto hashed = hasher.hashed({nobody, sizeof nobody});
  if (!hashed) return std::unexpected(std::move(hashed.error()));
  hasher.nobodys_ = std::move(*hashed);
  return hasher;
}

Result<std::string> PasswordHasher::hashed(std::string_view password) const {
  char out[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(out, data_of(password), password.size(), cost_.passes, cost_.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(ErrorCode::kUnavailable, "there is not enough memory for a password's hash: try again");
  return std::string(out);
}

Result<std::string> PasswordHasher::hash(std::string_view password) {
  const auto slot = Slot::take(*this);
  if (!slot) return std::unexpected(slot.error());
  return hashed(password);
}

Result<bool> PasswordHasher::fits(const std::string& hash, std::string_view password) {
  const auto slot = Slot::take(*this);
  if (!slot) return std::unexpected(slot.error());
  errno = 0;
  const std::string& asked = hash.empty() ? nobodys_ : hash;
  const bool fits = crypto_pwhash_str_verify(asked.c_str(), data_of(password), password.size()) == 0;
  if (!fits && errno == ENOMEM)
    return fail(ErrorCode::kUnavailable, "there is not enough memory for a password's hash: try again");
  return fits && !hash.empty();
}

bool PasswordHasher::is_weak(std::string_view hash) const noexcept {
  const auto memory = number_behind(hash, "$m=");  // in KiB
  const auto passes = number_behind(hash, ",t=");
  return !hash.starts_with("$argon2id$") || !memory || !passes || *memory < cost_.memory / 1024 ||
         *passes < cost_.passes;
}

unsigned PasswordHasher::most_at_once() const {
  const std::lock_guard lock(mutex_);
  return most_;
}

}  // namespace portolan::accounts
