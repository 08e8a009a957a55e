# SPDX-License-Identifier: Apache-2.0
# The letters of a room inside the program: generated/ROOM/ROOM_letters.h is made of src/ROOM/templates/*.txt.
#
#   portolan_letters(ROOM)   after portolan_room(ROOM ...)
function(portolan_letters room)
  file(GLOB letters CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${room}/templates/*.txt)
  list(LENGTH letters count)
  set(texts "")
  foreach(file IN LISTS letters)
    cmake_path(GET file STEM name)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND texts "    std::pair<std::string_view, std::string_view>{\"${name}\", R\"letter(${text})letter\"},\n")
  endforeach()
  set(generated ${PROJECT_BINARY_DIR}/generated/${room})
  file(CONFIGURE OUTPUT ${generated}/${room}_letters.h @ONLY CONTENT [[
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>
#include <utility>
namespace portolan::@room@ {
inline constexpr std::array<std::pair<std::string_view, std::string_view>, @count@> kLetters = {
@texts@};
}  // namespace portolan::@room@
]])
  target_include_directories(portolan_${room} PRIVATE ${generated})
endfunction()
