#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A registry of one's own, from the shell.

bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR"
  cat >harbour.toml <<'TOML'
name = "harbour"
title = "Ports of the harbour"
profile = "team"

[[range]]
name = "Services"
ports = "8000-8003"
procedures = ["Claim"]

[[range]]
name = "Gateways"
ports = "9000-9099"
procedures = ["Expert Review"]
TOML
}

portolan() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger" "$@"; }
claim() { portolan claim "$@" --yes; }

@test "rules are shown first, kept, and given once" {
  run --separate-stderr portolan rules harbour.toml
  [ "$status" -eq 1 ]
  [[ $output == *'harbour: a new registry'*'8000-8003 (Services): Claim'* ]]
  [[ $stderr == *'nothing was written'* ]]
  portolan rules harbour.toml --yes
  run portolan rules harbour.toml
  [ "$status" -eq 0 ]
  [[ $output == *'these are its rules already'* ]]
  cmp <(portolan rules) harbour.toml
  sed -i 's/8003/8004/' harbour.toml
  run portolan rules harbour.toml --yes
  [[ $output == *'other rules than until now'* ]]
  portolan rules | grep -q 8004
  portolan --as-of @2 rules | grep -q 8003
  run --separate-stderr "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger#other" rules harbour.toml --yes
  [ "$status" -eq 2 ]
  echo 'name = 7' >wrong.toml
  run --separate-stderr portolan rules wrong.toml
  [ "$status" -eq 3 ]
  [[ $stderr == *wrong.toml* ]]
}

@test "a claim is shown, asked for, and done; its port can be looked up at once" {
  portolan rules harbour.toml --yes
  run --separate-stderr portolan claim billing --owner ann
  [ "$status" -eq 1 ]
  [[ $output == *'published, with port 8000'* ]]
  [ -z "$(portolan show --all)" ]
  claim billing --owner ann --purpose 'Pays the pilots'
  [ "$(portolan 8000/tcp)" = 'billing  8000  tcp  Pays the pilots' ]
  run --separate-stderr portolan claim billing --owner ben
  [ "$status" -eq 1 ]
  [[ $stderr == *'[name-taken]'* ]]
  run portolan claim lamp --dry-run --owner ann
  [ "$status" -eq 0 ]
  [[ $output == *'with port 8001'* ]]
  run --separate-stderr portolan lamp
  [ "$status" -eq 1 ]
  portolan verify
}

@test "when nothing is left it is said, and what is released is given again" {
  portolan rules harbour.toml --yes
  for name in one two three four; do claim "$name" --owner ann; done
  run --separate-stderr portolan claim five --owner ann --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *'[none-free]'* ]]
  portolan release two --yes
  claim five --owner ann
  [ "$(portolan five)" = 'five  8001  tcp' ]
  run --separate-stderr portolan release two --yes
  [ "$status" -eq 1 ]
}

@test "under a key a claim is made once, and no other" {
  portolan rules harbour.toml --yes
  first=$(portolan -f json claim web --owner ann --key k --yes)
  events=$(portolan log | wc -l)
  again=$(portolan -f json claim web --owner ann --key k --yes)
  [ "$(jq -c '[.port, .application, .position]' <<<"$first")" = "$(jq -c '[.port, .application, .position]' <<<"$again")" ]
  [ "$(jq .repeated <<<"$first") $(jq .repeated <<<"$again")" = 'false true' ]
  [ "$(portolan log | wc -l)" -eq "$events" ]
  # The same words are the same command, also where the rules mean other ports by now.
  sed -i 's/8000-8003/8001-8009/' harbour.toml
  portolan rules harbour.toml --yes
  [ "$(portolan -f json claim web --owner ann --key k --yes | jq -c '[.port, .repeated]')" = '[8000,true]' ]
  [[ $(portolan claim web --owner ann --key k --dry-run) == 'application 1: '* ]]
  run --separate-stderr portolan -f json claim other --owner ann --key k --yes
  [ "$status" -eq 1 ]
  jq -e '.violations[0].rule == "key-used"' <<<"$output"
}

@test "an application waits for those who decide; the operator cannot approve it" {
  portolan rules harbour.toml --yes
  run portolan apply gate --range gateways --owner ann --purpose Gate --reference wiki --reason because --yes
  [ "$status" -eq 0 ]
  [[ $output == *'an expert reviews it'* ]]
  [ "$(portolan -f json show | jq -c '.[0] | [.application, .state, .service_name]')" = '[1,"review","gate"]' ]
  portolan show 1 | grep -q 'reason *because'
  run --separate-stderr portolan decide 1 approve
  [ "$status" -eq 1 ]
  [[ $stderr == *'[not-allowed]'* ]]
  run portolan decide 1 withdraw --yes
  [ "$status" -eq 0 ]
  run portolan show
  [ "$status" -eq 1 ]
  [[ $(portolan -f json show 1) == *'"state":"withdrawn"'* ]]
  run --separate-stderr portolan decide 7 withdraw
  [ "$status" -eq 1 ]
  run --separate-stderr portolan decide 1 destroy
  [ "$status" -eq 2 ]
  [[ $stderr == *withdraw* ]]
}

