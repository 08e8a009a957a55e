// SPDX-License-Identifier: Apache-2.0
//
// A desk over a registry of one's own, on one store or each, and people at it.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "desk/desk.h"
#include "ledger_stores.h"
#include "procedure_samples.h"

namespace portolan::testing {

class HarbourDesk : public StoreTest {
 protected:
  // Services are claimed, gateways reviewed.
  static constexpr std::string_view kRules = R"(name = "harbour"
title = "Ports of the harbour"
profile = "team"
[[range]]
name = "Services"
ports = "8000-8999"
procedures = ["Claim"]
[[range]]
name = "Gateways"
ports = "9000-9099"
procedures = ["Expert Review"]
)";
  static constexpr std::string_view kRegistry = "harbour";
  static constexpr std::uint64_t kDay = 86'400'000'000;

  HarbourDesk() {
    using procedures::Role;
    ann_.id = 2;
    ann_.roles = {Role::kApplicant};
    ann_.acts_for = {std::string(kHolder)};
    eve_.id = 3;
    eve_.roles = {Role::kExpert};
    eve_.expert_for = Transports::all();
  }
  void SetUp() override {
    StoreTest::SetUp();
    if (!store_) return;
    ledger_.emplace(open_ledger_at(address()).value());
    const auto charter = policies::read_charter(kRules, "harbour.toml").value();
    ASSERT_TRUE(ledger_->append(desk::found(*ledger_, charter, kRules, "tester", now_).value().batch));
    desk_.emplace(*ledger_, std::string(kRegistry));
  }

  desk::Order by(const procedures::Person& actor, std::string key = {}, std::string said = {}) {
    return {.actor = actor, .now = ++now_, .key = std::move(key), .said = std::move(said)};
  }
  // The rules that are broken, or what happened.
  static std::string words(const desk::Outcome& outcome) {
    std::string out;
    if (outcome)
      for (const auto& one : outcome->happenings) out += (out.empty() ? "" : " ") + std::string(type_name(one));
    else
      out = rules(outcome.error());
    return out;
  }
  static std::string rules(const desk::Refusal& refusal) {
    std::string out = "!";
    if (refusal.error) out += " " + refusal.error->message;
    for (const auto& one : refusal.violations) out += " " + std::string(one.rule);
    return out;
  }
  std::vector<ledger::Finding> findings() { return ledger::verify(*ledger_, {}).value().findings; }

  std::uint64_t now_ = 20'000 * kDay;
  procedures::Person ann_;
  procedures::Person eve_;
  std::optional<ledger::Ledger> ledger_;
  std::optional<desk::Desk> desk_;
};

}  // namespace portolan::testing
