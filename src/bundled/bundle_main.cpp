// SPDX-License-Identifier: Apache-2.0
//
// portolan-bundle COLUMNS.json NAMES.json OUT.lookup: makes the registry inside the program. Used by the build only.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "bundled/merge.h"
#include "lookup/compiler.h"

namespace {

using portolan::ErrorCode;
using portolan::Result;

portolan::Place in_file(const std::string& path) { return {.file = path, .line = 0, .column = 0, .field = {}}; }

Result<std::string> read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return portolan::fail(ErrorCode::kNotFound, "cannot open it: run `./dev deps`", in_file(path));
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return portolan::fail(ErrorCode::kIo, "cannot read it", in_file(path));
  return bytes;
}

Result<void> write(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return portolan::fail(ErrorCode::kIo, "cannot write it", in_file(path));
  return {};
}

void print_counts(const portolan::registry::Registry& registry, std::size_t bytes) {
  const auto count = [&](auto fits) { return std::ranges::count_if(registry.records, fits); };
  fmt::print(stderr, "bundled registry of {}: {} records, {} with a name, {} without a port; {} bytes\n",
             to_string(registry.updated), registry.records.size(), count([](const auto& r) { return !r.name.empty(); }),
             count([](const auto& r) { return !r.ports; }), bytes);
}

Result<void> bundle(const std::string& columns_path, const std::string& names_path, const std::string& out_path) {
  const auto columns = read(columns_path);
  if (!columns) return std::unexpected(columns.error());
  const auto names = read(names_path);
  if (!names) return std::unexpected(names.error());
  const auto registry = portolan::bundled::merge(*columns, *names);
  if (!registry) return std::unexpected(registry.error());
  const auto compiled = portolan::lookup::compile(*registry);
  if (!compiled) return std::unexpected(compiled.error());
  print_counts(*registry, compiled->size());
  return write(out_path, *compiled);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: portolan-bundle COLUMNS.json NAMES.json OUT.lookup\n");
    return 1;
  }
  const auto done = bundle(argv[1], argv[2], argv[3]);
  if (done) return 0;
  fmt::print(stderr, "portolan-bundle: {}\n", to_string(done.error()));
  return 1;
}
