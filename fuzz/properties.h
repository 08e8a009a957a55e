// SPDX-License-Identifier: Apache-2.0
//
// What must hold for every input of a reader. A property that does not hold ends the process with abort(), which
// libFuzzer and ctest both take for a failure, after a line on stderr that names it.
//
// Thread-safety: free functions without shared state.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "formats/format.h"
#include "portolan/error.h"

namespace portolan::fuzz {

// A reader and the writer of the same format.
struct Codec {
  formats::Reader read = nullptr;
  formats::Writer write = nullptr;
};

// Ends the process unless `holds`. `property` says what must hold, `detail` what was found instead.
void require(bool holds, std::string_view property, std::string_view detail = {});

std::string_view as_text(std::span<const std::uint8_t> input) noexcept;

// Limits that small inputs reach too; with record_lines.
formats::ReadOptions small_limits();

std::string written(const registry::Registry& registry, formats::Writer write);

// Either a registry or problems; problems have words and a place inside the input; every record has its line.
void check_reading(std::string_view input, const formats::Reading& reading, const formats::ReadOptions& options);

// What is written reads back as the same registry, and is written as the same bytes again.
void check_lossless(const registry::Registry& registry, const Codec& codec);

// For formats that hold a part of the registry: what is written reads back, and is written as the same bytes again.
void check_stable(const registry::Registry& registry, const Codec& codec);

// What is written can be read.
void check_readable(const registry::Registry& registry, const Codec& codec);

// For what has one encoding: a value, which `encode` makes the input of again, or a problem with words.
template <class T, class Encode>
void check_one_encoding(std::string_view input, const Result<T>& decoded, Encode encode) {
  if (!decoded) return require(!decoded.error().message.empty(), "a problem has words");
  require(std::string_view(encode(*decoded)) == input, "what was decoded is encoded as the same bytes");
}

}  // namespace portolan::fuzz
