// SPDX-License-Identifier: Apache-2.0
//
// What an expert looks at before deciding on an application (RFC 8126, section 5): what a machine says of it today,
// what is already there and is like it, and the records as they would be published.
//
// Thread-safety: pure functions of immutable values.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "desk/desk.h"

namespace portolan::desk {

// Assigned records that an application is compared with; of each name and port one, the nearest first.
struct Precedents {
  std::vector<const registry::Record*> similar;  // names that look, are spelt or begin like the one that is asked for
  std::vector<const registry::Record*> neighbours;  // on the port, and the nearest below and above it
  std::vector<const registry::Record*> holdings;    // what its assignee has already
};

struct Review {
  std::vector<procedures::Violation> violations;  // what speaks against publishing it today
  std::vector<std::string> advice;
  std::optional<std::uint16_t> port;  // that it would be given
  Precedents precedents;              // points into the ground
  std::optional<Effect> effect;       // of publishing it today; nothing where something speaks against it
};

// The records take as long as copying the registry does.
enum class Depth : std::uint8_t { kAdvice, kRecords };
Review review_of(const std::shared_ptr<const Ground>& ground, const procedures::Request& request, std::uint64_t now,
                 Depth depth = Depth::kRecords);

// The records that are new behind it, or are other ones, in the order of the registry.
std::vector<const registry::Record*> records_after(const Effect& effect);

// The name that a request is to bring into the registry; empty for those that bring none.
std::string_view new_name_of(const procedures::Request& request) noexcept;

// The applications for the same name, the newest first, without this one.
Result<std::vector<ledger::ApplicationInfo>> others_for_name(ledger::Ledger& ledger, std::string_view registry,
                                                             const procedures::Application& application);

// Whole days since it was submitted.
std::uint64_t age_in_days(const File& file, std::uint64_t now);

// On one line without a newline. Keys never change within a major version.
std::string review_json(const File& file, const Review& review, const std::vector<ledger::ApplicationInfo>& others,
                        std::uint64_t now);

}  // namespace portolan::desk
