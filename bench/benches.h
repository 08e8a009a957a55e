// SPDX-License-Identifier: Apache-2.0
//
// The benchmarks, each in its own file; main.cpp lists them.
#pragma once

#include <string>

#include "harness.h"
#include "registry/registry.h"

namespace portolan::bench {

struct Input {
  std::string xml;              // the document
  registry::Registry registry;  // and what it says
};

void lookups(Table& table, const Input& input);   // by port and by name, against arrays, hash maps and glibc
void searches(Table& table, const Input& input);  // against one pass of memmem
void growth(Table& table);                        // the same questions to ten thousand and a million records
void reading(Table& table, const Input& input);   // XML, against expat alone
void sizes(const Input& input);                   // memory and file size, stated

}  // namespace portolan::bench
