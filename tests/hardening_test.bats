#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# How the program and the shared library are protected. PORTOLAN and LIBRARY are the two, KIND the build type, SANITIZE
# its sanitizers.

setup() { [ -z "$SANITIZE" ] || skip "built with -fsanitize=$SANITIZE, which is not what people run"; }

each() { for file in "$PORTOLAN" "$LIBRARY"; do "$1" "$file" || { echo "$file: not $1"; return 1; }; done; }

# The flags of a segment, "RW" or "R E".
segment() { readelf -lW "$1" | awk -v kind="$2" '$1 == kind { gsub(/0x[0-9a-f]+/, ""); $1 = ""; print }'; }

position_independent() { readelf -hW "$1" | grep -qE 'Type: +DYN'; }
relocations_read_only() { readelf -lW "$1" | grep -q GNU_RELRO; }
bound_at_start() { readelf -dW "$1" | grep -qE 'BIND_NOW|FLAGS_1.*NOW'; }
without_executable_stack() { [[ $(segment "$1" GNU_STACK) == *RW* && $(segment "$1" GNU_STACK) != *E* ]]; }
without_text_relocations() { ! readelf -dW "$1" | grep -q TEXTREL; }
without_search_path() { ! readelf -dW "$1" | grep -qE 'RPATH|RUNPATH'; }
never_writable_and_executable() { ! readelf -lW "$1" | grep -E '^ +LOAD ' | grep -q 'RWE'; }
with_guarded_stack() { nm -D "$1" | grep -q __stack_chk_fail || nm "$1" | grep -q __stack_chk_fail; }

@test "position independent, so that addresses are random" { each position_independent; }

@test "the program is known to the kernel as a position independent executable" {
  readelf -dW "$PORTOLAN" | grep -qE 'FLAGS_1.*PIE'
}

@test "tables of addresses are read-only before main runs" {
  each relocations_read_only
  each bound_at_start
}

@test "the stack is not executable" { each without_executable_stack; }
@test "no memory is writable and executable" { each never_writable_and_executable; }
@test "code is never patched when it is loaded" { each without_text_relocations; }
@test "the stack is guarded" { each with_guarded_stack; }

@test "installed, neither looks for libraries in a folder of the build" {
  "$CMAKE" --install "$BUILD" --prefix "$BATS_TEST_TMPDIR/tree" >/dev/null
  without_search_path "$BATS_TEST_TMPDIR/tree/bin/portolan"
  without_search_path "$(find "$BATS_TEST_TMPDIR/tree" -name libportolan.so)"
}

@test "the released program needs no library at all" {
  [ "$KIND" = Release ] || skip "only the release is static"
  ! readelf -dW "$PORTOLAN" | grep NEEDED
}
