// SPDX-License-Identifier: Apache-2.0
//
// The letters: a subject, an empty line, a body, with {{placeholders}}. The built-in ones are the files of templates/;
// an operator's folder can hold others under the same names, "applicant-asked.txt".
//
// Thread-safety: values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "portolan/error.h"
#include "post/news.h"

namespace portolan::post {

enum class Placeholder : std::uint8_t {
  kName,      // of the receiver
  kRegistry,  // "harbour"
  kNumber,    // of the application
  kTitle,     // what is asked for: "assignment of lamp, port 2000, on tcp"
  kAddress,   // of the application on the web
  kHappened,  // on one line
  kText,      // what somebody wrote with it, as they wrote it; may be empty
  kActor,     // who did it: "#7", "the clock"
  kState,     // whose turn it is: "an expert reviews it"
  kDue,       // the day on which time is looked at again: "2024-11-03", or "no date"
};
inline constexpr std::size_t kPlaceholderCount = 10;
std::string_view to_string(Placeholder placeholder) noexcept;  // "name"

using Filling = std::array<std::string, kPlaceholderCount>;

struct Filled {
  std::string subject;
  std::string body;
};

class Letters {
 public:
  // Those of the program.
  static Result<Letters> built_in();
  // Those of the program, but for those that the folder has. kNotFound: there is no such folder. Of a file that is
  // wrong (kSyntax, kInvalidValue, kLimit) the place has name and line: an unknown placeholder, no subject, no empty
  // line behind it, bytes that are no UTF-8, a name that no letter has.
  static Result<Letters> read(const std::string& folder);

  // What a placeholder stands for is not looked at again: braces in it are braces.
  Filled fill(Letter letter, const Filling& filling) const;

 private:
  struct Text {
    std::string subject;
    std::string body;
  };
  Result<void> take(std::string_view bytes, const std::string& file, Letter letter);

  std::array<Text, kLetterCount> texts_;
};

}  // namespace portolan::post
