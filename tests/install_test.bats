#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The installed tree: complete, movable, and enough to build programs with. BUILD is the build's folder, CMAKE, CC and
# CXX the tools it was made with, SANITIZE its sanitizers.

# Installed once, below one prefix, and then moved to another, which nothing in it may notice.
setup_file() {
  export TREE=$BATS_FILE_TMPDIR/moved
  "$CMAKE" --install "$BUILD" --prefix "$BATS_FILE_TMPDIR/first" >"$BATS_FILE_TMPDIR/log"
  mv "$BATS_FILE_TMPDIR/first" "$TREE"
  LIBRARIES=$(dirname "$(find "$TREE" -name libportolan.a)")
  EXAMPLES=$BATS_TEST_DIRNAME/../docs/examples
  export LIBRARIES EXAMPLES
  export PKG_CONFIG_PATH=$LIBRARIES/pkgconfig REGISTRY=$TREE/share/portolan/registry.lookup
  unset CPATH CPLUS_INCLUDE_PATH C_INCLUDE_PATH LIBRARY_PATH LD_LIBRARY_PATH CFLAGS CXXFLAGS LDFLAGS CPPFLAGS
}

setup() { cd "$BATS_TEST_TMPDIR"; }

# A sanitizer's library wants programs that are built like it; the examples are built in the other presets.
no_sanitizer() { [ -z "$SANITIZE" ] || skip "the library is built with -fsanitize=$SANITIZE"; }

# What both examples say; they differ in nothing.
says_what_the_registry_says() {
  local date
  date=$("$TREE/bin/portolan" --registry "$REGISTRY" --version | grep -o '20[0-9-]*' | head -1)
  [[ ${lines[0]} == "registry of $date, "*" records" ]] || { echo "${lines[0]}: not $date"; return 1; }
  [ "$(grep -A1 '^443/tcp:$' <<<"$output" | tail -1)" = "  https 443/tcp  http protocol over TLS/SSL" ]
  grep -A2 '^PostgreSQL:$' <<<"$output" | grep -q '^  postgresql 5432/tcp  PostgreSQL Database$'
  grep -A3 '^apple remote:$' <<<"$output" | grep -q '^  mira 3454/tcp  Apple Remote Access Protocol$'
}

@test "every file is where its readers look" {
  for file in bin/portolan share/man/man1/portolan.1 share/bash-completion/completions/portolan \
    share/zsh/vendor-completions/_portolan share/fish/vendor_completions.d/portolan.fish \
    share/portolan/registry.lookup share/portolan/registry.schema.json \
    include/portolan/lookup.h include/portolan/error.h include/portolan/types.h include/portolan/portolan.h; do
    [ -s "$TREE/$file" ] || { echo "$file is missing or empty"; return 1; }
  done
  for file in libportolan.a libportolan.so pkgconfig/portolan.pc cmake/portolan/portolanConfig.cmake; do
    [ -s "$LIBRARIES/$file" ] || { echo "$file is missing or empty"; return 1; }
  done
}

@test "nothing but the public headers is installed as a header" {
  [ "$(cd "$TREE/include" && find . -type f | sort | tr '\n' ' ')" = \
    "./portolan/error.h ./portolan/lookup.h ./portolan/portolan.h ./portolan/types.h " ]
}

@test "no file to build with names the prefix or the build" {
  run grep -rlF -e "$BATS_FILE_TMPDIR" -e "$BUILD" "$TREE/include" "$LIBRARIES/pkgconfig" "$LIBRARIES/cmake"
  [ "$status" -eq 1 ] || { echo "$output"; return 1; }
}

@test "the manual and the completions are those of the program" {
  "$TREE/bin/portolan" --generate man | cmp - "$TREE/share/man/man1/portolan.1"
  "$TREE/bin/portolan" --generate bash | cmp - "$TREE/share/bash-completion/completions/portolan"
  bash -n "$TREE/share/bash-completion/completions/portolan"
  [ "$(head -1 "$TREE/share/zsh/vendor-completions/_portolan")" = "#compdef portolan" ]
  grep -q '^complete -c portolan ' "$TREE/share/fish/vendor_completions.d/portolan.fish"
}

@test "the installed program answers from the installed registry" {
  run "$TREE/bin/portolan" --registry "$REGISTRY" 443/tcp
  [ "$status" -eq 0 ]
  [[ $output == https* ]]
}

@test "each C++ header compiles alone, and twice" {
  for header in lookup.h error.h types.h; do
    printf '#include <portolan/%s>\n#include <portolan/%s>\n' $header $header >one.cpp
    "$CXX" -std=c++23 -Wall -Wextra -Wpedantic -Wshadow -Werror -I "$TREE/include" -fsyntax-only one.cpp
  done
}

@test "the C header compiles alone as C99, as C23 and as C++" {
  printf '#include <portolan/portolan.h>\n#include <portolan/portolan.h>\nint main(void) { return 0; }\n' >one.c
  "$CC" -std=c99 -Wall -Wextra -pedantic -Wstrict-prototypes -Werror -I "$TREE/include" -fsyntax-only one.c
  "$CC" -std=c2x -Wall -Wextra -pedantic -Werror -I "$TREE/include" -fsyntax-only one.c
  "$CXX" -std=c++11 -Wall -Wextra -pedantic -Werror -I "$TREE/include" -fsyntax-only -x c++ one.c
}

