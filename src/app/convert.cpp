// SPDX-License-Identifier: Apache-2.0
#include "app/convert.h"

#include <fmt/format.h>

#include "formats/services.h"
#include "lookup/compiler.h"

namespace portolan::app {
namespace {

Outcome<std::string> all_of(Result<std::string> encoded) {
  if (!encoded) return std::unexpected(std::vector{std::move(encoded.error())});
  return std::move(*encoded);
}

}  // namespace

Result<Form> output_form(const std::string& path, std::string_view to) {
  if (!to.empty()) return form_named(to);
  if (const auto form = form_of_file(path)) return *form;
  return fail(ErrorCode::kInvalidArgument,
              fmt::format("the name '{}' does not tell the format to write: say it with --to", path));
}

Outcome<std::string> convert(const Conversion& conversion) {
  auto registry = read_registry(conversion.in, conversion.from, conversion.limits);
  if (!registry) return std::unexpected(std::move(registry.error()));
  if (!conversion.merge.empty()) {
    const auto local = read_registry(conversion.merge, "services", conversion.limits);
    if (!local) return std::unexpected(local.error());
    *registry = formats::merge_services(*registry, *local);
  }
  return all_of(encode(*registry, conversion.to));
}

Outcome<std::string> export_registry(const Source& source, Form form) {
  auto registry = lookup::decompile(source.lookup);
  if (!registry) {
    Error& error = registry.error();
    if (error.place.file.empty()) error.place.file = source.where;
    return std::unexpected(std::vector{std::move(error)});
  }
  return all_of(encode(*registry, form));
}

}  // namespace portolan::app
