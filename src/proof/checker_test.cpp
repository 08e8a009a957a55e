// SPDX-License-Identifier: Apache-2.0
//
// Proofs against tests/conformance/check_proof.py, which shares no code with this room: it checks what is printed here,
// and what it prints is checked here.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "note_samples.h"
#include "proof/proof_text.h"
#include "test_data.h"
#include "tree_samples.h"

namespace portolan::proof {
namespace {

namespace fs = std::filesystem;
using testing::KeptTree;
using testing::sample_entries;
using testing::test_key;

constexpr std::string_view kName = "example.com/ports";

struct Ran {
  std::string output;
  int status = 0;
};

// What the shell prints for the command; the command has ended when this returns.
Ran run(const std::string& command) {
  Ran ran;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {"cannot run it", -1};
  std::array<char, 4096> buffer;
  for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.output.append(buffer.data(), size);
  ran.status = ::pclose(pipe);
  return ran;
}

class Checker : public ::testing::Test {
 protected:
  void SetUp() override {
    if (run("python3 --version 2>&1").status != 0) GTEST_SKIP() << "no python3";
    std::string name = (fs::temp_directory_path() / "portolan-proof-XXXXXX").native();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  std::string file(const std::string& name, std::string_view bytes) const {
    const std::string path = (folder_ / name).native();
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string text_of(std::size_t index, std::size_t size) const {
    const Checkpoint checkpoint{.origin = std::string(kName), .tree = tree_.head(size), .extensions = {}};
    return to_text({.extra = index % 3 == 0 ? "extra" : "",
                    .index = index,
                    .hashes = inclusion_proof(index, size, tree_.source()).value(),
                    .checkpoint = sign_checkpoint(checkpoint, key_).value()})
        .value();
  }
  static std::string script(std::string_view name) {
    return fmt::format("PYTHONDONTWRITEBYTECODE=1 python3 '{}'",
                       testing::fixture(fmt::format("../conformance/{}", name)).native());
  }
  Ran check(const std::string& pairs) const {
    return run(fmt::format("{} '{}'{} 2>&1", script("check_proof.py"), key_.verifier().to_text(), pairs));
  }

  fs::path folder_;
  const std::vector<std::string> entries_ = sample_entries(40, 7);
  const KeptTree tree_{entries_};
  const PrivateKey key_ = test_key(kName);
};

TEST_F(Checker, HoldsForProofsThatArePrintedHere) {
  std::string pairs;
  std::string expected;
  for (const std::size_t size : {1UL, 2UL, 3UL, 13UL, 40UL})
    for (std::size_t index = 0; index < size; index += 1 + size / 4) {
      const std::string proof = file(fmt::format("{}-{}.tlog-proof", index, size), text_of(index, size));
      pairs += fmt::format(" '{}' '{}'", proof, file(fmt::format("{}.entry", index), entries_[index]));
      expected += fmt::format("{}: entry {} of {} of {}\n", proof, index, size, kName);
    }
  const Ran ran = check(pairs);
  EXPECT_EQ(ran.output, expected);
  EXPECT_EQ(ran.status, 0);
}

TEST_F(Checker, RefusesWhatIsRefusedHere) {
  std::mt19937_64 random(8);
  const std::string entry = file("entry", entries_[5]);
  std::string pairs;
  constexpr unsigned kCount = 100;
  for (unsigned i = 0; i < kCount; ++i) {
    std::string text = text_of(5, 13);
    const std::size_t at = random() % text.size();
    text[at] = static_cast<char>(text[at] ^ 1 << random() % 7);
    const auto proof = parse_proof(text);
    ASSERT_FALSE(proof && check_proof(*proof, entries_[5], std::vector{key_.verifier()})) << text;
    pairs += fmt::format(" '{}' '{}'", file(fmt::format("{}.tlog-proof", i), text), entry);
  }
  const Ran ran = check(pairs);
  std::size_t refused = 0;
  for (std::size_t at = ran.output.find(": refused: "); at != std::string::npos;
       at = ran.output.find(": refused: ", at + 1))
    ++refused;
  EXPECT_EQ(refused, kCount) << ran.output;
  EXPECT_NE(ran.status, 0);
}

TEST_F(Checker, PrintsProofsThatHoldHere) {
  std::string files;
  for (std::size_t i = 0; i < 11; ++i) files += fmt::format(" '{}'", file(fmt::format("{}.entry", i), entries_[i]));
  for (const std::size_t index : {0UL, 5UL, 8UL, 10UL}) {
    const Ran ran = run(fmt::format("{} {} 01{:062} {}{}", script("make_proof.py"), kName, 0, index, files));
    ASSERT_EQ(ran.status, 0) << ran.output;
    const std::size_t end = ran.output.find('\n');
    EXPECT_EQ(ran.output.substr(0, end), key_.verifier().to_text());
    const auto proof = parse_proof(std::string_view(ran.output).substr(end + 1));
    ASSERT_TRUE(proof) << proof.error().message;
    const auto checkpoint = check_proof(*proof, entries_[index], std::vector{key_.verifier()});
    ASSERT_TRUE(checkpoint) << checkpoint.error().message;
    EXPECT_EQ(checkpoint->tree, tree_.head(11));
    EXPECT_EQ(proof->index, index);
  }
}

}  // namespace
}  // namespace portolan::proof
