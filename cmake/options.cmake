# SPDX-License-Identifier: Apache-2.0
# Compiler settings and dependencies of all rooms.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(PORTOLAN_STATIC "link the program statically, so that it starts as fast as getent" OFF)
option(PORTOLAN_FUZZ "build the fuzz targets with libFuzzer (clang)" OFF)
option(PORTOLAN_BENCH "build the benchmarks" OFF)
set(PORTOLAN_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize takes them")

add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # clang sees std::stable_sort of libstdc++ 12 call its own deprecated std::get_temporary_buffer.
  add_compile_options(-Wno-deprecated-declarations)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns about correct code in its own library at -O2 and with sanitizers (GCC bugs 105329, 105562).
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds
                      -Wno-stringop-overread -Wno-dangling-pointer)
endif()
add_compile_options(-fstack-protector-strong -fcf-protection)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack)
if(PORTOLAN_SANITIZE)
  add_compile_options(-fsanitize=${PORTOLAN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PORTOLAN_SANITIZE})
endif()
if(PORTOLAN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(PkgConfig REQUIRED)
# Always shared, so looked for before the next lines: what fetches is a program of its own, and a static libcurl would
# bring Kerberos and LDAP along.
pkg_check_modules(libcurl REQUIRED IMPORTED_TARGET libcurl>=7.85)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
if(PORTOLAN_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
  set(Boost_USE_STATIC_LIBS ON)
endif()
find_package(EXPAT REQUIRED)
set(EXPAT_TARGET EXPAT::EXPAT)
add_library(expat::expat ALIAS EXPAT::EXPAT)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
# Debian has no static libfmt, so a static program compiles it in. Everywhere else that would be most of the time of a
# build: 14 seconds for a file with sanitizers, against 1.
set(PORTOLAN_FMT fmt::fmt)
if(PORTOLAN_STATIC)
  set(PORTOLAN_FMT fmt::fmt-header-only)
endif()
find_package(GTest REQUIRED)
find_package(SQLite3 REQUIRED)
# The static library needs it.
target_link_libraries(SQLite::SQLite3 INTERFACE m)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
# Always the shared one: a static libpq lacks half of what it needs, and only a server's program uses it.
set(suffixes ${CMAKE_FIND_LIBRARY_SUFFIXES})
set(CMAKE_FIND_LIBRARY_SUFFIXES .so)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
set(CMAKE_FIND_LIBRARY_SUFFIXES ${suffixes})
