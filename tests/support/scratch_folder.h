// SPDX-License-Identifier: Apache-2.0
//
// A folder that is gone at the end of a test. It lies in memory where that is possible: tests with thousands of small
// databases would spend most of their time on flushing them.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace portolan::testing {

class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& name)
      : path_((::access("/dev/shm", W_OK) == 0 ? std::filesystem::path("/dev/shm")
                                               : std::filesystem::temp_directory_path()) /
              ("portolan-" + name + "-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(const std::string& file) const { return (path_ / file).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace portolan::testing
