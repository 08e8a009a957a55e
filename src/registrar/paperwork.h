// SPDX-License-Identifier: Apache-2.0
//
// What people who are signed in need not write: which contact of the registry they are, what stands on its card.
//
// Thread-safety: as the counter.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "accounts/people.h"
#include "desk/desk.h"
#include "registrar/registrar.h"
#include "registrar/visitor.h"

namespace portolan::registrar {

// The contact that stands for the visitor: the first for which they speak, or else one that is made of their name and
// that nobody has, here or in the registry.
Result<std::string> contact_of(Counter& counter, const Visitor& visitor);

// A request with everything that it says itself, and where it says nothing of it, the visitor as assignee and contact.
Result<procedures::Request> completed(Counter& counter, const Visitor& visitor, procedures::Request request);

// Submits it for the visitor. They speak from then on for the contacts that it introduces.
desk::Outcome submit(Counter& counter, const Visitor& visitor, const procedures::Request& request, desk::Order order,
                     const accounts::Act& act);

// An act of the visitor on an application, whichever it is.
desk::Outcome act(Counter& counter, std::uint64_t number, const procedures::Command& command, desk::Order order);

}  // namespace portolan::registrar
