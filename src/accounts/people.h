// SPDX-License-Identifier: Apache-2.0
//
// The people who can sign in. A number is given once: records refer to it for ever, so nobody else ever gets it, also
// not after an erasure.
//
// Errors: kInvalidValue: a value breaks a rule, named by Error::place.field ("name", "shown", "mail"). kConflict: the
// name or the mail address is taken (the same fields). kNotFound: no such account. kInvalidArgument: what is asked of
// the local operator cannot be done. And those of the database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"

namespace portolan::accounts {

// What an erased account shows in place of a name.
inline constexpr std::string_view kWithheld = "withheld";

struct Account {
  PersonId id = 0;
  std::string name;   // with which they sign in: 2 to 32 of a-z 0-9 . _ - ; empty: erased, or the local operator
  std::string shown;  // 1 to 100 characters
  std::string mail;   // empty: none
  bool disabled = false;
  bool erased = false;  // disabled too
  bool has_password = false;
  Time created;

  bool operator==(const Account&) const = default;
};

// What people say of themselves.
struct Particulars {
  std::string name;
  std::string shown;
  std::string mail;
};
// The first rule that they break. A name begins and ends in a letter or digit; a mail address has at most 254 bytes,
// one
// @ and something around it, and no spaces or control characters. The shown name is trimmed by nobody.
Result<void> check_particulars(const Particulars& given);

// Without password or roles. The new number is above all that ever were.
Result<Account> add_account(const Office& office, const Particulars& given, const Act& act);

Result<std::optional<Account>> find_account(const Office& office, PersonId id);
// By name or mail address, in any case. Whoever is erased is not found.
Result<std::optional<Account>> find_account_by(const Office& office, std::string_view name_or_mail);
// Those with numbers above `after`, by number, at most `limit`.
Result<std::vector<Account>> list_accounts(const Office& office, PersonId after, std::uint64_t limit);

Result<Account> change_account(const Office& office, PersonId id, const Particulars& given, const Act& act);

// Ends all sessions and open invitations of the account at once; its tokens answer no more until it is enabled.
Result<void> disable_account(const Office& office, PersonId id, const Act& act);
Result<void> enable_account(const Office& office, PersonId id, const Act& act);

// What is personal goes, also from the log, and sign-in with it; the number stays, with `kWithheld` for a name. Cannot
// be taken back. Erasing twice is no error.
Result<void> erase_account(const Office& office, PersonId id, const Act& act);

// For this room, inside of a write transaction: as the functions above.
Result<Account> insert_account(const Office& office, const Particulars& given, const Act& act);
// Fails with kNotFound if there is none or it is erased, kInvalidArgument for the local operator.
Result<Account> ordinary_account(const Office& office, PersonId id);

}  // namespace portolan::accounts
