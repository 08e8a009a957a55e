// SPDX-License-Identifier: Apache-2.0
//
// A registry from one form into another.
//
// Thread-safety: free functions without shared state.
#pragma once

#include <string>
#include <string_view>

#include "app/document.h"
#include "app/source.h"

namespace portolan::app {

// The form in which to write the file `path`: the named one, or, if `to` is empty, that of its name. Fails with
// kInvalidArgument.
Result<Form> output_form(const std::string& path, std::string_view to);

struct Conversion {
  std::string in;    // a file, or "-"
  std::string from;  // its form; empty: its name or content tells
  Form to;
  std::string merge;  // a services file laid over the registry; empty: none. REQUIRES: then `to` is "services"
  formats::Limits limits;
};
// The bytes of the converted document. Fails with all that is wrong with what was read.
Outcome<std::string> convert(const Conversion& conversion);

// The registry in use, in that form.
Outcome<std::string> export_registry(const Source& source, Form form);

}  // namespace portolan::app
