#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
bats_require_minimum_version 1.5.0
load helper

@test "convert: every format that holds a registry whole gives the same XML again" {
  "$PORTOLAN" convert "$excerpt" first.xml
  for format in json lookup; do
    "$PORTOLAN" convert first.xml "a.$format"
    "$PORTOLAN" convert "a.$format" "$format.xml"
    cmp first.xml "$format.xml"
  done
}

@test "convert: every format can be written" {
  for format in xml csv json services html txt lookup; do
    "$PORTOLAN" convert "$excerpt" "a.$format"
    [ -s "a.$format" ]
    "$PORTOLAN" convert "$excerpt" - --to $format | cmp - "a.$format"
  done
}

@test "convert: standard input, with its format known by content or by --from" {
  "$PORTOLAN" convert "$excerpt" a.csv
  "$PORTOLAN" convert - b.csv <"$excerpt"
  cmp a.csv b.csv
  "$PORTOLAN" convert "$excerpt" a.services
  "$PORTOLAN" convert --from services - c.csv <a.services
  grep -q '^proofd,1093,udp' c.csv
  run --separate-stderr "$PORTOLAN" convert - d.csv <a.services
  expect 3 ''
  complains 'neither its name nor its content tells its format'
}

@test "convert: --merge lays local names over the registry" {
  echo 'our-proof 1093/udp' >local.services
  "$PORTOLAN" convert "$excerpt" out.services --merge local.services
  grep -Eq '^our-proof[[:blank:]]+1093/udp.*proofd' out.services
  run --separate-stderr "$PORTOLAN" convert "$excerpt" out.csv --merge local.services
  expect 2
}

@test "convert: a format that is unknown, untold, or can only be written is wrong usage" {
  run "$PORTOLAN" convert "$excerpt" out.pdf
  expect 2
  run "$PORTOLAN" convert "$excerpt" out --to pdf
  expect 2
  run "$PORTOLAN" convert --from html "$excerpt" out.csv
  expect 2
}

@test "convert: an input that is missing or broken leaves the output as it was" {
  echo old >out.csv
  run "$PORTOLAN" convert missing.xml out.csv
  expect 3
  head -c 5000 "$excerpt" >cut.xml
  run "$PORTOLAN" convert cut.xml out.csv
  expect 3
  [ "$(cat out.csv)" = old ]
  [ "$(ls | wc -l)" -eq 2 ]
}

@test "compile: the lookup file answers, and the same registry gives the same bytes" {
  "$PORTOLAN" compile "$excerpt" a.lookup
  "$PORTOLAN" compile "$excerpt" b.lookup
  cmp a.lookup b.lookup
  run --separate-stderr "$PORTOLAN" -r a.lookup 1093
  expect 0 'proofd  1093  udp  PROOFD'
}

@test "a lookup file with a changed byte answers right or is refused" {
  "$PORTOLAN" compile "$excerpt" a.lookup
  size=$(stat -c %s a.lookup)
  for i in $(seq 0 39); do
    cp a.lookup changed.lookup
    printf '\x5a' | dd of=changed.lookup bs=1 seek=$((size * i / 40)) conv=notrunc status=none
    run --separate-stderr "$PORTOLAN" -r changed.lookup 1093
    [ "$status" -eq 3 ] || expect 0 'proofd  1093  udp  PROOFD'
  done
}

@test "a lookup file that is cut or missing is refused" {
  "$PORTOLAN" compile "$excerpt" a.lookup
  head -c 100 a.lookup >short.lookup
  run "$PORTOLAN" -r short.lookup 1093
  expect 3
  run "$PORTOLAN" -r missing.lookup 1093
  expect 3
}

@test "export: the registry in use" {
  "$PORTOLAN" -r "$excerpt" export services
  grep -Eq '^dka[[:blank:]]+1263/tcp' services
  "$PORTOLAN" -r "$excerpt" export - --to csv | cmp - <("$PORTOLAN" convert "$excerpt" - --to csv)
}

