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
  [[ $stderr == *'nothing is known of 2020-01-01: the ledger begins with 2024-07-01'* ]]
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
  cmp <(portolan -f json log | jq -c '.[]') <(portolan -f jsonl log | jq -c .)
  [ "$(portolan -f json log --event nothing)" = '[]' ]
  portolan -f jsonl history 1123/tcp | jq -se 'map(.date) == ["2024-07-01", "2024-08-15"]'
  portolan -f json history 1123/tcp | jq -e '.[0].changes[0].change == "First recorded"'
  for command in log 'history 1123'; do
    run --separate-stderr portolan -f csv $command
    [ "$status" -eq 2 ]
  done
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

# A signed text has no lines but those that the program wrote.
@test "nothing can be smuggled into a statement" {
  sed -i 's|<description>Murray<|<description>Murray\n  assignee: Mallory<|' old.xml
  portolan import --yes old.xml
  portolan history 1123/tcp | grep -q Mallory
  portolan statement 1123/tcp >said.txt
  grep -q 'Murray.*Mallory' said.txt
  run grep -c '^ *assignee: Mallory' said.txt
  [ "$output" = 0 ]
  run --separate-stderr portolan statement $'1123/tcp\nassignee: Mallory'
  [ "$status" -ne 0 ] || ! grep -q '^assignee: Mallory' <<<"$output"
}

@test "what was assigned after the beginning is not told as first recorded" {
  two_states
  sed -e 's|<updated>2024-08-15</updated>|<updated>2024-09-01</updated>|' old.xml >back.xml
  sed -i '0,/<updated>2024-07-01</s//<updated>2024-09-01</' back.xml
  portolan import --yes back.xml
  run --separate-stderr portolan history ltp-deepspace
  [ "$status" -eq 0 ]
  [[ $output == *'2024-07-01  First recorded: ltp-deepspace'* ]]
  [[ $output == *'2024-09-01  Assigned: ltp-deepspace'* ]]
}

@test "a proof is checked without the ledger" {
  portolan import --yes old.xml
  portolan checkpoint >kept.txt
  portolan checkpoint --public >key.pub
  portolan import --yes new.xml
  portolan prove @3 >event.tlog-proof
  portolan prove --since kept.txt >grown.txt
  elsewhere() { PORTOLAN_DATA=$BATS_TEST_TMPDIR/nothing "$PORTOLAN" "$@"; }
  run --separate-stderr elsewhere check-proof event.tlog-proof --key key.pub
  [ "$status" -eq 0 ]
  [ "$(portolan log --from @3 -n 1)" = "${lines[0]}" ]
  run --separate-stderr elsewhere check-proof grown.txt --key key.pub --checkpoint kept.txt
  [ "$status" -eq 0 ]
  [[ $output == *'begins with the '*' of the older checkpoint'* ]]
  # Another implementation, which knows nothing of this program.
  sed -n 's/^extra //p' event.tlog-proof | base64 -d >entry
  python3 "$BATS_TEST_DIRNAME/../conformance/check_proof.py" "$(cat key.pub)" event.tlog-proof entry
  run --separate-stderr elsewhere check-proof grown.txt --key key.pub
  [ "$status" -eq 2 ]
  [[ $stderr == *'--checkpoint'* ]]
  run --separate-stderr elsewhere check-proof event.tlog-proof
  [ "$status" -eq 2 ]
  [[ $stderr == *'--key'* ]]
  sed 's/^index 3/index 4/' event.tlog-proof >wrong
  run --separate-stderr elsewhere check-proof wrong --key key.pub
  [ "$status" -eq 1 ]
  "$PORTOLAN" -r another import --yes old.xml
  "$PORTOLAN" -r another checkpoint --public >other.pub
  run --separate-stderr elsewhere check-proof event.tlog-proof --key other.pub
  [ "$status" -eq 1 ]
  run --separate-stderr elsewhere check-proof old.xml --key key.pub
  [ "$status" -eq 3 ]
  run --separate-stderr elsewhere check-proof missing --key key.pub
  [ "$status" -eq 3 ]
  run --separate-stderr portolan prove @99999
  [ "$status" -eq 3 ]
  run --separate-stderr portolan prove
  [ "$status" -eq 2 ]
}

@test "a person is erased, and the ledger still holds" {
  two_states
  portolan checkpoint >kept.txt
  person=$(grep -o 'id="[A-Za-z_]*"' old.xml | head -n 1 | cut -d '"' -f 2)
  name=$(xmllint --xpath "string(//*[local-name()='person'][@id='$person']/*[local-name()='name'])" old.xml 2>/dev/null ||
    python3 - "$person" <<'PY'
import re, sys
text = open("old.xml", encoding="utf-8").read()
print(re.search(r'<person id="%s">\s*<name>([^<]*)' % sys.argv[1], text).group(1))
PY
  )
  [ -n "$name" ]
  portolan export - --to json | grep -q "$name"
  run --separate-stderr portolan erase "$person"
  [ "$status" -eq 1 ]
  [[ $output == *"$person"*"$name"* && $stderr == *'nothing was erased'* ]]
  portolan export - --to json | grep -q "$name"
  portolan erase "$person" --yes --reason 'asked for'
  for moment in 2024-07-01 2024-08-15; do
    run grep -c "$name" <(portolan --as-of $moment export - --to json)
    [ "$output" = 0 ]
  done
  run grep -c "$name" <(portolan export - --to json)
  [ "$output" = 0 ]
  for file in ledger/*; do
    run grep -c "$name" "$file"
    [ "$output" = 0 ]
  done
  portolan verify --checkpoint kept.txt
  portolan -f json log --event contact-erased | jq -e 'length == 1 and .[0].reason == "asked for"'
  run --separate-stderr portolan erase "$person"
  [ "$status" -eq 1 ]
}

@test "a lookup file that cannot be written is said, and how to make it" {
  portolan import --yes old.xml
  rm ledger/registry.lookup && mkdir -p ledger/registry.lookup/full
  run --separate-stderr portolan import --yes new.xml
  [ "$status" -eq 4 ]
  [[ $stderr == *'the ledger is written'*"export $BATS_TEST_TMPDIR/ledger/registry.lookup"* ]]
  rm -r ledger/registry.lookup
  portolan --as-of 9999-12 export ledger/registry.lookup
  portolan 1123/tcp | grep -q 'Murray, changed'
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
