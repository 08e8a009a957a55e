// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/json_writer.h"
#include "desk/desk.h"
#include "keeper/commands.h"
#include "keeper/overlays.h"
#include "keeper/session.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using cli::OutputFormat;

std::string json_of(const std::vector<desk::Collision>& found) {
  std::string out;
  app::JsonWriter json(out);
  json.list(found, [&](const desk::Collision& one) {
    json.object([&] {
      json.member("by", one.by_name ? "name" : "port");
      json.member("own", registry::label(*one.own));
      json.member("below", registry::label(*one.below));
    });
  });
  return out + "\n";
}

}  // namespace

ExitStatus run_collisions(const Invocation& invocation) {
  if (invocation.format() != OutputFormat::kTable && invocation.format() != OutputFormat::kJson) {
    invocation.complain("collisions writes table or json");
    return ExitStatus::kUsage;
  }
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  const auto ground = desk::Ground::load(session->ledger, session->registry);
  if (!ground) return refuse(invocation, ground.error());
  if ((*ground)->under() == nullptr) {
    invocation.complain((*ground)->charter().over.empty()
                            ? fmt::format("the rules of '{}' lay it over no other registry", session->registry)
                            : fmt::format("this ledger does not hold '{}', over which '{}' is laid",
                                          (*ground)->charter().over, session->registry));
    return ExitStatus::kUnreadable;
  }
  const auto found = desk::collisions(**ground);
  if (invocation.format() == OutputFormat::kJson) {
    invocation.out += json_of(found);
  } else {
    for (const desk::Collision& one : found) invocation.out += words_of(one, (*ground)->under()->info().name) + "\n";
  }
  return found.empty() ? ExitStatus::kDone : ExitStatus::kNotFound;
}

}  // namespace portolan::keeper
