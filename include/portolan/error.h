// SPDX-License-Identifier: Apache-2.0
//
// The one error value of portolan.
//
// Every function that can fail returns Result<T>: the value, or an Error that says what is wrong, where it
// stands and what kind of failure it is. Nothing in the library throws, prints or ends the process. The kinds
// are few on purpose; the message is for people, the code for programs. Each edge translates the code once
// (exit status, HTTP status, NSS status).
//
// Thread-safety: plain values; copy them freely.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace portolan {

// The kinds of failure. Values are part of the C interface: a number is never reused.
enum class ErrorCode : std::uint8_t {
  kInvalidArgument = 1,  // the caller asked for something that makes no sense (a query that is no query)
  kSyntax = 2,           // the input is not of its format (not XML, a quote missing)
  kInvalidValue = 3,     // well formed, but a value breaks a rule (port 65536, a reversed range)
  kLimit = 4,            // the input is larger than a declared limit
  kDamaged = 5,          // a lookup file whose checksum, bounds or version do not hold; a broken database
  kNotFound = 6,         // a file or a record that is not there
  kIo = 7,               // the operating system refused or failed
  kUnsupported = 8,      // valid, but this program cannot do it (a format that can only be written)
  kConflict = 9,         // a unique key is taken, or somebody else was faster
  kUnavailable = 10,     // a database that cannot be reached, or was locked for too long: try again
};

// The name of a code as documents and JSON show it ("invalid-value"). Never null; lives for ever.
std::string_view to_string(ErrorCode code) noexcept;

// Where in which input something is wrong. What is not known is empty or zero.
struct Place {
  std::string file;          // as the caller named it; "-" is standard input
  std::uint64_t line = 0;    // from 1
  std::uint64_t column = 0;  // from 1, in bytes
  std::string field;         // the column or element: "Port Number", "records[3].port_number"

  bool operator==(const Place&) const = default;
};

struct Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;  // a sentence without a full stop; says the rule and, where it can, what to do
  Place place;

  bool operator==(const Error&) const = default;
};

// "file:12:5: Port Number: 65536 is above 65535", in the form compilers use, so that editors can jump to it.
std::string to_string(const Error& error);

template <class T>
using Result = std::expected<T, Error>;

// Shorthand for returning a failure: `return fail(ErrorCode::kIo, "cannot open it")`.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, Place place = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(place)});
}

}  // namespace portolan
