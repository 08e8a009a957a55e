#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# RFC 6335's procedures, from the shell: what is held is given up, renamed, changed, taken back, reported.

bats_require_minimum_version 1.5.0

# Two registries in one ledger: one with a team's rules, one with RFC 6335's over a small range.
setup() {
  cd "$BATS_TEST_TMPDIR"
  cat >harbour.toml <<'TOML'
name = "harbour"
title = "Ports of the harbour"
profile = "team"

[[range]]
name = "Services"
ports = "8000-8009"
procedures = ["Claim"]

[[range]]
name = "Gateways"
ports = "9000-9099"
procedures = ["Expert Review"]
TOML
  cat >port-authority.toml <<'TOML'
name = "authority"
title = "Ports of the port authority"
keeps_edges = false
keeps_other_transports = false

[[range]]
name = "Berths"
ports = "2000-2009"
procedures = ["First Come First Served"]
TOML
  portolan rules harbour.toml --yes
  "$PORTOLAN" -r ledger rules port-authority.toml --yes
}

portolan() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger#harbour" "$@"; }
authority() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger#authority" "$@"; }
# A berth: a service with a port that is assigned at once.
berth() { authority apply "$@" --purpose Lights --reference wiki --reason Fixed --yes; }
claim() { portolan claim "$@" --yes; }
events() { portolan log -n 100000 | wc -l; }

@test "deassign gives up a port, and the name where it is told to; it is shown first" {
  berth beacon --port 2000 --transport tcp,udp --owner Ann_Onym
  before=$(events)
  run --separate-stderr authority deassign beacon --port 2000 --transport udp
  [ "$status" -eq 1 ]
  [[ $output == *'de-assignment of beacon, port 2000, on udp'*'De-assigned'* ]]
  [[ $stderr == *'nothing was written'* ]]
  [ "$(events)" -eq "$before" ]
  authority deassign beacon --transport udp --yes
  [[ $(authority 2000/udp || true) == *'de-assigned on'* ]]
  [ "$(authority 2000/tcp)" = 'beacon  2000  tcp  Lights' ]
  authority deassign beacon --gives-up-name --yes
  [[ $(authority 2000/tcp || true) == *'de-assigned on'* ]]
  [[ $(authority lookup beacon) == *'[historic'* ]]
  # What is given up already is not given up again, and nobody else has the name.
  run --separate-stderr authority deassign beacon --gives-up-name
  [ "$status" -eq 1 ]
  [[ $stderr == *'historic already'*'[name-kept]'* ]]
  run --separate-stderr authority apply beacon --owner Ben_Nevis --purpose x --reference y
  [[ $stderr == *'[name-taken]'* ]]
  authority verify
}

@test "a name without a port stays unless it is given up as well" {
  authority apply buoy --owner Ann_Onym --purpose Lights --reference wiki --yes
  run --separate-stderr authority deassign buoy --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *'its name stays assigned unless it is given up as well'*'[name-kept]'* ]]
  authority deassign buoy --gives-up-name --yes
  [[ $(authority lookup buoy) == *'[historic'* ]]
}

@test "reuse asks for another name on the port; the old one stays where what is given up is kept" {
  berth beacon --port 2001 --transport tcp,udp --owner Ann_Onym --contact Al_Ias
  run --separate-stderr authority reuse beacon lantern
  [ "$status" -eq 1 ]
  [[ $stderr == *'the description is missing'*'the reference is missing'*'why the service needs a port'* ]]
  run authority reuse beacon lantern --purpose 'New lights' --reference wiki --reason Gone --yes
  [ "$status" -eq 0 ]
  [[ $output == *'reuse of beacon to lantern, port 2001, on tcp, udp'* ]]
  [ "$(authority -f json 2001/tcp | jq -r '.[0] | [.service_name, .assignee[0], .contact[0]] | join(" ")')" = 'lantern Ann_Onym Al_Ias' ]
  [ "$(authority beacon)" = 'beacon  -  tcp,udp  Lights' ]
  # In a team's registry nothing is kept of the old one.
  claim lamp --owner ann
  portolan reuse lamp torch --yes
  [ "$(portolan torch)" = 'torch  8000  tcp' ]
  run portolan lamp
  [ "$status" -eq 1 ]
  run --separate-stderr portolan reuse nothing torch2
  [ "$status" -eq 1 ]
  [[ $stderr == *'[not-held]'* ]]
  authority verify
}

@test "of several ports the one that is meant is named" {
  claim lamp --port 8001 --owner ann
  claim lamp --port 8002 --owner ann
  run --separate-stderr portolan reuse lamp torch --yes
  [ "$status" -eq 2 ]
  [[ $stderr == *"'lamp' has several ports: --port says which"* ]]
  portolan reuse lamp torch --port 8002 --yes
  [ "$(portolan 8001/tcp) $(portolan 8002/tcp)" = 'lamp  8001  tcp torch  8002  tcp' ]
}

