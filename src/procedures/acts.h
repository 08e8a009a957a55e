// SPDX-License-Identifier: Apache-2.0
//
// Who may do what, and when: the table. A command, a page or an address names an act; nothing but this table grants it.
//
// Thread-safety: constants and pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "procedures/application.h"

namespace portolan::procedures {

enum class Act : std::uint8_t {
  kSubmit,
  kNameReviewer,
  kTakeReview,
  kRecuse,
  kAsk,
  kAnswer,
  kApprove,
  kDecline,
  kEscalate,
  kOpenCall,
  kVote,
  kPublish,
  kReturn,
  kWithdraw,
  kAppeal,
  kTick,  // time has passed
};
inline constexpr std::size_t kActCount = 16;
std::string_view to_string(Act act) noexcept;

enum class Who : std::uint8_t {
  kApplicant,  // of this application
  kReviewer,   // of this application
  kExpert,     // of all transports that it asks for
  kIesg,
  kOperator,
  kClock,
};

// What has to be true of an application beside its state.
enum class When : std::uint8_t {
  kAlways,
  kOfficeOnly,       // it is not theirs: they did not apply, and do not speak for who it is about
  kOfficeAndOthers,  // nor did they approve it
  kRevocation,       // kOfficeOnly, of a revocation whose call was not yet
  kNotYetAppealed,
};

struct Transition {
  State from;
  Act act;
  Who who;
  When when;
};
// Every transition there is, but for the submission.
std::span<const Transition> transitions() noexcept;

// Whether the person, as who they are, may do it to the application now. Their account is not disabled.
bool is_theirs(const Application& application, const Person& person) noexcept;
bool is_who(const Application& application, const Person& person, Who who) noexcept;
bool holds(const Application& application, const Person& person, When when) noexcept;
bool may(const Application& application, const Person& person, Act act,
         std::span<const Transition> table = transitions()) noexcept;

// May review it: an expert of all its transports to whom it is not their own, and who was not released from it.
bool may_review(const Application& application, const Person& person) noexcept;

}  // namespace portolan::procedures