@test "the shared library shows exactly the C interface, and the public classes" {
  shown=$(nm -D --defined-only "$LIBRARIES/libportolan.so" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort)
  declared=$(grep -oE '\bportolan_[a-z_]+\(' "$TREE/include/portolan/portolan.h" | tr -d '(' | sort -u)
  [ "$(grep '^portolan_' <<<"$shown")" = "$declared" ]
  local class='(Lookup|Matches::Iterator|Matches|RecordView|ContactView|Search)'
  run grep -vE "^(PORTOLAN_0|portolan_[a-z_]+)\$|^portolan::($class::([a-zA-Z_~]+=?|operator( bool|[^ a-z(]+))|to_string(\[abi:cxx11\])?|parse_[a-z]+|compare)\(" \
    <<<"$(c++filt <<<"$shown")"
  [ -z "$output" ] || { echo "$output"; return 1; }
}

@test "the shared library needs no more than C, C++ and utf8proc, and has its soname" {
  no_sanitizer
  needs=$(readelf -dW "$LIBRARIES/libportolan.so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
  run grep -vE '^(libc|libm|libstdc\+\+|libgcc_s|libutf8proc|ld-linux-[a-z0-9_-]+)\.so\.[0-9]+$' <<<"$needs"
  [ -z "$output" ] || { echo "$output"; return 1; }
  soname=$(readelf -dW "$LIBRARIES/libportolan.so" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')
  [[ $soname =~ ^libportolan\.so\.[0-9]+$ ]]
  [ "$LIBRARIES/$soname" -ef "$LIBRARIES/libportolan.so" ]
}

@test "the C++ example builds with the CMake package, shared and static" {
  no_sanitizer
  for kind in portolan static; do
    "$CMAKE" -S "$EXAMPLES/cpp" -B $kind -DCMAKE_PREFIX_PATH="$TREE" -DCMAKE_CXX_COMPILER="$CXX" -DPORTOLAN=$kind \
      -DCMAKE_CXX_FLAGS="-Wall -Wextra -Werror" >log
    "$CMAKE" --build $kind >>log || { cat log; return 1; }
  done
  run shared_libraries portolan/ports
  [[ $output == *libportolan.so.* ]]
  run shared_libraries static/ports
  [[ $output != *libportolan* ]]

  run portolan/ports
  [ "$status" -eq 0 ]
  says_what_the_registry_says
  answer=$output
  run static/ports "$REGISTRY"
  [[ $status -eq 0 && $output == "$answer" ]]
}

shared_libraries() { readelf -dW "$1" | grep NEEDED; }

@test "the C example builds with pkg-config, shared and static" {
  no_sanitizer
  type -P make >/dev/null || skip "make is missing"
  cp -r "$EXAMPLES/c" shared && cp -r "$EXAMPLES/c" static
  make -C shared CC="$CC" CFLAGS="-std=c99 -Wall -Wextra -pedantic -Werror"
  make -C static CC="$CC" STATIC=1

  LD_LIBRARY_PATH=$LIBRARIES run shared/ports
  [ "$status" -eq 0 ]
  says_what_the_registry_says
  answer=$output
  run static/ports "$REGISTRY"
  [[ $status -eq 0 && $output == "$answer" ]]
}

@test "an example says what is wrong with a file" {
  no_sanitizer
  "$CC" "$EXAMPLES/c/main.c" -o ports $(pkg-config --cflags --libs portolan)
  export LD_LIBRARY_PATH=$LIBRARIES
  run ./ports nowhere.lookup
  [[ $status -eq 1 && $output == "ports: nowhere.lookup: "* ]]
  head -c 5000 "$REGISTRY" >cut.lookup
  run ./ports cut.lookup
  [[ $status -eq 1 && $output == "ports: cut.lookup: "* ]]
}

@test "the shared library finds its registry from where it lies, else where it was configured" {
  no_sanitizer
  printf '#include <portolan/portolan.h>\n#include <stdio.h>\n' >where.c
  printf 'int main(void) { return puts(portolan_registry_path()) < 0; }\n' >>where.c
  "$CC" where.c -o where $(pkg-config --cflags --libs portolan)
  "$CC" -static where.c -o where_static $(pkg-config --cflags --static --libs portolan)
  configured=$(./where_static)
  [[ $configured == /*/portolan/registry.lookup && $configured != "$TREE"* ]]

  [ "$(LD_LIBRARY_PATH=$LIBRARIES ./where)" -ef "$REGISTRY" ]
  ln -s "$LIBRARIES" elsewhere
  [ "$(LD_LIBRARY_PATH=elsewhere ./where)" = "$(realpath "$TREE")/share/portolan/registry.lookup" ]

  cp -P "$LIBRARIES"/libportolan.so* .
  [ "$(LD_LIBRARY_PATH=. ./where)" = "$configured" ]
  [ "$(pkg-config --variable=registry portolan)" -ef "$REGISTRY" ]
}

@test "the CMake package refuses another version, and static without utf8proc, with the reason" {
  no_sanitizer
  cat >CMakeLists.txt <<'TEXT'
cmake_minimum_required(VERSION 3.25)
project(asks LANGUAGES CXX)
find_package(portolan ${VERSION} REQUIRED ${ASKED})
TEXT
  run "$CMAKE" -B newer -DCMAKE_PREFIX_PATH="$TREE" -DVERSION=999.0
  [[ $status -ne 0 && $output == *"999.0"* ]]
  # Without pkg-config's files there is no utf8proc; the shared library does not need it.
  export PKG_CONFIG_LIBDIR=$BATS_TEST_TMPDIR PKG_CONFIG_PATH=
  run "$CMAKE" -B without -DCMAKE_PREFIX_PATH="$TREE" -DVERSION=0.1
  [ "$status" -eq 0 ]
  run "$CMAKE" -B static -DCMAKE_PREFIX_PATH="$TREE" -DVERSION=0.1 -DASKED="COMPONENTS;static"
  [[ $status -ne 0 && $output == *"needs libutf8proc"* ]]
}
