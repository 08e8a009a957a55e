// SPDX-License-Identifier: Apache-2.0
#include "net/sealed_bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace portolan::net {
namespace {

bool fill(int file, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fcntl(file, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
}

}  // namespace

std::shared_ptr<const SealedBytes> SealedBytes::of(std::string_view bytes) {
  const int file = ::memfd_create("portolan", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return nullptr;
  // The same pages as with MAP_SHARED, which Linux before 6.7 refuses of what is sealed against writing.
  void* const data = fill(file, bytes) ? ::mmap(nullptr, bytes.size(), PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
  if (data == MAP_FAILED) {
    ::close(file);
    return nullptr;
  }
  return std::shared_ptr<const SealedBytes>(new SealedBytes(file, static_cast<const char*>(data), bytes.size()));
}

SealedBytes::~SealedBytes() {
  ::munmap(const_cast<char*>(data_), size_);
  ::close(file_);
}

}  // namespace portolan::net
