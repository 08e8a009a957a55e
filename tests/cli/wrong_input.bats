#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Wrong input: a clear error with its place and rule, status 3, and no output file.

setup() {
  work=$BATS_TEST_TMPDIR
  excerpt=$BATS_TEST_DIRNAME/../fixtures/excerpt-2024-07-01.xml
}

# refused INPUT OUTPUT WORDS: converting is refused with these words, and nothing is left behind.
refused() {
  run "$PORTOLAN" convert "$work/$1" "$work/$2"
  echo "$output"
  [ "$status" -eq 3 ]
  [[ "$output" == *"$3"* ]]
  [ ! -e "$work/$2" ]
  [ "$(find "$work" -name '*.tmp' | wc -l)" -eq 0 ]
}

registry() { printf '<registry xmlns="http://www.iana.org/assignments" id="x">%s</registry>\n' "$1"; }

@test "not XML" {
  echo 'hello' >"$work/a.xml"
  refused a.xml o.csv 'a.xml:1:1: this is not XML'
}

@test "an empty file" {
  : >"$work/a.xml"
  refused a.xml o.csv 'the document is empty'
}

@test "XML of another kind" {
  echo '<html/>' >"$work/a.xml"
  refused a.xml o.csv '<html> is not expected in <document>'
}

@test "truncated at any of many places" {
  size=$(stat -c %s "$excerpt")
  for at in 1 2 17 100 $(seq 500 997 "$size") $((size - 30)) $((size - 2)); do
    head -c "$at" "$excerpt" >"$work/a.xml"
    refused a.xml o.csv 'a.xml:'
  done
}

@test "a DOCTYPE" {
  { echo '<!DOCTYPE registry [<!ENTITY a "aaaa">]>'; registry ''; } >"$work/a.xml"
  refused a.xml o.csv 'a DOCTYPE is refused'
}

@test "deep nesting" {
  { printf '<registry xmlns="http://www.iana.org/assignments">'; printf '<a>%.0s' $(seq 100000); } >"$work/a.xml"
  refused a.xml o.csv 'nested deeper than 16'
}

@test "a 1 GiB attribute, without its memory" {
  status=0
  { printf '<registry xmlns="'; head -c 1073741824 /dev/zero | tr '\0' 'a'; printf '"/>'; } |
    "$PORTOLAN" convert --from xml - "$work/o.csv" 2>"$work/err" || status=$?
  cat "$work/err"
  [ "$status" -eq 3 ]
  [[ "$(cat "$work/err")" == *"limit"* || "$(cat "$work/err")" == *"larger"* ]]
  [ ! -e "$work/o.csv" ]
}

@test "a long attribute in a document of a usual size" {
  { printf '<registry xmlns="http://www.iana.org/assignments" id="'; head -c 100000 /dev/zero | tr '\0' 'a'; printf '"/>'; } >"$work/a.xml"
  refused a.xml o.csv 'longer than 65536 bytes'
}

@test "bad UTF-8 and NUL" {
  registry "$(printf '<title>\xff</title>')" >"$work/a.xml"
  refused a.xml o.csv 'invalid character or bad UTF-8'
  { printf '<registry xmlns="http://www.iana.org/assignments"><title>'; printf '\0'; printf '</title></registry>'; } >"$work/a.xml"
  refused a.xml o.csv 'invalid character or bad UTF-8'
}

@test "unknown transport, port 65536, reversed range: all of them at once, with their places" {
  cat >"$work/a.xml" <<'XML'
<registry xmlns="http://www.iana.org/assignments" id="x">
  <record><protocol>ipx</protocol><description/></record>
  <record><number>65536</number><description/></record>
  <record><number>20-10</number><description/></record>
</registry>
XML
  run "$PORTOLAN" convert "$work/a.xml" "$work/o.json"
  [ "$status" -eq 3 ]
  [[ "$output" == *"a.xml:2:11: Transport Protocol: unknown transport 'ipx'"* ]]
  [[ "$output" == *"a.xml:3:11: Port Number: port 65536 is above 65535"* ]]
  [[ "$output" == *"a.xml:4:11: Port Number: the range 20-10 is reversed: write 10-20"* ]]
  [ ! -e "$work/o.json" ]
}

@test "a contact id that is given twice" {
  cat >"$work/a.xml" <<'XML'
<registry xmlns="http://www.iana.org/assignments" id="x">
  <people><person id="A"/>
  <person id="A"/></people>
</registry>
XML
  refused a.xml o.csv "a.xml:3:3: person: the contact id 'A' is given twice, first in line 2"
}

@test "CSV with a missing quote" {
  "$PORTOLAN" convert "$excerpt" "$work/a.csv"
  printf 'x,1,tcp,"no end,,,,,,,,\r\n' >>"$work/a.csv"
  refused a.csv o.xml ':'
}

@test "CSV with a wrong header" {
  printf 'Name,Port\r\n' >"$work/a.csv"
  refused a.csv o.xml 'Service Name'
}

@test "a damaged and a foreign lookup file" {
  "$PORTOLAN" compile "$excerpt" "$work/a.lookup"
  head -c 5000 "$work/a.lookup" >"$work/cut.lookup"
  refused cut.lookup o.xml 'cut or damaged'
  echo 'something else' >"$work/foreign.lookup"
  refused foreign.lookup o.xml 'not a lookup file'
  run "$PORTOLAN" --registry "$work/cut.lookup" 1113
  [ "$status" -eq 3 ]
}

@test "an output that stands already stays as it is" {
  echo 'precious' >"$work/o.csv"
  echo '<html/>' >"$work/a.xml"
  run "$PORTOLAN" convert "$work/a.xml" "$work/o.csv"
  [ "$status" -eq 3 ]
  [ "$(cat "$work/o.csv")" = precious ]
}