@test "maintain changes what it is told to, and no holder" {
  berth beacon --port 2000 --owner Ann_Onym
  run --separate-stderr authority maintain beacon
  [ "$status" -eq 1 ]
  [[ $stderr == *'there is nothing to change'* ]]
  run authority maintain beacon --contact Team_Net --dry-run
  [ "$status" -eq 0 ]
  [[ $output == *Contact*Team_Net* ]]
  [ "$(authority -f json beacon | jq -r '.[0].contact[0]')" = Ann_Onym ]
  authority maintain beacon --contact Team_Net --yes
  authority maintain beacon --purpose 'Lights of the harbour' --key describe --yes
  [ "$(authority -f json maintain beacon --purpose 'Lights of the harbour' --key describe --yes | jq .repeated)" = true ]
  [ "$(authority -f json beacon | jq -r '.[0] | [.assignee[0], .contact[0], .description] | join(" ")')" = 'Ann_Onym Team_Net Lights of the harbour' ]
  run --separate-stderr authority maintain beacon --owner Ben_Nevis
  [ "$status" -eq 2 ]
  authority verify
}

@test "revoke needs evidence and a port, and waits for others than who began it" {
  berth beacon --port 2000 --owner Ann_Onym
  authority apply buoy --owner Ann_Onym --purpose Lights --reference wiki --yes
  run --separate-stderr authority revoke beacon
  [ "$status" -eq 1 ]
  [[ $stderr == *'the evidence that the port is not used is missing'* ]]
  run --separate-stderr authority revoke buoy --reason Quiet
  [[ $stderr == *'[name-revoked]'* ]]
  run --separate-stderr authority revoke beacon --reason Quiet
  [ "$status" -eq 1 ]
  [[ $output == *'revocation of beacon, port 2000'*'once it is published'*'De-assigned'* || $output == *'once it is published'*Reserved* ]]
  number=$(authority -f json revoke beacon --reason Quiet --yes | jq .application)
  [ "$(authority -f json show | jq -c '[.[] | [.application, .state, .kind]]')" = "[[$number,\"review\",\"revocation\"]]" ]
  [ "$(authority beacon)" = 'beacon  2000  tcp  Lights' ]
  run --separate-stderr authority decide "$number" approve --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *'[not-allowed]'* ]]
  authority decide "$number" withdraw --yes
}

@test "a report waits for an operator who did not make it" {
  berth beacon --port 2000 --owner Ann_Onym
  run --separate-stderr authority report beacon
  [ "$status" -eq 1 ]
  [[ $stderr == *'what uses the port is missing'* ]]
  run authority -f json report beacon --use 'A game listens there' --dry-run
  [ "$(jq -c '[.state, .records_once_published[0].service_name]' <<<"$output")" = '["check","beacon"]' ]
  number=$(authority -f json report beacon --use 'A game listens there' --yes | jq .application)
  run --separate-stderr authority decide "$number" publish --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *'own'*'[not-allowed]'* ]]
  [ "$(authority -f json beacon | jq '.[0].unauthorized_use_reported')" = null ]
}

@test "what they all say of wrong words" {
  for command in 'deassign' 'reuse one' 'maintain' 'revoke' 'report'; do
    # shellcheck disable=SC2086
    run --separate-stderr portolan $command
    [ "$status" -eq 2 ]
  done
  run --separate-stderr portolan deassign a --port 1,2
  [ "$status" -eq 2 ]
  [[ $stderr == *'one port'* ]]
}

@test "review lists what waits for an expert, with what is like it" {
  run portolan review
  [ "$status" -eq 1 ]
  claim gateway --owner team-net --purpose 'The old way in'
  claim gatt --owner ben
  portolan apply gate --range Gateways --owner team-net --purpose 'The way in' --reference wiki --reason Fixed --yes
  run portolan review
  [ "$status" -eq 0 ]
  [[ ${lines[0]} == 3$'\t''assignment of gate, a port of 9000-9099, on tcp' ]]
  [[ $output == *'submitted    today'*'reviewer     nobody yet'*'port         9000'*'similar      gatt 8001/tcp [ben]'*'similar      gateway 8000/tcp: The old way in [team-net]'*'same holder  gateway'* ]]
  portolan -f json review | jq -e '.[0] | .application == 3 and .age_days == 0 and .port == 9000 and .similar[1].service_name == "gateway"'
  [ "$(portolan -f jsonl review | wc -l)" -eq 1 ]
  run portolan review --state ballot
  [ "$status" -eq 1 ]
  run --separate-stderr portolan review --state done
  [ "$status" -eq 2 ]
  run --separate-stderr portolan -f csv review
  [ "$status" -eq 2 ]
}

