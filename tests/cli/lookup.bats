#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
bats_require_minimum_version 1.5.0
load helper

@test "a port: all its names, transports joined" {
  ask 1138
  expect 0 'encrypted-admin  1138  tcp,udp  encrypted admin requests
encrypted_admin  1138  tcp,udp  encrypted admin requests [historic alias of encrypted-admin]'
}

@test "a bare query is lookup" {
  ask lookup 1093
  expect 0 'proofd  1093  udp  PROOFD'
  ask 1093
  expect 0 'proofd  1093  udp  PROOFD'
}

@test "a port on a transport" {
  ask 1113/dccp
  expect 0 'ltp-deepspace  1113  dccp  Licklider Transmission Protocol'
  ask 1113/sctp
  expect 1 '-  1113  sctp  not assigned for sctp; ltp-deepspace has it for tcp,udp,dccp'
}

@test "a name, in any case, with its transport, and as DNS SRV has it" {
  for query in ltp-deepspace LTP-DeepSpace; do
    ask $query
    expect 0 'ltp-deepspace  1113  tcp,udp,dccp  Licklider Transmission Protocol'
  done
  for query in ltp-deepspace/udp _ltp-deepspace._udp; do
    ask $query
    expect 0 'ltp-deepspace  1113  udp  Licklider Transmission Protocol'
  done
  ask ltp-deepspace/sctp
  expect 1 ''
  complains "'ltp-deepspace' is not registered for sctp, but for tcp,udp,dccp"
}

@test "the historic name finds its own record" {
  ask encrypted_admin
  expect 0
  has 'historic alias of encrypted-admin'
}

@test "de-assigned and removed ports say so, with status 1" {
  ask 1301
  expect 1 '-  1301  tcp,udp  Reserved [de-assigned on 2019-10-30]'
  ask 1276
  expect 1
  has 'removed on 2014-05-23'
}

@test "ports that nobody holds" {
  ask 49160
  expect 1 '-  49160  any  dynamic port, never assigned'
  ask 2
  expect 1 '-  2  any  unassigned'
}

@test "a range shows its records and its gaps" {
  ask 1130-1133/udp
  expect 0
  [ "${#lines[@]}" -eq 4 ]
  ask 49150-49153
  expect 1 '-  49150-49151  any  unassigned
-  49152-49153  any  dynamic port, never assigned'
}

@test "several queries: status 1 if one finds nothing" {
  ask 1093 dka
  expect 0
  [ "${#lines[@]}" -eq 2 ]
  ask 1093 no-such-name
  expect 1 'proofd  1093  udp  PROOFD'
}

@test "an unknown name: what is like it" {
  ask peroscope
  expect 1 ''
  complains "no service is named 'peroscope'; did you mean: periscope"
}

@test "a mistyped command: which one it could be" {
  ask serach apple
  expect 1 ''
  complains "no service is named 'serach'; did you mean the command 'search'?"
  [[ $stderr != *"named 'apple'; did you mean the command"* ]]
  ask proofd
  expect 0
  ask lookup serach
  expect 1 ''
  [[ $stderr != *command* ]]
  ask 1093 serach
  [[ $stderr != *command* ]]
  ask comvert in.xml out.csv --to csv
  expect 2 ''
  complains "there is no option --to; did you mean the command 'convert'?"
}

@test "what is no query is wrong usage" {
  for query in 65536 1100-1000 443/ftp ''; do
    ask "$query"
    expect 2 ''
    complains 'is no query'
  done
}

@test "--details shows everything" {
  ask --details 1232
  expect 0
  has 'assignee: Nexum, Inc. <mailto:mfread@nexuminc.com>'
  has 'contact: Michael Fread, Nexum, Inc. <mailto:mfread@nexuminc.com>'
  has '2012-09-21'
  has 'Microsoft (unoffically) using 1232'
  ask -d ltp-deepspace
  has 'service code (dccp): 7107696 ("ltp")'
  has 'reference (udp): [RFC5326][RFC7122]'
  ask -d encrypted-admin
  has 'replaces encrypted_admin'
}

@test "json is one array, jsonl one object per line, csv has IANA's header" {
  ask --format json 1113 1232
  expect 0
  [ "$(jq length <<<"$output")" -eq 5 ]
  [ "$(jq -r '.[2].service_code' <<<"$output")" = 7107696 ]
  ask --format jsonl 1113/tcp
  [ "$(jq -r .service_name <<<"$output")" = ltp-deepspace ]
  ask --format csv 1093
  [ "${lines[0]%$'\r'}" = 'Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes' ]
  [ "${lines[1]%$'\r'}" = 'proofd,1093,udp,PROOFD,,,,,,,,' ]
}

@test "json of nothing is an empty array, and standard error says why" {
  ask --format json 49160/tcp
  expect 1 '[]'
  complains '49160/tcp: dynamic port, never assigned'
}

@test "search: words of names, descriptions and contacts" {
  ask search licklider
  expect 0 'ltp-deepspace  1113  tcp,udp,dccp  Licklider Transmission Protocol'
  ask search Fread
  expect 0
  has first-defense
  ask search zzzzqqqqxxxx
  expect 1 ''
  complains "nothing fits 'zzzzqqqqxxxx'"
}

@test "search: --limit counts services" {
  ask search --limit 1 service
  expect 0
  [ "${#lines[@]}" -eq 1 ]
  ask --like licklider
  expect 0
  has ltp-deepspace
}

@test "nothing is coloured in a pipe; a terminal gets header, colour and the date" {
  ask 1138
  [[ $output != *$'\e'* ]]
  command -v script >/dev/null || skip 'script is not installed'
  export TERM=xterm
  run script -qec "'$PORTOLAN' -r '$excerpt' 1138" /dev/null
  has 'DESCRIPTION'
  has $'\e[1mencrypted-admin'
  has 'replaces encrypted_admin'
  has 'registry of 2024-07-01'
  NO_COLOR=1 run script -qec "'$PORTOLAN' -r '$excerpt' 1138" /dev/null
  [[ $output != *$'\e'* ]]
}