@test "several registries in one ledger are told apart by their names" {
  portolan import --yes "$BATS_TEST_DIRNAME/../fixtures/excerpt-2024-07-01.xml"
  portolan rules harbour.toml --yes
  # Without a name IANA's is meant.
  run --separate-stderr portolan claim web --owner ann --yes
  [ "$status" -eq 2 ]
  own() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger#harbour" "$@"; }
  own claim web --owner ann --yes
  [ "$(own web)" = 'web  8000  tcp' ]
  [ "$(own lookup 8000)" = 'web  8000  tcp' ]
  run portolan lookup web
  [ "$status" -eq 1 ]
  run --separate-stderr "$PORTOLAN" -r "ledger#nothing" web
  [ "$status" -eq 3 ]
  [[ $stderr == *harbour* ]]
  # An application to IANA's registry is asked everything that RFC 6335 asks.
  run --separate-stderr portolan apply lantern --port 1113 --owner Ann_Onym
  [ "$status" -eq 1 ]
  [[ $stderr == *'[port-taken]'* && $stderr == *'[missing]'* ]]
  portolan apply lantern --owner Ann_Onym --purpose Light --reference RFC7605 --yes
  portolan lookup lantern | grep -q '^lantern'
  portolan verify
}

@test "what files use is compared with the registry, and claimed" {
  portolan rules harbour.toml --yes
  cat >docker-compose.yml <<'YAML'
services:
  web:
    ports: ["8001:443", "8002:80/tcp"]
  cache:
    ports: ["6379"]
  db:
    ports: ["5432:5432"]
YAML
  run --separate-stderr portolan uses docker-compose.yml
  [ "$status" -eq 1 ]
  [[ $output == *'free'*'web 8001/tcp'*'(docker-compose.yml:3)'* ]]
  [[ $stderr == *'passed over: docker-compose.yml:5'*cache* ]]
  run --separate-stderr portolan uses docker-compose.yml --claim --owner ann
  [ "$status" -eq 1 ]
  [[ $output == *'claimed'* && $stderr == *'nothing was written'* ]]
  [ -z "$(portolan show --all)" ]
  run --separate-stderr portolan uses docker-compose.yml --claim --owner ann --yes
  [ "$status" -eq 1 ]
  [[ $output == *'claimed'*'web 8001/tcp'*'claimed'*'web 8002/tcp'*'refused'*'db 5432/tcp'* ]]
  cat >ports.yaml <<'YAML'
ports:
  - name: web
    port: 8001
    owner: ann
YAML
  run portolan uses ports.yaml
  [ "$status" -eq 0 ]
  sed -i 's/ann/ben/' ports.yaml
  run portolan uses ports.yaml
  [ "$status" -eq 1 ]
  [[ $output == taken* ]]
  echo 'ports: 7' >ports.yaml
  run portolan uses ports.yaml
  [ "$status" -eq 3 ]
}

@test "a registry laid over another avoids what that one has, and is told what it assigns later" {
  "$PORTOLAN" convert "$BATS_TEST_DIRNAME/../fixtures/excerpt-2024-07-01.xml" iana.csv
  head -1 iana.csv >old.csv
  echo 'pilot,8000,tcp,Pilot,,,2020-01-01,,,,,' >>old.csv
  cp old.csv new.csv
  echo 'lighthouse,8002,tcp,Lighthouse,,,2024-01-01,,,,,' >>new.csv
  portolan import --yes --date 2020-01-02 old.csv
  below=$(portolan -f json log --event imported | jq -r '.[0].registry')
  sed -i "s/^profile.*/&\nover = \"$below\"\ncollisions = \"warn\"/" harbour.toml
  portolan rules harbour.toml --yes
  own() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger#harbour" "$@"; }
  run own collisions
  [ "$status" -eq 0 ]
  # What is taken there is not chosen, but may be asked for.
  own claim web --owner ann --yes
  [ "$(own web)" = 'web  8001  tcp' ]
  run --separate-stderr own claim cranes --port 8000 --owner ann --yes
  [ "$status" -eq 0 ] || { echo "$stderr"; false; }
  [[ $stderr == *'pilot 8000/tcp is registered below this registry'* ]]
  run own collisions
  [ "$status" -eq 1 ]
  [ "$output" = "port  cranes 8000/tcp: 8000 is pilot 8000/tcp in $below" ]
  own claim lamps --port 8002 --owner ann --yes
  run --separate-stderr portolan import --yes --date 2024-01-02 new.csv
  [ "$status" -eq 0 ]
  [ "$stderr" = "collision: harbour: port  lamps 8002/tcp: 8002 is lighthouse 8002/tcp in $below" ]
  sed -i 's/"warn"/"refuse"/' harbour.toml
  own rules harbour.toml --yes
  run --separate-stderr own claim pilot --port 8003 --owner ann --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *'[collision]'* ]]
}
