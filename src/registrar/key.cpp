// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "app/document.h"
#include "app/output.h"
#include "proof/keys.h"
#include "registrar/registrar.h"

namespace portolan::registrar {
namespace {

std::unexpected<Error> broken(const std::string& file, std::string message) {
  return fail(ErrorCode::kIo, std::move(message), {file, 0, 0, {}});
}

Result<void> write_key(const std::string& file) {
  accounts::Keys::Key key{};
  accounts::system_random(key);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  // Another program may have made it a moment ago.
  if (descriptor < 0 && errno == EEXIST) return {};
  if (descriptor < 0) return broken(file, "cannot make the key: " + std::generic_category().message(errno));
  const std::string_view bytes(reinterpret_cast<const char*>(key.data()), key.size());
  auto written = app::write_all(descriptor, bytes, file);
  if (written && ::fsync(descriptor) != 0)
    written = broken(file, "cannot keep the key: " + std::generic_category().message(errno));
  ::close(descriptor);
  return written;
}

}  // namespace

Result<std::string> key_file_of(const keeping::Place& place, const std::string& named) {
  if (!named.empty()) return named;
  if (place.is_folder()) return place.folder + "/accounts.key";
  return fail(ErrorCode::kInvalidArgument,
              "a ledger in a database has no folder for the key of its accounts: say with --accounts-key where it is");
}

Result<accounts::Keys::Key> read_key(const std::string& file, bool create) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    if (!create)
      return fail(ErrorCode::kNotFound, "there are no accounts: 'portolan user add NAME' makes the first",
                  {file, 0, 0, {}});
    if (auto written = write_key(file); !written) return std::unexpected(std::move(written.error()));
  }
  accounts::Keys::Key key{};
  auto bytes = app::read_file(file, 4096);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  const bool whole = bytes->size() == key.size();
  if (whole) std::memcpy(key.data(), bytes->data(), key.size());
  proof::wipe(*bytes);
  if (!whole) return broken(file, "this is no key of accounts: it has 32 bytes");
  return key;
}

}  // namespace portolan::registrar
