// SPDX-License-Identifier: Apache-2.0
#include "app/source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <span>

#include "bundled/bundled.h"
#include "lookup/compiler.h"

namespace portolan::app {
namespace {

constexpr std::string_view kInstalledName = "registry.lookup";

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// True for a file that begins like a lookup file. What cannot be read says so when it is opened.
bool is_lookup(const std::string& path) {
  if (path == "-") return false;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return false;
  std::array<char, 16> head{};
  const ssize_t count = ::pread(descriptor, head.data(), head.size(), 0);
  ::close(descriptor);
  return count > 0 && lookup::is_lookup_file({head.data(), static_cast<std::size_t>(count)});
}

std::unexpected<std::vector<Error>> failed(Error error, const std::string& where) {
  if (error.place.file.empty()) error.place.file = where;
  return std::unexpected(std::vector{std::move(error)});
}

Outcome<Source> open_mapped(Source::Origin origin, const std::string& path) {
  auto lookup = Lookup::open(path, Lookup::Verify::kOnRead);
  if (!lookup) return failed(std::move(lookup.error()), path);
  return Source{origin, path, nullptr, std::move(*lookup)};
}

Outcome<Source> compile_in_memory(const std::string& path, const formats::Limits& limits) {
  auto document = read_document(path, {}, limits);
  if (!document) return failed(std::move(document.error()), path);
  auto bytes = std::make_unique<std::string>();
  Lookup::Verify verify = Lookup::Verify::kAll;
  if (document->form.is_lookup()) {
    *bytes = std::move(document->bytes);
  } else {
    const auto parsed = parse(*document, limits);
    if (!parsed) return std::unexpected(parsed.error());
    auto compiled = lookup::compile(parsed->registry);
    if (!compiled) return failed(std::move(compiled.error()), path);
    *bytes = std::move(*compiled);
    verify = Lookup::Verify::kNone;
  }
  auto lookup = Lookup::from_bytes(std::as_bytes(std::span(*bytes)), verify);
  if (!lookup) return failed(std::move(lookup.error()), path);
  return Source{Source::Origin::kNamed, path, std::move(bytes), std::move(*lookup)};
}

Outcome<Source> open_named(std::string where, const formats::Limits& limits) {
  if (is_directory(where)) {
    if (!where.ends_with('/')) where += '/';
    return open_mapped(Source::Origin::kNamed, where.append(kInstalledName));
  }
  if (is_lookup(where) || where.ends_with(kLookupExtension)) return open_mapped(Source::Origin::kNamed, where);
  return compile_in_memory(where, limits);
}

Outcome<Source> open_bundled() {
  auto lookup = Lookup::from_bytes(bundled::bundled_registry(), Lookup::Verify::kNone);
  if (!lookup) return failed(std::move(lookup.error()), "the bundled registry");
  return Source{Source::Origin::kBundled, {}, nullptr, std::move(*lookup)};
}

}  // namespace

bool is_database(std::string_view where) noexcept {
  return where.starts_with("postgresql://") || where.starts_with("postgres://");
}

Named split_registry(std::string_view where) {
  constexpr std::string_view kNameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  const std::size_t sign = where.rfind('#');
  if (sign == where.npos || sign + 1 == where.size()) return {where, {}};
  const std::string_view name = where.substr(sign + 1);
  if (name.find_first_not_of(kNameBytes) != name.npos) return {where, {}};
  if (!is_database(where) && ::access(std::string(where).c_str(), F_OK) == 0) return {where, {}};
  return {where.substr(0, sign), name};
}

bool asks_a_ledger(std::string_view where) { return is_database(where) || !split_registry(where).registry.empty(); }

std::vector<std::string> installed_lookups() {
  std::vector<std::string> found;
  const auto add = [&](std::string_view folder, std::string_view below) {
    found.push_back(fmt::format("{}{}/{}", folder, below, kInstalledName));
  };
  if (const auto data = environment("PORTOLAN_DATA"); !data.empty())
    add(data, "");
  else if (const auto xdg = environment("XDG_DATA_HOME"); xdg.starts_with('/'))
    add(xdg, "/portolan");
  else if (const auto home = environment("HOME"); !home.empty())
    add(home, "/.local/share/portolan");
  add("/var/lib/portolan", "");
  return found;
}

Outcome<Source> open_source(const std::string& where, const formats::Limits& limits) {
  if (!where.empty()) return open_named(where, limits);
  for (const std::string& path : installed_lookups())
    if (::access(path.c_str(), R_OK) == 0) return open_mapped(Source::Origin::kInstalled, path);
  return open_bundled();
}

std::string description(const Source& source) {
  if (source.origin == Source::Origin::kBundled) return bundled::bundled_description();
  const std::string date = to_string(source.lookup.updated());
  return fmt::format("{}, from {}", date.empty() ? std::string("registry without a date") : "registry of " + date,
                     source.where == "-" ? std::string_view("standard input") : source.where);
}

}  // namespace portolan::app
