# SPDX-License-Identifier: Apache-2.0
# What all tests of the command line share. PORTOLAN is the program; the registry is an excerpt with ports 1093-1306.

setup() {
  cd "$BATS_TEST_TMPDIR"
  excerpt=$BATS_TEST_DIRNAME/../fixtures/excerpt-2024-07-01.xml
  # No registry of this machine may answer instead.
  export PORTOLAN_DATA=$BATS_TEST_TMPDIR/none
  unset NO_COLOR
}

# portolan on the excerpt, standard error left out of $output.
ask() { run --separate-stderr "$PORTOLAN" --registry "$excerpt" "$@"; }

# The exit status and, if given, the whole standard output.
expect() {
  [ "$status" -eq "$1" ] || { echo "status $status, not $1: $output $stderr"; return 1; }
  [ $# -lt 2 ] || [ "$output" = "$2" ] || { printf 'got:\n%s\nexpected:\n%s\n' "$output" "$2"; return 1; }
}

# A text that standard output or standard error must hold.
has() { [[ $output == *"$1"* ]] || { printf 'no %s in:\n%s\n' "$1" "$output"; return 1; }; }
complains() { [[ $stderr == *"$1"* ]] || { printf 'no %s in:\n%s\n' "$1" "$stderr"; return 1; }; }
