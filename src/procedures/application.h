// SPDX-License-Identifier: Apache-2.0
//
// What somebody asks of a registry, from the asking to the end: the request, what happened to it, and where it stands.
//
// Thread-safety: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "portolan/error.h"
#include "portolan/types.h"
#include "procedures/person.h"
#include "procedures/policy.h"

namespace portolan::procedures {

using Time = std::chrono::sys_seconds;

// The sections are those of RFC 6335.
enum class Kind : std::uint8_t {
  kAssignment,       // 8.1: a name, with a port or without, or another transport for it
  kDeassignment,     // 8.2
  kReuse,            // 8.3: the holder's port for another name
  kRevocation,       // 8.4
  kMaintenance,      // 8.6: contact and description
  kUnauthorizedUse,  // a report of somebody else's use
  kReplacement,      // 10.1: a well-formed name for one that is not
};
inline constexpr std::size_t kKindCount = 7;
std::string_view to_string(Kind kind) noexcept;

// What is asked for. People are ids of the registry's contacts.
struct Request {
  Kind kind = Kind::kAssignment;
  std::string name;       // the service; of a reuse the one that has the port now
  std::string new_name;   // of a reuse, of a replacement
  Transports transports;  // empty where nothing but the name is concerned
  // Nothing: the name alone. One port: that one. More: any of them.
  std::optional<PortRange> ports;
  std::string assignee;
  std::string contact;
  std::string description;
  std::string reference;
  std::string document;  // of the IETF stream, which the port is asked for in
  std::optional<std::uint32_t> service_code;
  std::string unauthorized_use;
  std::string notes;
  std::string reason;          // why a port, why that one; the evidence of a revocation
  bool gives_up_name = false;  // of a de-assignment

  bool operator==(const Request&) const = default;
};

enum class State : std::uint8_t {
  kReview,    // an expert's turn
  kQuestion,  // the applicant's turn
  kDocument,  // the document is under IETF Review
  kBallot,    // the IESG's turn
  kCall,      // a community call runs
  kCheck,     // the operator's turn: a report
  kApproved,  // the operator's turn: to publish
  kDone,      // published
  kDeclined,
  kAppeal,  // the IESG's turn
  kWithdrawn,
  kExpired,
};
inline constexpr std::size_t kStateCount = 12;
std::string_view to_string(State state) noexcept;
// Nothing can happen any more, but for an appeal against kDeclined.
bool is_closed(State state) noexcept;

enum class Vote : std::uint8_t { kYes, kNo, kAbstain };

// --- what happens to an application

struct Submitted {
  Request request;
  Procedure procedure = Procedure::kFirstComeFirstServed;
  State state = State::kReview;  // where it begins
};
struct ReviewerNamed {
  PersonId reviewer = 0;
};
struct Recused {};       // the reviewer has no say in it
struct ReviewLapsed {};  // the reviewer's time is over: another is to be named
struct Reminded {};
struct Asked {
  std::string text;
};
struct Answered {
  std::string text;
  std::optional<Request> amended;
};
struct Approved {
  Procedure procedure = Procedure::kExpertReview;  // whose word it is
  std::string text;
};
struct Declined {
  std::vector<std::string> reasons;
};
struct Escalated {};  // to the IESG
struct CallOpened {};
struct CallClosed {};
struct Voted {
  Vote vote = Vote::kAbstain;
  std::string text;
};
struct Appealed {
  std::string text;
};
struct Returned {  // what was approved cannot be published as it is
  std::string text;
};
struct Published {
  std::optional<std::uint16_t> port;  // which of those that were asked for
};
struct Withdrawn {};
struct Expired {};

using Happening =
    std::variant<Submitted, ReviewerNamed, Recused, ReviewLapsed, Reminded, Asked, Answered, Approved, Declined,
                 Escalated, CallOpened, CallClosed, Voted, Appealed, Returned, Published, Withdrawn, Expired>;
// "submitted", "reviewer-named", ...
std::string_view type_name(const Happening& happening) noexcept;

struct Approval {
  PersonId person = 0;
  Procedure procedure = Procedure::kExpertReview;
  bool operator==(const Approval&) const = default;
};

struct Application {
  std::uint64_t number = 0;
  Request request;
  Procedure procedure = Procedure::kFirstComeFirstServed;
  State state = State::kReview;
  State asked_in = State::kReview;  // where an answer leads back to
  PersonId applicant = 0;
  PersonId reviewer = 0;  // 0: nobody yet
  std::vector<PersonId> recused;
  std::vector<Approval> approvals;
  std::map<PersonId, Vote> votes;
  std::vector<std::string> reasons;  // of the refusal
  bool reminded = false;
  bool appealed = false;
  bool called = false;  // its community call is over
  Time since;           // in this state, or with this reviewer

  bool operator==(const Application&) const = default;
};

// The fold. Fails with kDamaged, changing nothing, for what cannot have happened.
Result<void> apply(Application& application, const Happening& happening, PersonId actor, Time time);

}  // namespace portolan::procedures
