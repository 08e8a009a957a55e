// SPDX-License-Identifier: Apache-2.0
//
// The sample registry as a server has it, for targets that ask a server.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "app/document.h"
#include "app/output.h"
#include "keeping/views.h"
#include "sample_registry.h"

namespace portolan::fuzz {

inline keeping::Views& sample_views() {
  static const std::unique_ptr<keeping::Views> views = [] {
    std::string file = "/tmp/portolan-fuzz-XXXXXX";
    const int descriptor = ::mkstemp(file.data());
    if (descriptor < 0) std::abort();
    ::close(descriptor);
    const auto bytes = app::encode(testing::sample_registry(), *app::form_named("json"));
    if (!bytes || !app::write_file(file, *bytes)) std::abort();
    auto opened = keeping::Views::open(file);
    ::unlink(file.c_str());
    if (!opened) std::abort();
    return std::move(*opened);
  }();
  return *views;
}

}  // namespace portolan::fuzz
