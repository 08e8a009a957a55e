// SPDX-License-Identifier: Apache-2.0
//
// Registry documents as files: reading any readable format, writing any writable one. The formats are those of
// formats::formats() and one more, the compiled lookup file.
//
// A document that is not whole gives every problem found, not only the first.
//
// Thread-safety: free functions without shared state.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"
#include "portolan/error.h"
#include "registry/registry.h"

namespace portolan::app {

// A value, or all that is wrong. Never an empty list.
template <class T>
using Outcome = std::expected<T, std::vector<Error>>;

inline constexpr std::string_view kLookupFormat = "lookup";
inline constexpr std::string_view kLookupExtension = ".lookup";

// One of the forms a registry has as a file: a text format, or (format == nullptr) the lookup file.
struct Form {
  const formats::Format* format = nullptr;

  bool is_lookup() const noexcept { return format == nullptr; }
  bool readable() const noexcept { return is_lookup() || format->read != nullptr; }
  std::string_view name() const noexcept { return is_lookup() ? kLookupFormat : format->name; }
};

// By name ("csv", "lookup"). Fails with kInvalidArgument, naming those there are.
Result<Form> form_named(std::string_view name);
// By the name of a file; nothing if it does not tell.
std::optional<Form> form_of_file(std::string_view file);
// By the first bytes; nothing if they do not tell.
std::optional<Form> form_of_bytes(std::string_view bytes);
// The names of all forms that can be read, for messages: "xml, csv, json, services, lookup".
std::string readable_forms();

// The whole file; "-" is standard input. Fails with kNotFound, kIo, or kLimit if it holds more than `cap` bytes.
Result<std::string> read_file(const std::string& path, std::size_t cap);

// A file's bytes and their form: the named one (`from` not empty), or that of the file's name, or of its content.
struct Document {
  std::string file;
  std::string bytes;
  Form form;
};
Result<Document> read_document(const std::string& path, std::string_view from, const formats::Limits& limits);

// The registry that a document holds, and where in it each record begins (empty for a lookup file).
struct Parsed {
  registry::Registry registry;
  std::vector<std::uint64_t> record_lines;
};
Outcome<Parsed> parse(const Document& document, const formats::Limits& limits, bool record_lines = false);

// Both steps.
Outcome<registry::Registry> read_registry(const std::string& path, std::string_view from,
                                          const formats::Limits& limits = {});

// The registry in that form. Fails with kLimit if it is too large for it.
Result<std::string> encode(const registry::Registry& registry, Form form);

}  // namespace portolan::app
