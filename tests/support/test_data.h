// SPDX-License-Identifier: Apache-2.0
//
// Where tests find their input: the project's own fixtures, always there, and real registry files, which are not part
// of the project. Tests of the latter are skipped, saying so, where they are missing.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "test_size.h"

namespace portolan::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(PORTOLAN_FIXTURES) / name;
}

// $PORTOLAN_TEST_DATA, or ../shared/data beside the checkout. May not exist.
inline std::filesystem::path real_data() {
  if (const char* set = std::getenv("PORTOLAN_TEST_DATA")) return set;
  return std::filesystem::path(PORTOLAN_FIXTURES) / "../../../shared/data";
}

// IANA's registry of that date as XML; an empty path where it is missing.
inline std::filesystem::path real_xml(const std::string& date) {
  const auto path = real_data() / "iana" / (date + ".xml");
  return std::filesystem::exists(path) ? path : std::filesystem::path();
}

// The real XML files, oldest first: every one, or under a sanitizer, which looks for other things than what a certain
// file holds, every fourth and the newest.
inline std::vector<std::filesystem::path> all_real_xml() {
  std::vector<std::filesystem::path> found;
  const auto folder = real_data() / "iana";
  if (!std::filesystem::exists(folder)) return found;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".xml") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  if (!kSanitized || is_long_run()) return found;
  std::vector<std::filesystem::path> some;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (i % 4 == 0 || i + 1 == found.size()) some.push_back(found[i]);
  return some;
}

}  // namespace portolan::testing

// Leaves the test, saying so, where real registry files are not there.
#define PORTOLAN_NEEDS_REAL_DATA(path) \
  if ((path).empty()) GTEST_SKIP() << "no real registry files: set PORTOLAN_TEST_DATA to their folder"
