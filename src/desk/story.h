// SPDX-License-Identifier: Apache-2.0
//
// Applications in words and as JSON: what the shell and the API show alike.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/json_writer.h"
#include "desk/desk.h"

namespace portolan::desk {

// "assignment of lamp, port 2000, on tcp": what is asked for.
std::string title(const procedures::Request& request);
// "approved, by Expert Review: fine": what happened. Not more than one line.
std::string words(const procedures::Happening& happening);
// Whose turn it is: "an expert reviews it".
std::string_view meaning(procedures::State state) noexcept;
// "#7", "the clock", "the operator of the ledger".
std::string name_of(procedures::PersonId person);

// What JSON and forms call a field of a request: "service_name" for "name".
std::string_view field_name(std::string_view field) noexcept;

// The whole application for people: what is asked for, where it stands, a line for all that happened.
std::string file_text(const File& file);

// On one line without a newline. Keys never change within a major version.
std::string file_json(const File& file);
// One thing that happened, with the application as it was behind it: what programs are told. `address` is where people
// read on, `delivery` what tells one telling from another.
struct News {
  std::string_view registry;
  const procedures::Application& application;
  const Line& line;
  std::string_view address;
  std::string_view delivery;
};
std::string news_json(const News& news);
std::string info_json(const ledger::ApplicationInfo& info);
// What a command did: the application, what happened, the records that it gave and took.
std::string receipt_json(const Receipt& receipt);
// The member "violations" of an object.
void write_violations(app::JsonWriter& json, const std::vector<procedures::Violation>& violations);
std::string violations_json(const std::vector<procedures::Violation>& violations);

}  // namespace portolan::desk
