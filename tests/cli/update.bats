#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# `portolan update` against a server on loopback that serves well, or misbehaves (tests/support/bad_server.py).

bats_require_minimum_version 1.5.0
load helper

setup_file() {
  for tool in python3 openssl; do
    command -v $tool >/dev/null || export MISSING=$tool
  done
  [ -z "${MISSING:-}" ] || return 0
  export SERVER_FOLDER=$BATS_FILE_TMPDIR/server
  mkdir -p "$SERVER_FOLDER/served"
  mkfifo "$SERVER_FOLDER/in" "$SERVER_FOLDER/out"
  python3 "$BATS_TEST_DIRNAME/../support/bad_server.py" "$SERVER_FOLDER" \
    <"$SERVER_FOLDER/in" >"$SERVER_FOLDER/out" 3>&- &
  server=$!
  exec {server_input}>"$SERVER_FOLDER/in"  # it ends when this does
  local ports
  read -r ports <"$SERVER_FOLDER/out"  # its only line comes when it listens
  export PORTS=$ports
  # What the environment says about proxies must not decide what these tests see.
  unset https_proxy HTTPS_PROXY http_proxy all_proxy ALL_PROXY
  export no_proxy=localhost NO_PROXY=localhost
}

teardown_file() {
  [ -n "${server:-}" ] || return 0
  exec {server_input}>&-
  kill "$server" 2>/dev/null || true
  wait "$server" || true
}

setup() {
  [ -z "${MISSING:-}" ] || skip "needs $MISSING, for the server"
  cd "$BATS_TEST_TMPDIR"
  cp "$BATS_TEST_DIRNAME/../fixtures/excerpt-2024-07-01.xml" old.xml
  # A later state: one name has no record any more, one port has another name, one description is another.
  python3 - <<'PY'
import re
text = open("old.xml", encoding="utf-8").read()
text = text.replace("<updated>2024-07-01</updated>", "<updated>2024-08-15</updated>", 1)
for record in re.findall(r"  <record.*?</record>\n", text, re.S):
    if "<name>ltp-deepspace</name>" in record:
        text = text.replace(record, "", 1)
text = text.replace("<name>proofd</name>", "<name>disproofd</name>", 1)
text = text.replace("<description>Murray<", "<description>Murray, changed<", 1)
open("new.xml", "w", encoding="utf-8").write(text)
PY
}

portolan() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger" "$@"; }

