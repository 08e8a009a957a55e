// SPDX-License-Identifier: Apache-2.0
#include "app/output.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "test_data.h"

namespace portolan::app {
namespace {

namespace fs = std::filesystem;

class WriteFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "portolan-output-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(folder_), fs::directory_iterator()); }
  static unsigned mode(const fs::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
  }

  fs::path folder_;
};

TEST_F(WriteFile, MakesANewFileWithThePermissionsOfTheUmask) {
  const mode_t before = ::umask(027);
  EXPECT_TRUE(write_file(folder_ / "new", "content"));
  ::umask(before);
  EXPECT_EQ(testing::read_file(folder_ / "new"), "content");
  EXPECT_EQ(mode(folder_ / "new"), 0640U);
  EXPECT_EQ(files(), 1);
}

TEST_F(WriteFile, ReplacesAFileAndKeepsItsPermissions) {
  ASSERT_TRUE(write_file(folder_ / "file", "a longer old content"));
  fs::permissions(folder_ / "file", fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_TRUE(write_file(folder_ / "file", "new"));
  EXPECT_EQ(testing::read_file(folder_ / "file"), "new");
  EXPECT_EQ(mode(folder_ / "file"), 0600U);
  EXPECT_EQ(files(), 1);
}

TEST_F(WriteFile, ReplacesTheTargetOfASymbolicLink) {
  ASSERT_TRUE(write_file(folder_ / "target", "old"));
  fs::create_symlink("target", folder_ / "link");
  ASSERT_TRUE(write_file(folder_ / "link", "new"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(testing::read_file(folder_ / "target"), "new");
}

TEST_F(WriteFile, AReaderOfTheOldFileKeepsIt) {
  ASSERT_TRUE(write_file(folder_ / "file", "old"));
  std::ifstream reader(folder_ / "file");
  ASSERT_TRUE(write_file(folder_ / "file", "new"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(reader), {}), "old");
}

TEST_F(WriteFile, LeavesNothingAfterAFailure) {
  fs::create_directory(folder_ / "taken");
  const auto over_a_folder = write_file(folder_ / "taken", "content");
  ASSERT_FALSE(over_a_folder);
  EXPECT_EQ(over_a_folder.error().code, ErrorCode::kIo);
  EXPECT_EQ(over_a_folder.error().place.file, (folder_ / "taken").string());
  EXPECT_FALSE(write_file(folder_ / "missing" / "file", "content"));
  EXPECT_EQ(files(), 1);
}

TEST_F(WriteFile, WritesToADeviceAsItIs) {
  EXPECT_TRUE(write_file("/dev/null", "content"));
  const auto full = write_file("/dev/full", "content");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kIo);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

}  // namespace
}  // namespace portolan::app
