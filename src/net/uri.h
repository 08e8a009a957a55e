// SPDX-License-Identifier: Apache-2.0
//
// Parts of an address: percent-encoding and query parameters (RFC 3986; application/x-www-form-urlencoded for queries).
//
// Thread-safety: free functions and values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::net {

// A segment of a path, decoded. Nothing where the encoding is broken, or what comes out is no UTF-8 or holds a NUL.
std::optional<std::string> decode_segment(std::string_view text);
// Likewise for a query, where '+' is a blank.
std::optional<std::string> decode_query(std::string_view text);
// Encoded so that it can stand in a path or a query: all but letters, digits and "-._~".
std::string encode_uri(std::string_view text);

// The parameters of a query, decoded.
class Parameters {
 public:
  // Nothing where one cannot be decoded. An empty query has no parameters.
  static std::optional<Parameters> parse(std::string_view query);

  // The first of that name; nothing if there is none. Lives as long as this object.
  const std::string* find(std::string_view name) const noexcept;
  // Its value, or empty.
  std::string_view value(std::string_view name) const noexcept;
  std::vector<std::string_view> all(std::string_view name) const;

  struct Parameter {
    std::string name;
    std::string value;
  };
  const std::vector<Parameter>& parameters() const noexcept { return parameters_; }

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace portolan::net
