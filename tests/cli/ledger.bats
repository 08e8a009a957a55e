#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The ledger from the shell.

bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR"
  fixture=$BATS_TEST_DIRNAME/../fixtures/excerpt-2024-07-01.xml
  cp "$fixture" old.xml
  # A later state: one description is another, and one record is gone.
  python3 - old.xml new.xml <<'PY'
import re, sys
text = open(sys.argv[1], encoding="utf-8").read()
text = text.replace("<updated>2024-07-01</updated>", "<updated>2024-08-15</updated>", 1)
records = re.findall(r"  <record.*?</record>\n", text, re.S)
ltp = next(r for r in records if "<name>ltp-deepspace</name>" in r and "<protocol>dccp" in r)
text = text.replace(ltp, "", 1)
text = text.replace("<description>Murray<", "<description>Murray, changed<", 1)
open(sys.argv[2], "w", encoding="utf-8").write(text)
PY
}

portolan() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger" "$@"; }

two_states() {
  portolan import --yes old.xml
  portolan import --yes new.xml
}

@test "import shows what would change, and writes only with --yes" {
  run --separate-stderr portolan import old.xml
  [ "$status" -eq 1 ]
  [[ $output == *'old.xml, 2024-07-01: 101 records and 43 contacts, the first state'* ]]
  [[ $stderr == *'nothing was written'* ]]
  run --separate-stderr portolan log
  [ "$status" -eq 3 ]
  run --separate-stderr portolan import --yes old.xml
  [ "$status" -eq 0 ]
  run --separate-stderr portolan import --yes new.xml
  [ "$status" -eq 0 ]
  [[ $output == *'new.xml, 2024-08-15: '*'1 '* ]]
  [[ $output == *'breaks: the name ltp-deepspace'*'is gone'* || $output == *'removed'* || $output == *'de-assigned'* ]]
}

@test "importing again adds nothing; an older file is refused unless --backfill" {
  portolan import --yes new.xml
  run --separate-stderr portolan import --yes new.xml
  [ "$status" -eq 0 ]
  [[ $output == *'imported before, nothing new'* ]]
  before=$(portolan log | wc -l)
  run --separate-stderr portolan import --yes old.xml
  [ "$status" -eq 2 ]
  [[ $stderr == *'--backfill'* ]]
  [ "$(portolan log | wc -l)" -eq "$before" ]
  portolan import --yes --backfill old.xml
  cmp <(portolan --as-of 2024-07-20 export - --to csv) <("$PORTOLAN" convert old.xml - --to csv)
  cmp <(portolan export - --to csv) <("$PORTOLAN" convert new.xml - --to csv)
  portolan verify
}

@test "every date is what its file alone is" {
  two_states
  for format in csv xml json; do
    cmp <(portolan --as-of 2024-07-01 export - --to $format) <("$PORTOLAN" convert old.xml - --to $format)
    cmp <(portolan --as-of 2024-08-14 export - --to $format) <("$PORTOLAN" convert old.xml - --to $format)
    cmp <(portolan --as-of 2024-08-15 export - --to $format) <("$PORTOLAN" convert new.xml - --to $format)
    cmp <(portolan export - --to $format) <("$PORTOLAN" convert new.xml - --to $format)
  done
  run --separate-stderr portolan --as-of 2020-01-01 1123/tcp
  [ "$status" -eq 3 ]
  [[ $stderr == *'begins after 2020-01-01'* ]]
  run --separate-stderr portolan --as-of nonsense 1123/tcp
  [ "$status" -eq 2 ]
}

@test "asking commands take --as-of" {
  two_states
  run --separate-stderr portolan --as-of 2024-07-01 1123/tcp
  [ "$status" -eq 0 ]
  [[ $output == *'Murray'* && $output != *'Murray, changed'* ]]
  run --separate-stderr portolan 1123/tcp
  [[ $output == *'Murray, changed'* ]]
  portolan --as-of 2024-07-01 search ltp-deepspace
}

