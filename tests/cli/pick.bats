#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
bats_require_minimum_version 1.5.0
load helper

# Ports of the excerpt that are all held, whatever this machine does with them.
held='--allow ephemeral,listening --range 1130-1139'
# Ports of which the excerpt knows nothing, and which hosts seldom use.
quiet='--range 20000-29999 --allow ephemeral'

@test "pick: one port in a pipe, and nothing else" {
  ask pick $quiet --user alice web
  expect 0
  [[ $output =~ ^2[0-9]{4}$ ]]
  [ -z "$stderr" ]
}

@test "pick: the candidates of alice and web are those that the documentation gives" {
  ask pick --allow ephemeral,listening,node-port --range 1024-49151 --user alice -n 4 WEB
  expect 0 '39380
4323
17394
30465'
}

@test "pick: the same user and name get the same port, others another" {
  ask pick $quiet --user alice web
  first=$output
  ask pick $quiet --user alice web
  [ "$output" = "$first" ]
  ask pick $quiet --user bob web
  [ "$output" != "$first" ]
  ask pick $quiet --user alice mail
  [ "$output" != "$first" ]
}

@test "pick: the user is that of --user, LOGNAME, USER, or of the process" {
  ask pick $quiet --user alice web
  alices=$output
  LOGNAME=alice USER=bob ask pick $quiet web
  [ "$output" = "$alices" ]
  LOGNAME= USER=alice ask pick $quiet web
  [ "$output" = "$alices" ]
  LOGNAME= USER= ask -f json pick $quiet web
  [ "$(jq -r .user <<<"$output")" = "$(awk -F: -v id="$(id -u)" '$3 == id { print $1; exit }' /etc/passwd)" ]
}

@test "pick: --count gives as many different ports; --exclude takes some away" {
  ask pick $quiet --user alice -n 5 web
  expect 0
  [ "$(sort -u <<<"$output" | wc -l)" -eq 5 ]
  second=${lines[1]}
  ask pick $quiet --user alice -n 5 --exclude "${lines[0]},1-5" --exclude "${lines[2]}-${lines[2]}" web
  expect 0
  [ "${lines[0]}" = "$second" ]
}

@test "pick: nothing that the registry assigns or reserves is picked" {
  ask pick $held web
  expect 1 ''
  complains 'only 0 of the 10 ports of 1130-1139 can be used (10 assigned)'
  ask pick $held --allow assigned web
  expect 0
  [[ $output == 113[0-9] ]]
}

@test "pick: fewer ports than asked for are printed, with status 1" {
  ask pick --range 20000-20003 --allow ephemeral,listening --exclude 20001-20003 -n 2 web
  expect 1 20000
  complains 'only 1 of the 4 ports of 20000-20003 can be used (3 excluded)'
}

@test "pick --why: every reason in words" {
  ask pick --why 1138,1301 --allow ephemeral,listening
  expect 1 '1138  no  assigned: encrypted-admin on tcp,udp; assigned: encrypted_admin on tcp,udp
1301  no  reserved on tcp,udp: de-assigned on 2019-10-30'
  ask pick --why 30465 --why 6666 --why 22,49160
  expect 1
  [[ ${lines[0]} == '30465  no  '*'in the Kubernetes NodePort range 30000-32767'* ]]
  [[ ${lines[1]} == '6666  no  '*'browsers refuse it'* ]]
  [[ ${lines[2]} == '22  no  '*'system port'* ]]
  [[ ${lines[3]} == '49160  no  '*'dynamic port, never assigned'* ]]
}

@test "pick --why: ports that can be used, and what is allowed" {
  ask pick --why 30465 --allow node-port,listening,ephemeral
  expect 0
  [[ $output == '30465  yes  in the Kubernetes NodePort range 30000-32767 (allowed)'* ]]
  free=$("$PORTOLAN" -r "$excerpt" pick $quiet web)
  ask pick --why "$free" --range 20000-29999 --exclude "$free"
  expect 1
  has "excluded by the request ($free)"
}

@test "pick --why: a range gives a line for each port" {
  ask pick --why 1130-1139
  [ "${#lines[@]}" -eq 10 ]
}

