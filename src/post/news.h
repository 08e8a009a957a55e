// SPDX-License-Identifier: Apache-2.0
//
// Who is told when something happens to an application, and in which letter. docs/post.md has it as a table.
//
// The applicant is told of everything that others or the clock do; the others of what waits for them. Whose turn it is
// follows from the table of acts (procedures/acts.h): whoever could not do it is not asked. Nobody is told what they
// did themselves, and nobody is told one thing twice.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "procedures/acts.h"
#include "procedures/application.h"

namespace portolan::post {

using procedures::PersonId;

// The name of a letter is that of its template.
enum class Letter : std::uint8_t {
  kApplicantAsked,
  kApplicantApproved,
  kApplicantDeclined,
  kApplicantPublished,
  kApplicantReturned,
  kApplicantExpired,
  kApplicantNews,  // all else
  kReviewerNamed,
  kReviewerReminded,
  kReviewerAnswered,
  kReviewerWithdrawn,
  kExpertWanted,
  kIesgDocument,
  kIesgBallot,
  kIesgCall,
  kIesgAppeal,
  kIesgAnswered,
  kOperatorPublish,
  kOperatorReminded,
  kOperatorReport,
};
inline constexpr std::size_t kLetterCount = 20;
// "applicant-asked"; lives for ever, as the table of messages holds it.
std::string_view to_string(Letter letter) noexcept;
std::optional<Letter> parse_letter(std::string_view name) noexcept;

struct Told {
  PersonId person = 0;
  Letter letter = Letter::kApplicantNews;

  bool operator==(const Told&) const = default;
};

// `application` is as it is behind what happened, `actor` who did it (0: the clock), `officers` everybody with a role
// in the registry. By the number of the person.
std::vector<Told> who_is_told(const procedures::Application& application, const procedures::Happening& happening,
                              PersonId actor, std::span<const procedures::Person> officers);

}  // namespace portolan::post
