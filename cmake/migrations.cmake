# SPDX-License-Identifier: Apache-2.0
# The ledger's schema, inside the program: ledger/migrations.h is made of src/ledger/migrations/*.sql, in their order.
file(GLOB migrations CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ledger/migrations/*.sql)
list(SORT migrations)
set(expected 1)
set(scripts "")
foreach(file IN LISTS migrations)
  cmake_path(GET file FILENAME name)
  string(REGEX MATCH "^[0-9]+" number ${name})
  math(EXPR number "${number}")
  if(NOT number EQUAL expected)
    message(FATAL_ERROR "${name}: migration ${expected} is missing")
  endif()
  math(EXPR expected "${expected} + 1")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} script)
  string(APPEND scripts "    R\"sql(${script})sql\",\n")
endforeach()
math(EXPR count "${expected} - 1")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/ledger_migrations.h @ONLY CONTENT [[
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>
namespace portolan::ledger {
inline constexpr std::array<std::string_view, @count@> kMigrations = {
@scripts@};
}  // namespace portolan::ledger
]])
