// SPDX-License-Identifier: Apache-2.0
//
// Bytes in a file without a name that nobody can change any more: the system sends them from where they are
// (sendfile), instead of copying them for each client.
//
// Thread-safety: immutable. Costs a descriptor each, so only for what is large and sent often.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace portolan::net {

class SealedBytes {
 public:
  // A copy of the bytes; null where the system gives no such file. REQUIRES: not empty.
  static std::shared_ptr<const SealedBytes> of(std::string_view bytes);
  ~SealedBytes();
  SealedBytes(const SealedBytes&) = delete;
  SealedBytes& operator=(const SealedBytes&) = delete;

  std::string_view bytes() const noexcept { return {data_, size_}; }
  int file() const noexcept { return file_; }

 private:
  SealedBytes(int file, const char* data, std::size_t size) noexcept : file_(file), data_(data), size_(size) {}

  int file_;
  const char* data_;
  std::size_t size_;
};

}  // namespace portolan::net
