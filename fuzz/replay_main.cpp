// SPDX-License-Identifier: Apache-2.0
//
// Runs every file of the folders and files given through the target, without a fuzzer: the corpus as a plain test.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

// Sorted, so that a run is the same everywhere.
std::set<fs::path> inputs_of(int argc, char** argv) {
  std::set<fs::path> inputs;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      inputs.insert(argv[i]);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(argv[i]))
      if (entry.is_regular_file()) inputs.insert(entry.path());
  }
  return inputs;
}

bool run(const fs::path& input) {
  std::ifstream file(input, std::ios::binary);
  // Memory of the very size, so that a sanitizer sees a read behind the end.
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    std::fprintf(stderr, "%s: cannot read it\n", input.c_str());
    return false;
  }
  // Named before it runs: after a failure this is the last line.
  std::printf("%s: %zu bytes\n", input.c_str(), bytes.size());
  std::fflush(stdout);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t done = 0;
  for (const fs::path& input : inputs_of(argc, argv)) {
    if (!run(input)) return 1;
    ++done;
  }
  std::printf("%zu inputs\n", done);
  if (done == 0) std::fprintf(stderr, "no inputs: name folders or files\n");
  return done == 0 ? 1 : 0;
}
