// SPDX-License-Identifier: Apache-2.0
//
// What a command is given and what it leaves. A command touches neither the terminal nor standard output: it fills
// two texts, which the program writes out when it is done.
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/source.h"
#include "cli/arguments.h"
#include "cli/spec.h"
#include "portolan/error.h"

namespace portolan::cli {

// Where the answer goes.
struct Terminal {
  bool present = false;   // standard output is a terminal
  bool colour = false;    // and takes colours
  std::size_t width = 0;  // its columns; 0: no terminal, so nothing is wrapped
};
// Standard output as it is. No colour with NO_COLOR or on a dumb terminal; 80 columns where they are not known.
Terminal look_at_terminal();

enum class OutputFormat : std::uint8_t { kTable, kJson, kJsonLines, kCsv };

struct Invocation {
  const Program& program;
  const Arguments& arguments;
  const Terminal& terminal;
  std::span<const char* const> words;  // the command line
  std::string& out;                    // standard output
  std::string& messages;               // standard error

  OutputFormat format() const;
  // A line on standard error: "portolan: ...".
  void complain(std::string_view message) const;
  void complain(const Error& error) const;
  void complain(const std::vector<Error>& errors) const;
  // Complains, and says with which status to end: kUsage for a wrong argument, else `otherwise`.
  ExitStatus refuse(const std::vector<Error>& errors, ExitStatus otherwise) const;
  ExitStatus refuse(const Error& error, ExitStatus otherwise) const;
};

// How large an input may be: the usual limits, or those that --max-size allows.
formats::Limits reading_limits(const Invocation& invocation);

// The registry of --registry; or complains and gives the status to end with.
std::expected<app::Source, ExitStatus> open_registry(const Invocation& invocation);

// The bytes to the file that the user named; complains if that fails. "-" becomes the command's output.
ExitStatus deliver(const Invocation& invocation, const std::string& path, std::string bytes);

// On a terminal, after an answer: which registry gave it, and of which date it is.
void show_source(const Invocation& invocation, const app::Source& source);

}  // namespace portolan::cli
