# SPDX-License-Identifier: Apache-2.0
# The schema of a room's tables, inside the program: generated/ROOM_migrations.h is made of src/ROOM/migrations/*.sql, in
# their order.
#
#   portolan_migrations(ROOM)   after portolan_room(ROOM ...)
function(portolan_migrations room)
  file(GLOB migrations CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${room}/migrations/*.sql)
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
  set(generated ${PROJECT_BINARY_DIR}/generated/${room})
  file(CONFIGURE OUTPUT ${generated}/${room}_migrations.h @ONLY CONTENT [[
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>
namespace portolan::@room@ {
inline constexpr std::array<std::string_view, @count@> kMigrations = {
@scripts@};
}  // namespace portolan::@room@
]])
  target_include_directories(portolan_${room} PRIVATE ${generated})
endfunction()
