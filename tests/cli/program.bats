#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
bats_require_minimum_version 1.5.0
load helper

@test "--help: the program and each command, on standard output" {
  run --separate-stderr "$PORTOLAN" --help
  expect 0
  has 'Commands:'
  for command in lookup search pick convert export compile check diff deassign reuse maintain revoke report review; do
    run --separate-stderr "$PORTOLAN" $command --help
    expect 0
    has "Usage: portolan $command"
    has 'Examples:'
  done
}

@test "no words at all: help on standard error, wrong usage" {
  run --separate-stderr "$PORTOLAN"
  expect 2 ''
  complains 'Usage: portolan'
}

@test "wrong usage says what is wrong and where to read on" {
  run --separate-stderr "$PORTOLAN" --fromat csv 443
  expect 2 ''
  complains 'there is no option --fromat'
  run --separate-stderr "$PORTOLAN" convert only-one
  expect 2 ''
  complains "convert needs OUT; 'portolan convert --help' shows how"
}

@test "--version: the program's and the registry's" {
  ask --version
  expect 0
  [[ ${lines[0]} =~ ^portolan\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
  has 'registry of 2024-07-01'
}

@test "a full disk is status 4" {
  run bash -c "'$PORTOLAN' -r '$excerpt' 1093 >/dev/full"
  expect 4
  run bash -c "'$PORTOLAN' convert '$excerpt' - --to csv >/dev/full"
  expect 4
  run "$PORTOLAN" convert "$excerpt" /dev/full --to csv
  expect 4
  run bash -c "'$PORTOLAN' --help >/dev/full"
  expect 4
}

@test "a closed standard output is status 4, and no file takes its place" {
  run bash -c "'$PORTOLAN' -r '$excerpt' 1093 >&-"
  expect 4
  run bash -c "'$PORTOLAN' compile '$excerpt' a.lookup >&-"
  expect 0
  cmp a.lookup <("$PORTOLAN" compile "$excerpt" -)
}

@test "an output that cannot be written is status 4 and leaves nothing" {
  run "$PORTOLAN" compile "$excerpt" missing/a.lookup
  expect 4
  mkdir folder
  run "$PORTOLAN" compile "$excerpt" folder
  expect 4
  [ -z "$(ls folder)" ] && [ "$(ls)" = folder ]
}

@test "a reader that stops early is no failure" {
  run bash -c "set -o pipefail; '$PORTOLAN' -r '$excerpt' export - --to json | head -c 1 >/dev/null"
  expect 0
}

@test "bash completes commands, options, formats and files" {
  source <("$PORTOLAN" --generate bash)
  complete_words() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _portolan
    echo "${COMPREPLY[*]}"
  }
  [ "$(complete_words portolan sea)" = search ]
  [ "$(complete_words portolan --format js)" = 'json jsonl' ]
  [ "$(complete_words portolan --format = js)" = 'json jsonl' ]
  [ "$(complete_words portolan search --lim)" = --limit ]
  [ "$(complete_words portolan --format csv search --lim)" = --limit ]
  [ "$(complete_words portolan 443 --det)" = --details ]
  [ "$(complete_words portolan convert a b --to serv)" = services ]
  touch some.xml
  [ "$(complete_words portolan convert some)" = some.xml ]
  [ "$(complete_words portolan -r some)" = some.xml ]
}