@test "review of one shows the record as it would be published, and reads only" {
  portolan apply gate --range Gateways --owner team-net --purpose 'In & out' --reference wiki --reason Fixed --yes
  before=$(events)
  run portolan review 1
  [ "$status" -eq 0 ]
  [[ $output == *'nothing speaks against publishing it today'*'as it would be published'* ]]
  [[ $output == *'    <description>In &amp; out</description>'*'    <number>9000</number>'* ]]
  portolan -f json review 1 | jq -e '.records[0].port_number == "9000" and .file.state == "review" and .violations == []'
  [ "$(events)" -eq "$before" ]
  # Who was faster has the name: the expert is told.
  claim gate --owner ben
  run portolan review 1
  [ "$status" -eq 0 ]
  [[ $output == *'refused'*'gate 8000/tcp is registered'*'[name-taken]'*'it cannot be published as it is'* ]]
  run --separate-stderr portolan review 2
  [ "$status" -eq 1 ]
  [[ $stderr == *"waits for nobody: published; 'portolan show 2'"* ]]
  run --separate-stderr portolan review 9
  [ "$status" -eq 1 ]
  run --separate-stderr portolan review x
  [ "$status" -eq 2 ]
}

@test "what was written in an application is erased once it is closed; a key answers as before" {
  claim web --owner Ann_Onym --purpose 'Ask Ben Nevis' --key deploy
  portolan apply gate --range Gateways --owner Ben_Nevis --purpose 'The way in' --reference wiki --reason Fixed --yes
  # What is open needs it.
  run --separate-stderr portolan erase --application 2 --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *"application 2 is open (review)"*"'portolan decide 2 withdraw'"*'[open]'* ]]
  portolan decide 2 withdraw --yes
  # It is shown, and asked for.
  run --separate-stderr portolan erase --application 2
  [ "$status" -eq 1 ]
  [[ $output == *'assignee     Ben_Nevis'* && $stderr == *'nothing was erased'* ]]
  run portolan erase --application 2 --reason 'asked for' --yes
  [ "$status" -eq 0 ]
  [[ $output == *'erased: what was written in application 2, event @'* ]]
  [[ $(portolan show 2) == *'withheld     what was written in it was erased'*'submitted (what was written is withheld)'* ]]
  [[ $(portolan show 2) != *Ben_Nevis* ]]
  [ "$(portolan -f json show 2 | jq -c '[.withheld, .state, .request.service_name, .request.assignee]')" = '[true,"withdrawn","gate",null]' ]
  [ "$(portolan log --event application-erased | wc -l)" -eq 1 ]
  run --separate-stderr portolan erase --application 2 --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *'[nothing-kept]'* ]]
  run --separate-stderr portolan decide 2 appeal --text Why --yes
  [ "$status" -eq 1 ]
  # Under its key a command still says what it did; another does not pass for it.
  portolan erase --application 1 --yes
  run --separate-stderr portolan -f json claim web --owner Ann_Onym --purpose 'Ask Ben Nevis' --key deploy --yes
  [ "$status" -eq 0 ]
  [ "$(jq -c '[.application, .port, .repeated, .withheld]' <<<"$output")" = '[1,8000,true,true]' ]
  run --separate-stderr portolan claim web --owner Ann_Onym --key deploy --yes
  [[ $stderr == *'note: what was written in application 1 is erased'* ]]
  run --separate-stderr portolan claim other --owner Ann_Onym --key deploy --yes
  [ "$status" -eq 1 ]
  [[ $stderr == *'[key-used]'* ]]
  [ "$(portolan web)" = 'web  8000  tcp  Ask Ben Nevis' ]
  portolan verify
}

@test "erasing a contact names the applications in which the person may be written of" {
  claim web --owner Ann_Onym --purpose 'Ask Ben Nevis'
  claim stock --owner Ben_Nevis
  run --separate-stderr portolan erase Ben_Nevis --yes
  [ "$status" -eq 0 ]
  [[ $stderr == *"in application 1 as well: 'portolan erase --application 1'"*'in application 2 as well'* ]]
  portolan erase --application 2 --yes
  run --separate-stderr portolan erase Ben_Nevis
  [ "$status" -eq 1 ]
  [[ $stderr != *'application 2'* && $stderr == *'keeps nothing of a contact'* ]]
  portolan verify
  run --separate-stderr portolan erase
  [ "$status" -eq 2 ]
  run --separate-stderr portolan erase Ben_Nevis --application 1
  [ "$status" -eq 2 ]
}
