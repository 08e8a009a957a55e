#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
bats_require_minimum_version 1.5.0
load helper

# The excerpt with another description of port 1093 and without the name of port 1232.
changed() { sed -e 's/>PROOFD</>Proof daemon</' -e 's/first-defense/second-defense/' "$excerpt" >new.xml; }

@test "diff: the same registry, also in other formats, is no difference" {
  run --separate-stderr "$PORTOLAN" diff "$excerpt" "$excerpt"
  expect 0 ''
  for format in json lookup; do
    "$PORTOLAN" convert "$excerpt" "a.$format"
    run --separate-stderr "$PORTOLAN" diff "$excerpt" "a.$format"
    expect 0 ''
    run --separate-stderr "$PORTOLAN" diff "a.$format" - <"$excerpt"
    expect 0 ''
  done
}

@test "diff: changes in words, with old and new values" {
  changed
  run --separate-stderr "$PORTOLAN" diff "$excerpt" new.xml
  expect 1
  has 'proofd 1093/udp'
  has 'Description: PROOFD -> Proof daemon'
  has second-defense
}

@test "diff: as JSON and as Markdown" {
  changed
  for format in json jsonl; do
    run --separate-stderr "$PORTOLAN" -f $format diff "$excerpt" new.xml
    expect 1
    [ "$(wc -l <<<"$output")" -eq 1 ]
    jq -e '.changes[] | select(.kind == "changed") | .after.description == "Proof daemon"' <<<"$output"
  done
  run --separate-stderr "$PORTOLAN" diff --markdown "$excerpt" new.xml
  expect 1
  [[ ${lines[0]} == '# Changes'* ]]
  has '- **proofd 1093/udp**'
  run --separate-stderr "$PORTOLAN" -f json diff "$excerpt" "$excerpt"
  expect 0
  jq -e '.changes == []' <<<"$output"
}

@test "diff: what says nothing new is listed with --all only, and is a difference" {
  sed 's/>PROOFD</>PROOFD<!-- --></' "$excerpt" >same.xml
  run "$PORTOLAN" diff "$excerpt" same.xml
  expect 0
  run --separate-stderr "$PORTOLAN" -f json export - -r "$excerpt" --to json
  jq -c '.records |= [.[1], .[0]] + .[2:]' <<<"$output" >swapped.json
  run --separate-stderr "$PORTOLAN" diff "$excerpt" swapped.json
  expect 1
  has 'Not listed: '
  run --separate-stderr "$PORTOLAN" diff --all "$excerpt" swapped.json
  expect 1
  [[ $output != *'Not listed'* ]]
}

@test "diff: an input that cannot be read is status 3, and nothing is printed" {
  head -c 5000 "$excerpt" >cut.xml
  for other in cut.xml missing.xml; do
    run --separate-stderr "$PORTOLAN" diff "$excerpt" $other
    expect 3 ''
    complains $other
    run --separate-stderr "$PORTOLAN" diff $other "$excerpt"
    expect 3 ''
  done
  run --separate-stderr "$PORTOLAN" diff cut.xml missing.xml
  complains cut.xml
  complains missing.xml
}

@test "diff: wrong usage" {
  run "$PORTOLAN" diff "$excerpt"
  expect 2
  run "$PORTOLAN" diff - - <"$excerpt"
  expect 2
  run "$PORTOLAN" -f csv diff "$excerpt" "$excerpt"
  expect 2
  run "$PORTOLAN" -f json diff --markdown "$excerpt" "$excerpt"
  expect 2
}
