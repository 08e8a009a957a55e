// SPDX-License-Identifier: Apache-2.0
//
// The routes of the portal, by file.
#pragma once

#include "portal/visit.h"

namespace portolan::portal {

// --- sign_in_pages.cpp
Reply sign_in_page(Visit& visit);
Reply sign_in(Visit& visit, const Form& form);
Reply give_code(Visit& visit, const Form& form);
Reply sign_out(Visit& visit, const Form& form);
// --- ticket_pages.cpp
Reply new_password_page(Visit& visit);
Reply new_password(Visit& visit, const Form& form);
Reply invitation_page(Visit& visit);
Reply accept_invitation(Visit& visit, const Form& form);
// --- queue_page.cpp
Reply applications_page(Visit& visit);
Reply desk_page(Visit& visit);
// --- application_page.cpp
Reply application_page(Visit& visit);
Reply act_on_application(Visit& visit, const Form& form);
// --- apply_page.cpp
Reply apply_page(Visit& visit);
Reply submit_application(Visit& visit, const Form& form);
// --- account_page.cpp
Reply account_page(Visit& visit);
Reply change_account(Visit& visit, const Form& form);
// --- people_page.cpp
Reply people_page(Visit& visit);
Reply change_people(Visit& visit, const Form& form);
Reply audit_page(Visit& visit);

// --- api_*.cpp
Reply api_applications(Context& context);
Reply api_application(Context& context);
Reply api_submit(Context& context);
Reply api_act(Context& context);
Reply api_claim(Context& context);
Reply api_check(Context& context);
Reply api_me(Context& context);

}  // namespace portolan::portal
