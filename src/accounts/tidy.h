// SPDX-License-Identifier: Apache-2.0
//
// What has served its time is removed. Nothing depends on when this is called; once an hour is enough.
#pragma once

#include "accounts/office.h"

namespace portolan::accounts {

// Sessions that are over; guesses older than an hour; tickets a month after their end; after Rules::addresses the
// addresses in the log, those from which somebody signed in, and the lines about sign-ins with names that nobody has:
// anybody can cause any number of those.
Result<void> tidy(const Office& office, Time now);

}  // namespace portolan::accounts
