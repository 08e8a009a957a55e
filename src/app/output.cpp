// SPDX-License-Identifier: Apache-2.0
#include "app/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <system_error>

namespace portolan::app {
namespace {

std::unexpected<Error> failed(const std::string& path, int number) {
  return fail(ErrorCode::kIo, "cannot write: " + std::generic_category().message(number), Place{path, 0, 0, {}});
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// The file that a chain of symbolic links ends in; the path itself if it is none or leads nowhere.
std::string target_of(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : path;
}

// A new file beside the one to be replaced; removed again unless it has taken its place.
class Temporary {
 public:
  explicit Temporary(const std::string& beside) {
    for (unsigned attempt = 0; attempt < 100; ++attempt) {
      path_ = fmt::format("{}.{}-{}.tmp", beside, ::getpid(), attempt);
      descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor_ >= 0 || errno != EEXIST) return;
    }
  }
  ~Temporary() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (is_left_over()) ::unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  int descriptor() const { return descriptor_; }
  bool replace(const std::string& target) {
    placed_ = ::rename(path_.c_str(), target.c_str()) == 0;
    return placed_;
  }

 private:
  bool is_left_over() const { return descriptor_ >= 0 && !placed_; }

  std::string path_;
  int descriptor_ = -1;
  bool placed_ = false;
};

// The rename itself must survive a power failure too. Some file systems cannot do it, which is no failure.
void flush_folder(const std::string& path) {
  const int descriptor = ::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

Result<void> write_in_place(const std::string& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return failed(path, errno);
  const auto written = write_all(descriptor, bytes, path);
  if (::close(descriptor) != 0 && written) return failed(path, errno);
  return written;
}

Result<void> replace_file(const std::string& path, std::string_view bytes, const struct stat* old) {
  Temporary temporary(path);
  if (temporary.descriptor() < 0) return failed(path, errno);
  if (old != nullptr && ::fchmod(temporary.descriptor(), old->st_mode & 0777U) != 0) return failed(path, errno);
  if (auto written = write_all(temporary.descriptor(), bytes, path); !written) return written;
  // Only where something can be lost: a crash must leave the old content or the new, but a file that was not there
  // before may as well be missing after it, as with every other tool that writes one.
  if (old != nullptr && ::fsync(temporary.descriptor()) != 0) return failed(path, errno);
  if (!temporary.replace(path)) return failed(path, errno);
  if (old != nullptr) flush_folder(path);
  return {};
}

}  // namespace

Result<void> write_all(int descriptor, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> write_file(const std::string& path, std::string_view bytes) {
  if (path == "-") return write_all(STDOUT_FILENO, bytes, "standard output");
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return replace_file(path, bytes, nullptr);
  if (!S_ISREG(status.st_mode)) return write_in_place(path, bytes);
  return replace_file(target_of(path), bytes, &status);
}

}  // namespace portolan::app
