# SPDX-License-Identifier: Apache-2.0
# What nearly every file includes of the standard library, fmt and GoogleTest, compiled once: a third of the time of a
# build. The release build does without, which shows that each file includes what it needs.
#
#   portolan_precompiled(LIBRARY)        a static library
#   portolan_precompiled_test(PROGRAM)   a program made of tests
option(PORTOLAN_PRECOMPILED "compile common headers once" OFF)

set(common_headers
    <algorithm> <array> <atomic> <charconv> <chrono> <cstdint> <deque> <expected> <filesystem> <fstream> <functional>
    <map> <memory> <mutex> <numeric> <optional> <ranges> <set> <span> <sstream> <string> <string_view> <thread> <tuple>
    <unordered_map> <unordered_set> <utility> <variant> <vector> <fmt/format.h> <fmt/ranges.h>)

if(PORTOLAN_PRECOMPILED)
  # Libraries and programs differ in how their code is placed (-fPIC, -fPIE), so each kind has headers of its own.
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled/library.cpp "")
  file(WRITE ${PROJECT_BINARY_DIR}/precompiled/test.cpp "int main() { return 0; }\n")
  add_library(portolan_precompiled_library STATIC ${PROJECT_BINARY_DIR}/precompiled/library.cpp)
  target_link_libraries(portolan_precompiled_library PRIVATE ${PORTOLAN_FMT})
  target_precompile_headers(portolan_precompiled_library PRIVATE ${common_headers})
  add_executable(portolan_precompiled_test ${PROJECT_BINARY_DIR}/precompiled/test.cpp)
  target_link_libraries(portolan_precompiled_test PRIVATE ${PORTOLAN_FMT} GTest::gtest)
  target_precompile_headers(portolan_precompiled_test PRIVATE ${common_headers} <gtest/gtest.h>)
endif()

function(portolan_precompiled target)
  if(PORTOLAN_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM portolan_precompiled_library)
  endif()
endfunction()

function(portolan_precompiled_test target)
  if(PORTOLAN_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM portolan_precompiled_test)
  endif()
endfunction()
