// SPDX-License-Identifier: Apache-2.0
//
// The part of the API that knows who asks: by a token (Authorization: Bearer), never by a cookie, so that no page of
// another site can make a browser ask.
//
// Thread-safety: belongs to the request's thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "accounts/tokens.h"
#include "desk/desk.h"
#include "portal/request_fields.h"
#include "portal/visit.h"

namespace portolan::portal {

// A visit whose visitor is the token's. Answers 401 where there is a token that is good for nothing.
struct ApiVisit {
  Visit visit;
  bool refused = false;  // it has been answered
};
Result<ApiVisit> begin_api(Context& context);

// What an address needs of its visitor: answers 401 or 403 and gives true where that is missing.
bool lacks(Visit& visit, accounts::Scope scope);
bool lacks(Visit& visit, procedures::Act act);

// The members of the body, a JSON object, as fields; nothing (and it is answered, 400 or 415) where it is none, or has
// others than these.
std::optional<FieldOf> body_fields(Context& context, std::span<const std::string_view> names);

Reply send_json(Context& context, std::string body, unsigned status = 200);
// problem+json (RFC 9457) with all violations: 409 for a key that was used, 404, 403 and 422.
Reply send_refusal(Context& context, const desk::Refusal& refusal);
Reply unauthorized(Context& context, std::string_view detail);
Reply forbidden(Context& context, std::string_view detail);

}  // namespace portolan::portal
