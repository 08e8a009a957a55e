// SPDX-License-Identifier: Apache-2.0
//
//   portolan_bench REGISTRY.xml [lookups|searches|growth|reading ...]
//
// Prints a table; ends with 1 if a ratio does not hold.
#include <cstring>
#include <fstream>
#include <iterator>

#include "benches.h"
#include "formats/xml.h"

int main(int argc, char** argv) {
  using namespace portolan;
  if (argc < 2) {
    std::fputs("Usage: portolan_bench REGISTRY.xml [lookups|searches|growth|reading ...]\n", stderr);
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  bench::Input input;
  input.xml.assign(std::istreambuf_iterator<char>(file), {});
  auto reading = formats::read_xml(input.xml, {.file = argv[1], .limits = {}});
  if (!reading.ok()) {
    for (const Error& problem : reading.problems) std::fprintf(stderr, "%s\n", to_string(problem).c_str());
    return 3;
  }
  input.registry = std::move(*reading.registry);
  const auto asked = [&](const char* name) {
    for (int i = 2; i < argc; ++i)
      if (std::strcmp(argv[i], name) == 0) return true;
    return argc == 2;
  };
  bench::Table table;
  bench::sizes(input);
  bench::Table::head();
  if (asked("lookups")) bench::lookups(table, input);
  if (asked("searches")) bench::searches(table, input);
  if (asked("reading")) bench::reading(table, input);
  if (asked("growth")) bench::growth(table);
  return table.failed() ? 1 : 0;
}