@test "history and log tell what happened" {
  two_states
  run --separate-stderr portolan history 1123/tcp
  [ "$status" -eq 0 ]
  [[ $output == *'2024-07-01  First recorded: murray'* ]]
  [[ $output == *'2024-08-15  '*'"Murray" before, now "Murray, changed"'* ]]
  portolan -f json history 1123/tcp | jq -e 'map(.date) == ["2024-07-01", "2024-08-15"]'
  run --separate-stderr portolan history 9999/udp
  [ "$status" -eq 1 ]
  [ "$(portolan log --event imported | wc -l)" -eq 2 ]
  portolan -f jsonl log | jq -se 'map(.position) == [range(length)]'
  [ "$(portolan log --newest -n 1)" = "$(portolan log | tail -n 1)" ]
}

@test "diff takes dates" {
  two_states
  run --separate-stderr portolan diff 2024-07-01 2024-08-15
  [ "$status" -eq 1 ]
  [[ $output == *'Murray, changed'* ]]
  run --separate-stderr portolan diff 2024-07-01 old.xml
  [ "$status" -eq 0 ]
}

@test "a checkpoint that was kept elsewhere shows what was changed" {
  two_states
  run --separate-stderr portolan verify
  [ "$status" -eq 0 ]
  [[ $output == *'all of it holds'* ]]
  portolan checkpoint >kept.txt
  portolan checkpoint --public >key.pub
  [ "$(stat -c %a ledger/checkpoint.key)" = 600 ]
  run --separate-stderr portolan verify --checkpoint kept.txt --key key.pub
  [ "$status" -eq 0 ]
  sed 's/^[0-9]*$/7/' kept.txt >forged.txt
  run --separate-stderr portolan verify --checkpoint forged.txt --key key.pub
  [ "$status" -eq 3 ]
  python3 - ledger/ledger.sqlite <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE events SET bytes = CAST(REPLACE(CAST(bytes AS TEXT), 'Murray', 'Murraz') AS BLOB) WHERE position = (SELECT MAX(position) FROM events WHERE instr(bytes, 'Murray') > 0)")
db.commit()
PY
  run --separate-stderr portolan verify --checkpoint kept.txt --key key.pub
  [ "$status" -eq 1 ]
  [[ $output == *'is not what its hash was made of'* ]]
  run --separate-stderr portolan checkpoint
  [ "$status" -eq 3 ]
  [[ $stderr == *'nothing is signed'* ]]
}

@test "a statement says whose it was, signed" {
  two_states
  run --separate-stderr portolan --as-of 2024-07-01 statement 1123/tcp
  [ "$status" -eq 0 ]
  [[ $output == *'as of 2024-07-01'*'description: Murray'*'assignee: '* ]]
  [[ $output == *$'\n— portolan/'* ]]
}

@test "a document without a date needs one" {
  "$PORTOLAN" convert old.xml old.csv
  run --separate-stderr portolan import --yes old.csv
  [ "$status" -eq 2 ]
  [[ $stderr == *'--date'* ]]
  portolan import --yes --date 2024-07-01 old.csv
  cmp <(portolan export - --to csv) old.csv
}

@test "a ledger that is not there says how to make one" {
  run --separate-stderr portolan verify
  [ "$status" -eq 3 ]
  [[ $stderr == *'portolan import FILE'* ]]
}

@test "a backup is the whole ledger, and restores it elsewhere" {
  two_states
  portolan backup whole.backup
  [ "$(stat -c %a whole.backup)" = 600 ]
  "$PORTOLAN" -r moved restore whole.backup
  cmp <("$PORTOLAN" -r moved --as-of 2024-07-01 export - --to xml) <("$PORTOLAN" convert old.xml - --to xml)
  cmp <("$PORTOLAN" -r moved -f jsonl log) <(portolan -f jsonl log)
  "$PORTOLAN" -r moved verify
  run --separate-stderr "$PORTOLAN" -r moved restore whole.backup
  [ "$status" -eq 4 ]
  head -c 3000 whole.backup >cut.backup
  run --separate-stderr "$PORTOLAN" -r other restore cut.backup
  [ "$status" -eq 3 ]
}