# The address of a path at one of the server's listeners.
url() {
  local -a words=($PORTS)
  for ((i = 0; i < ${#words[@]}; i += 2)); do
    [ "${words[i]}" != "$1" ] || echo "https://localhost:${words[i + 1]}/$2"
  done
}

# What the server gives under the name that is this test's own.
serve() { cp "$1" "$SERVER_FOLDER/served/$BATS_TEST_NUMBER.xml"; }
served() { url good "file/$BATS_TEST_NUMBER.xml"; }

# An update from an address, without waiting where a failure can pass.
update() {
  local from=$1
  shift
  run --separate-stderr portolan update --url "$from" --ca-file "$SERVER_FOLDER/ca.pem" --tries 1 "$@" </dev/null
}

# The state that failures must leave: everything that the ledger says of itself, in files called $1-*.
keep() {
  portolan -f jsonl log >"$1-log"
  portolan export - --to xml >"$1-export"
  cp ledger/registry.lookup "$1-lookup"
}
unchanged() {
  keep after
  cmp before-log after-log
  cmp before-export after-export
  cmp before-lookup after-lookup
  portolan verify >verified
}

# Fails with that status and those words, and leaves the ledger as it was; also where there was none.
refuses() {
  local status_wanted=$1 words=$2 from=$3
  shift 3
  update "$from" --yes "$@"
  expect "$status_wanted" ''
  complains "$words"
  unchanged
}

first_state() {
  serve old.xml
  update "$(served)" --yes
  expect 0
  keep before
}

@test "the first update writes, and says what" {
  serve old.xml
  update "$(served)" --yes
  expect 0
  has "$BATS_TEST_NUMBER.xml, 2024-07-01: 101 records and 43 contacts, the first state"
  cmp <(portolan export - --to xml) <("$PORTOLAN" convert old.xml - --to xml)
  run --separate-stderr portolan 1123/tcp
  expect 0
  has murray
}

@test "what has not changed is not transferred again, and adds nothing" {
  first_state
  update "$(served)" --yes
  expect 0 'up to date: the server has nothing new since the last update'
  unchanged
  # The same bytes from elsewhere, where nothing is known of them.
  cp old.xml "$SERVER_FOLDER/served/mirror.xml"
  update "$(url good file/mirror.xml)" --yes
  expect 0
  has 'imported before, nothing new'
  unchanged
}

@test "a changed document: what it changes and breaks is shown, and written only with --yes" {
  first_state
  serve new.xml
  update "$(served)"
  expect 1
  has '2024-08-15: '
  has 'breaks: the name ltp-deepspace 1113/tcp is gone'
  has 'breaks: 1093/udp is called disproofd, not proofd any more'
  complains 'nothing was written; --yes writes without asking'
  unchanged
  # Nothing is taken for fetched that was not written.
  update "$(served)" --yes
  expect 0
  has 'breaks: the name ltp-deepspace 1113/tcp is gone'
  cmp <(portolan export - --to xml) <("$PORTOLAN" convert new.xml - --to xml)
  cmp <(portolan --as-of 2024-08-14 export - --to xml) <("$PORTOLAN" convert old.xml - --to xml)
  run --separate-stderr portolan 1123/tcp
  has 'Murray, changed'
  portolan verify
}

@test "downloads that are cut, endless, of a wrong length or never end change nothing" {
  first_state
  refuses 4 'bytes came; try again later' "$(url good cut)"
  refuses 4 'broke before the document was whole' "$(url good cut_chunked)"
  refuses 4 'is larger than' "$(url good endless)" --max-size 1M
  refuses 4 'is larger than' "$(url good gzip_bomb)" --max-size 1M
  refuses 4 'sends more than the' "$(url good too_little_kept_open)"
  refuses 4 'bytes came; try again later' "$(url good too_much_announced)"
  refuses 4 'did not come within 1 seconds' "$(url good dripping)" --timeout 1
}

@test "servers that redirect in a circle or are in trouble change nothing" {
  first_state
  refuses 4 'redirects too often: check the address' "$(url good redirect_loop)"
  refuses 4 'not https://' "$(url good redirect_to_plain)"
  refuses 4 'the server is in trouble (status 503); try again later' "$(url good failing)"
  refuses 4 'no such document (status 404): check the address' "$(url good missing)"
  refuses 4 'asked too often (status 429)' "$(url good busy_for_a_day)"
}

@test "what can pass is tried again" {
  update "$(url good failing)" --tries 2
  expect 4
  complains 'tried 2 times: try again later'
  update "$(url good slow)" --timeout 1 --tries 3
  expect 4
  complains 'did not come within 1 seconds'
  run portolan update --tries 0
  expect 2
}

@test "certificates that are wrong, expired, of another name or not known change nothing" {
  first_state
  for listener in expired othername unknownca selfsigned; do
    refuses 4 'is not valid' "$(url $listener "file/$BATS_TEST_NUMBER.xml")"
  done
  complains 'check this machine'\''s clock and its certificates'
  run --separate-stderr portolan update --yes --url "$(served)" --tries 1
  expect 4
  complains 'is not valid'
  refuses 2 'plain http:// is not allowed: use https://' "http://localhost:1/a.xml"
}

@test "documents with a DOCTYPE, of no format, or cut by their author change nothing" {
  first_state
  sed '1a <!DOCTYPE registry [<!ENTITY a "aaaa">]>' new.xml >doctype.xml
  serve doctype.xml
  refuses 3 'DOCTYPE' "$(served)"
  complains 'nothing was written'
  echo '<html><body><p>Please log in</p></body></html>' >page.html
  serve page.html
  refuses 3 'this is no registry in a readable format' "$(served)"
  complains 'nothing was written'
  echo 'What you are looking for is not here.' >words
  serve words
  refuses 3 'this is no registry in a readable format' "$(served)"
  head -c 20000 new.xml >half.xml
  serve half.xml
  refuses 3 'the document ends ' "$(served)"
}

@test "a document that is older than the latest state, or without a day, changes nothing" {
  serve new.xml
  update "$(served)" --yes
  keep before
  serve old.xml
  refuses 3 'it is of 2024-07-01, and the registry is already of 2024-08-15' "$(served)"
  complains '`portolan import` takes such a file'
  "$PORTOLAN" convert old.xml old.csv
  serve old.csv
  refuses 3 'does not say of which day it is' "$(served)"
  complains '`portolan import` takes such a file'
}

@test "another registry in the same ledger is not what is asked" {
  first_state
  sed 's/id="service-names-port-numbers"/id="other-things"/; s/<name>murray</<name>marry</' old.xml >other.xml
  serve other.xml
  update "$(served)" --yes
  expect 0
  cmp before-lookup ledger/registry.lookup
  run --separate-stderr portolan 1123/tcp
  has murray
  cmp <(portolan export - --to xml) before-export
  portolan verify
}

@test "an update that fails makes no ledger" {
  update "$(url good failing)" --yes
  expect 4
  [ ! -e ledger ]
  update "$(url expired plain)" --yes
  expect 4
  [ ! -e ledger ]
}
