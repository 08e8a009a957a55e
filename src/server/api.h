// SPDX-License-Identifier: Apache-2.0
//
// The JSON API: one function for each address of docs/openapi.yaml, and what they share. The table is in api.cpp.
//
// Thread-safety: free functions.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/query.h"
#include "portolan/lookup.h"
#include "registry/pick.h"
#include "server/context.h"

namespace portolan::server::api {

// --- api_lookup.cpp
Reply ports(Context& context);  // of one transport too
Reply service(Context& context);
// --- api_contacts.cpp
Reply contact(Context& context);
// --- api_records.cpp
Reply records(Context& context);
Reply records_csv(Context& context);
// --- api_search.cpp
Reply search(Context& context);
// --- api_pick.cpp
// What both are asked; `transports` is the name of that parameter.
Result<registry::PickRequest> pick_request(const Context& context, std::string_view transports);
Reply availability(Context& context);
Reply pick(Context& context);
// --- api_past.cpp
Reply changes(Context& context);
Reply difference(Context& context);
Reply moments(Context& context);
// --- api_history.cpp
Reply port_history(Context& context);
Reply service_history(Context& context);
Reply contact_history(Context& context);
// --- api_registry.cpp
Reply registry(Context& context);
Reply description_yaml(Context& context);
Reply description_json(Context& context);

// --- shared

inline constexpr std::string_view kJson = "application/json";

// The parameter `field` is wrong.
std::unexpected<Error> wrong(std::string_view field, std::string message);
// Fails for a parameter that is neither `as_of` nor one of these: a misspelt filter must not be passed over.
Result<void> only(const Context& context, std::initializer_list<std::string_view> names);
// A number from `least` to `most`; `otherwise` where the parameter is not there.
Result<std::size_t> number(const Context& context, std::string_view name, std::size_t otherwise, std::size_t least,
                           std::size_t most);
// All values of a parameter as one list with commas; empty if there are none.
std::string list_of(const Context& context, std::string_view name);
// Likewise, as transports; all four where the parameter is not there.
Result<Transports> transports(const Context& context, std::string_view name);
// The ports and the transport that stand in the path.
Result<app::Query> ports_in_path(const Context& context);
// "6000-6063/tcp"
std::string words_of(const app::Query& query);

void append_number(std::uint64_t number, std::string& out);
// The records one behind the other, with commas.
void append_records(const app::View& view, std::span<const RecordView> records, std::string& out);
// "tcp", or null.
void append_transport(std::optional<Transport> transport, std::string& out);

}  // namespace portolan::server::api
