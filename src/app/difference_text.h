// SPDX-License-Identifier: Apache-2.0
//
// A difference between two registries in words, for a terminal and for mail.
//
// Thread-safety: pure functions of values. Text is UTF-8; every line ends in a newline.
#pragma once

#include <string>

#include "registry/difference.h"

namespace portolan::app {

// "3 assigned, 1 de-assigned, 2 contacts changed": one sentence without a full stop. A service that changed alike on
// several transports counts once.
std::string difference_summary(const registry::Difference& difference);

struct TellOptions {
  bool quiet_too = false;  // list also what says nothing new: redrawn ranges, markup, order
};

// The summary, then a list for each kind of change, each with the old and new values.
void write_difference_text(const registry::Difference& difference, const TellOptions& options, std::string& out);
// The same as Markdown (CommonMark): headings and bullet lists, with every character of the data escaped.
void write_difference_markdown(const registry::Difference& difference, const TellOptions& options, std::string& out);

}  // namespace portolan::app