@test "pick: a port inside a registered range, and one assigned on another transport only, are held" {
  cat >ranges.csv <<'CSV'
Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes
x11,20000-20009,tcp,X Window System,,,,,,,,
only-sctp,20011,sctp,One transport,,,,,,,,
,20012,udp,Reserved,,,,,,,,
CSV
  run --separate-stderr "$PORTOLAN" -r ranges.csv pick --allow listening,ephemeral --transport udp --range 20000-20013 -n 2 web
  expect 0
  [ "$(sort <<<"$output")" = '20010
20013' ]
  run --separate-stderr "$PORTOLAN" -r ranges.csv pick --allow listening,ephemeral --transport udp --why 20005,20011,20012
  expect 1 "20005  no  inside x11's range 20000-20009 (tcp)
20011  no  assigned: only-sctp on sctp
20012  no  reserved on udp"
}

@test "pick: the ephemeral range of this host is a reason, and it says where it is from" {
  [ -r /proc/sys/net/ipv4/ip_local_port_range ] || skip 'the kernel does not tell its ephemeral range'
  read -r low high </proc/sys/net/ipv4/ip_local_port_range
  ask pick --details --range 20000-29999 web
  complains "the ephemeral range is $low-$high, from /proc/sys/net/ipv4/ip_local_port_range"
  [ "$(cat /proc/sys/net/ipv4/ip_local_reserved_ports)" = '' ] || skip 'ports are reserved from the range'
  ask pick --why "$low"
  expect 1
  has "in the ephemeral range $low-$high of this host"
}

@test "pick: a socket that listens is a reason, and the next candidate is picked" {
  ask pick $quiet --user alice -n 2 web
  expect 0
  port=${lines[0]} next=${lines[1]}
  command -v python3 >/dev/null || skip 'python3 is not installed'
  python3 -c 'import signal, socket, sys
s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
signal.alarm(60)
signal.pause()' "$port" >ready 3>&- &
  listener=$!
  for _ in $(seq 100); do [ ! -s ready ] || break; sleep 0.05; done
  ask pick $quiet --user alice --details web
  picked=$output said=$stderr
  ask pick $quiet --user alice --transport udp web
  on_udp=$output
  ask pick --why "$port"
  why=$output why_status=$status
  kill "$listener"
  [ -s ready ] || skip 'the port cannot be listened on here'
  [ "$picked" = "$next" ]
  [[ $said == *"$port  listening now on tcp"*'(127.0.0.1)'* ]]
  [ "$on_udp" = "$port" ]
  [ "$why_status" -eq 1 ]
  [[ $why == *'listening now on tcp'*'(127.0.0.1)'* ]]
}

@test "pick: JSON has the port, the rejected ones with their reasons, and the totals" {
  ask -f json pick --allow listening,ephemeral --range 1304-1320 --user alice web
  expect 0
  jq -e '.user == "alice" and .name == "web" and .port == .ports[0] and (.ports | length) == 1' <<<"$output"
  jq -e '.free == 14 and .totals.assigned == 3 and .totals.node_port == 0 and .allowed == ["ephemeral", "listening"]' <<<"$output"
  jq -e '.ephemeral | has("ports") and has("from")' <<<"$output"
  ask -f json pick $held web
  expect 1
  jq -e '.port == null and .ports == [] and (.rejected | length) == 10' <<<"$output"
  jq -e '.rejected[] | select(.port == 1138) | .reasons[0] == {reason: "assigned", words: "assigned: encrypted-admin on tcp,udp"}' <<<"$output"
  ask -f jsonl pick --why 1138-1140
  [ "$(jq -s length <<<"$output")" -eq 3 ]
  ask -f json pick --why 1138,30465 --allow assigned,listening,ephemeral
  expect 1
  jq -e '.[0].usable and .[0].reasons[0].allowed and (.[1].usable | not)' <<<"$output"
}

@test "pick: wrong usage" {
  for words in '--count 0' '--count 300000' '--range 10-5' '--range 1-2,5' '--range x' '--transport icmp' \
    '--transport tcp,x' '--exclude 70000' '--allow luck' '--why http' 'one two' '--format csv'; do
    ask pick $words
    expect 2 ''
  done
}

@test "pick: on a terminal, why" {
  command -v script >/dev/null || skip 'script is not installed'
  run script -qec "'$PORTOLAN' -r '$excerpt' pick $held --user alice web" /dev/null
  has 'tried before, and rejected'
  has '1138  assigned: encrypted-admin on tcp,udp'
  has '10  assigned'
  has "user 'alice' and name 'web'"
  has 'registry of 2024-07-01'
  run script -qec "'$PORTOLAN' -r '$excerpt' pick --range 20000-20029 --exclude 20000-20028 -n 2 web" /dev/null
  has 'and 19 more: --details shows them'
}
