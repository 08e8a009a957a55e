// SPDX-License-Identifier: Apache-2.0
#include "app/document.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <system_error>

#include "app/memory.h"
#include "lookup/compiler.h"
#include "portolan/lookup.h"

namespace portolan::app {
namespace {

Error system_error(const std::string& path, int number) {
  const bool missing = number == ENOENT || number == ENOTDIR;
  return {missing ? ErrorCode::kNotFound : ErrorCode::kIo, std::generic_category().message(number),
          Place{path, 0, 0, {}}};
}

// Closes what it opened; standard input is not its own.
class Input {
 public:
  explicit Input(const std::string& path)
      : own_(path != "-"), descriptor_(own_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO) {}
  ~Input() {
    if (own_ && descriptor_ >= 0) ::close(descriptor_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  int descriptor() const { return descriptor_; }
  // How large it says it is; pipes and devices say nothing.
  std::size_t expected_size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
    return static_cast<std::size_t>(status.st_size);
  }

 private:
  bool own_;
  int descriptor_;
};

constexpr std::size_t kChunk = std::size_t{64} << 10U;

// Appends up to `room` bytes; the number read, or -1 with errno.
ssize_t append_from(int descriptor, std::string& bytes, std::size_t room) {
  const std::size_t before = bytes.size();
  ssize_t count = 0;
  bytes.resize_and_overwrite(before + room, [&](char* data, std::size_t) {
    do {
      count = ::read(descriptor, data + before, room);
    } while (count < 0 && errno == EINTR);
    return before + static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  });
  return count;
}

std::optional<Form> form_from_extension(std::string_view path) {
  const auto form = form_of_file(path);
  return form && form->readable() ? form : std::nullopt;
}

Outcome<Parsed> parse_lookup(const Document& document) {
  const auto named = [&](Error error) {
    error.place.file = document.file;
    return std::unexpected(std::vector{std::move(error)});
  };
  auto opened = Lookup::from_bytes(std::as_bytes(std::span(document.bytes)));
  if (!opened) return named(std::move(opened.error()));
  auto registry = lookup::decompile(*opened);
  if (!registry) return named(std::move(registry.error()));
  return Parsed{std::move(*registry), {}};
}

}  // namespace

Result<Form> form_named(std::string_view name) {
  if (name == kLookupFormat) return Form{};
  if (const formats::Format* format = formats::format_named(name)) return Form{format};
  std::string known;
  for (const formats::Format& format : formats::formats()) known.append(format.name).append(", ");
  return fail(ErrorCode::kInvalidArgument,
              fmt::format("there is no format '{}': it is one of {}{}", name, known, kLookupFormat));
}

std::optional<Form> form_of_file(std::string_view file) {
  if (file.ends_with(kLookupExtension)) return Form{};
  if (const formats::Format* format = formats::format_of_file(file)) return Form{format};
  return std::nullopt;
}

std::optional<Form> form_of_bytes(std::string_view bytes) {
  if (lookup::is_lookup_file(bytes)) return Form{};
  if (const formats::Format* format = formats::format_of_bytes(bytes)) return Form{format};
  return std::nullopt;
}

std::string readable_forms() {
  std::string out;
  for (const formats::Format& format : formats::formats())
    if (format.read != nullptr) out.append(format.name).append(", ");
  return out.append(kLookupFormat);
}

Result<std::string> read_file(const std::string& path, std::size_t cap) {
  const Input input(path);
  if (input.descriptor() < 0) return std::unexpected(system_error(path, errno));
  expect_document(input.expected_size());
  std::string bytes;
  // One byte more than expected, so that the end is seen without growing.
  std::size_t room = std::clamp(input.expected_size() + 1, kChunk, cap + 1);
  for (;;) {
    const ssize_t count = append_from(input.descriptor(), bytes, room);
    if (count < 0) return std::unexpected(system_error(path, errno));
    if (count == 0) return bytes;
    if (bytes.size() > cap)
      return fail(ErrorCode::kLimit, fmt::format("it is larger than {} bytes", cap), Place{path, 0, 0, {}});
    const std::size_t left = bytes.capacity() - bytes.size();
    room = std::min(left > 0 ? left : std::max(kChunk, bytes.size() / 2), cap + 1 - bytes.size());
  }
}

Result<Document> read_document(const std::string& path, std::string_view from, const formats::Limits& limits) {
  std::optional<Form> form;
  if (!from.empty()) {
    const auto named = form_named(from);
    if (!named) return std::unexpected(named.error());
    if (!named->readable())
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("format '{}' can only be written; readable are {}", from, readable_forms()));
    form = *named;
  }
  auto bytes = read_file(path, limits.bytes);
  if (!bytes) return std::unexpected(std::move(bytes.error()));
  // A lookup file is known by its first bytes whatever its name is.
  if (!form && lookup::is_lookup_file(*bytes)) form = Form{};
  if (!form) form = form_from_extension(path);
  if (!form) form = form_of_bytes(*bytes);
  if (!form)
    return fail(ErrorCode::kUnsupported,
                fmt::format("neither its name nor its content tells its format; readable are {}", readable_forms()),
                Place{path, 0, 0, {}});
  return Document{path, std::move(*bytes), *form};
}

Outcome<Parsed> parse(const Document& document, const formats::Limits& limits, bool record_lines) {
  if (document.form.is_lookup()) return parse_lookup(document);
  formats::Reading reading = document.form.format->read(
      document.bytes, {.file = document.file, .limits = limits, .record_lines = record_lines});
  if (!reading.ok()) return std::unexpected(std::move(reading.problems));
  return Parsed{std::move(*reading.registry), std::move(reading.record_lines)};
}

Outcome<registry::Registry> read_registry(const std::string& path, std::string_view from,
                                          const formats::Limits& limits) {
  auto document = read_document(path, from, limits);
  if (!document) return std::unexpected(std::vector{std::move(document.error())});
  auto parsed = parse(*document, limits);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  return std::move(parsed->registry);
}

Result<std::string> encode(const registry::Registry& registry, Form form) {
  if (form.is_lookup()) return lookup::compile(registry);
  std::string out;
  form.format->write(registry, out);
  return out;
}

}  // namespace portolan::app
