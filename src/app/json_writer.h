// SPDX-License-Identifier: Apache-2.0
//
// JSON written value by value, with the commas where they belong.
//
//     JsonWriter json(out);
//     json.object([&] {
//       json.member("count", 3U);
//       json.key("names").list(names, [&](const std::string& name) { json.text(name); });
//     });
//
// Thread-safety: a value that one thread uses.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "formats/json.h"
#include "portolan/types.h"

namespace portolan::app {

class JsonWriter {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(&out) {}

  // The members are what `write` writes.
  template <class Write>
  void object(Write write) {
    begin('{');
    write();
    end('}');
  }
  // `write` writes one value for each item.
  template <class Items, class Write>
  void list(const Items& items, Write write) {
    begin('[');
    for (const auto& item : items) write(item);
    end(']');
  }
  // The name of the value that is written next. REQUIRES: a plain word.
  JsonWriter& key(std::string_view name) {
    separate();
    fmt::format_to(std::back_inserter(*out_), "\"{}\":", name);
    separated_ = true;
    return *this;
  }

  void text(std::string_view text) {
    separate();
    formats::write_json_string(text, *out_);
  }
  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  void number(Number number) {
    separate();
    fmt::format_to(std::back_inserter(*out_), "{}", number);
  }
  // A value that `write` appends to the text.
  template <class Write>
  void value(Write write) {
    separate();
    write(*out_);
  }
  void null() {
    separate();
    *out_ += "null";
  }

  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  void member(std::string_view name, Number value) { key(name).number(value); }
  void member(std::string_view name, std::string_view value) { key(name).text(value); }
  // Null where there is none.
  void member(std::string_view name, std::optional<int> value) {
    key(name);
    value ? number(*value) : null();
  }
  void member(std::string_view name, std::optional<Transport> value) {
    key(name);
    value ? text(to_string(*value)) : null();
  }
  void member(std::string_view name, Date value) {
    key(name);
    value.empty() ? null() : text(to_string(value));
  }

 private:
  void separate() {
    if (!separated_) *out_ += ',';
    separated_ = false;
  }
  void begin(char bracket) {
    separate();
    *out_ += bracket;
    separated_ = true;
  }
  void end(char bracket) {
    *out_ += bracket;
    separated_ = false;
  }

  std::string* out_;
  bool separated_ = true;  // no comma before the next value
};

}  // namespace portolan::app