@test "an installed registry wins over the bundled one, a named one over both" {
  mkdir data && "$PORTOLAN" compile "$excerpt" data/registry.lookup
  PORTOLAN_DATA=$PWD/data run "$PORTOLAN" --version
  expect 0
  has 'registry of 2024-07-01'
  XDG_DATA_HOME=$PWD PORTOLAN_DATA= run "$PORTOLAN" --version
  [[ $output != *2024-07-01* ]]
  mkdir portolan && cp data/registry.lookup portolan
  XDG_DATA_HOME=$PWD PORTOLAN_DATA= run "$PORTOLAN" --version
  has 'registry of 2024-07-01'
  run "$PORTOLAN" -r data 1093
  expect 0
}

@test "the bundled registry answers without any file" {
  run --separate-stderr "$PORTOLAN" 22/tcp
  expect 0
  has 'ssh  22  tcp'
}

@test "check: what is unusual in the excerpt is a warning for each record, with its line" {
  run --separate-stderr "$PORTOLAN" check "$excerpt"
  expect 0
  [ "${#lines[@]}" -eq 3 ]
  line=$(grep -n '>encrypted_admin<' "$excerpt" | head -1 | cut -d: -f1)
  [[ ${lines[1]} == *"/excerpt-2024-07-01.xml:$((line - 1)): warning: encrypted_admin 1138/tcp: "*' [name-syntax]' ]]
  "$PORTOLAN" compile "$excerpt" a.lookup
  run --separate-stderr "$PORTOLAN" check a.lookup
  expect 0
  [[ ${lines[1]} == 'a.lookup: warning: encrypted_admin 1138/tcp: '* ]]
}

@test "check: every problem of reading with its place, for people and for programs" {
  sed -e 's/<number>1093</<number>70000</' -e 's/<number>1263</<number>x</' "$excerpt" >bad.xml
  run --separate-stderr "$PORTOLAN" check bad.xml
  expect 3
  [ "${#lines[@]}" -ge 2 ]
  [[ ${lines[0]} =~ ^bad\.xml:[0-9]+:[0-9]+:\ error:\ .*70000.*\ \[invalid-value\]$ ]]
  run --separate-stderr "$PORTOLAN" --format json check bad.xml
  expect 3
  [ "$(jq -r '.[0].file' <<<"$output")" = bad.xml ]
  jq -e '.[0].line > 1 and .[0].severity == "error" and .[0].rule == "invalid-value"' <<<"$output"
  run "$PORTOLAN" check missing.xml
  expect 3
}

header='Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes'

@test "check: a broken rule with its line, severity and rule" {
  printf '%s\n' "$header" 'http,80,tcp,World Wide Web,,,,,,,,' 'http,80,tcp,Again,,,,,,,,' '-x,81,tcp,No name,,,,,,,,' >twice.csv
  run --separate-stderr "$PORTOLAN" check twice.csv
  expect 1
  [[ $output == *'twice.csv:3: error: http 80/tcp: '*' [duplicate-record]'* ]]
  [[ $output == *'twice.csv:4: error: '*' [name-syntax]'* ]]
  run --separate-stderr "$PORTOLAN" --format jsonl check twice.csv
  expect 1
  jq -se 'any(.rule == "duplicate-record" and .severity == "error" and .line == 3 and .section == "RFC 6335, section 5")' <<<"$output"
}

@test "check: warnings alone are status 0, but 1 with --strict; nothing wrong prints nothing" {
  printf '%s\n' "$header" 'some-name,4000,tcp,A name,[Someone],,2020-01-02,2020-01-01,,,,' >order.csv
  run --separate-stderr "$PORTOLAN" check order.csv
  expect 0
  has 'order.csv:2: warning: '
  has '[date-order]'
  run "$PORTOLAN" check --strict order.csv
  expect 1
  printf '%s\n' "$header" 'some-name,4000,tcp,A name,,,,,,,,' >good.csv
  run --separate-stderr "$PORTOLAN" check --strict good.csv
  expect 0 ''
}

@test "--max-size: how large a file may be" {
  for command in "check $excerpt" "convert $excerpt a.csv" "compile $excerpt a.lookup" "-r $excerpt 1093" \
    "diff $excerpt $excerpt"; do
    run "$PORTOLAN" --max-size 10K $command
    expect 3
    has 'it is larger than 10240 bytes'
    run "$PORTOLAN" --max-size 1G $command
    expect 0
  done
  for size in 0 x 10T 2000G -1 ''; do
    run "$PORTOLAN" --max-size "$size" check "$excerpt"
    expect 2
  done
}
