#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# An organisation's registry with people and a queue of applications, served on this machine alone:
# demo.sh PROGRAM FOLDER [PORT]. The folder is made anew; Ctrl-C ends it.
set -euo pipefail
program=$(realpath -- "${1:?demo.sh PROGRAM FOLDER [PORT]}")
folder=${2:?demo.sh PROGRAM FOLDER [PORT]}
port=${3:-8643}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
password='tide chart lantern 7'
applicants=(ann bob)
experts=(eve ed)
iesg=(ivy ivo)
operators=(olga otto)
declare -A token
server=

say() { printf '%s\n' "$*"; }
portolan() { "$program" -r "$folder/ledger" "$@"; }

# What is not of this script stays: only a folder that it made before is taken away.
clear_folder() {
  if [ -e "$folder" ] && [ ! -e "$folder/ledger/accounts.key" ] && [ -n "$(ls -A "$folder")" ]; then
    say "demo.sh: $folder holds something else" >&2
    exit 2
  fi
  rm -rf -- "$folder"
  mkdir -p -m 700 -- "$folder"
  folder=$(realpath -- "$folder")
}

make_registry() {
  portolan rules "$here/harbour.toml" --yes >/dev/null
  local name
  for name in "${applicants[@]}" "${experts[@]}" "${iesg[@]}" "${operators[@]}"; do
    portolan user add "$name" --shown "${name^} Example" --password-file - <<<"$password" >/dev/null
    token[$name]=$(portolan token make "$name" --scope read,claim,apply,review,decide --for 'the demonstration' 2>/dev/null)
  done
}

start_server() {
  mkfifo "$folder/said"
  "$program" -r "$folder/ledger" serve --listen "127.0.0.1:$port" 2>"$folder/said" &
  server=$!
  local line
  exec 3<"$folder/said"
  while read -r line <&3; do
    if [[ $line =~ listening\ on\ (http://[0-9.:]+) ]]; then
      base=${BASH_REMATCH[1]}
      # Read to its end, or the server would wait with what else it has to say.
      cat <&3 >>"$folder/log" &
      return
    fi
    say "$line" >>"$folder/log"
  done
  cat "$folder/log" >&2
  exit 1
}

end_server() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" || true
}

# post WHO ADDRESS JSON: the answer, or what was refused and the end.
post() {
  local answer status
  answer=$(curl -sS --noproxy '*' -w '\n%{http_code}' -H "Authorization: Bearer ${token[$1]}" \
    -H 'Content-Type: application/json' --data-binary "$3" "$base/api/v1$2")
  status=${answer##*$'\n'}
  if [[ $status != 20? ]]; then
    say "demo.sh: $1, $2: $answer" >&2
    exit 1
  fi
  printf '%s' "${answer%$'\n'*}"
}

# apply WHO FIELD=TEXT...: an application; its number is in $number.
apply() {
  local who=$1 answer
  shift
  answer=$(post "$who" /applications "$(fields "$@")")
  number=$(jq .application <<<"$answer")
}
claim() { post "$1" /claims "$(fields "${@:2}")" >/dev/null; }
# act WHO ACT [TEXT]: to the application that was made last.
act() { post "$1" "/applications/$number/$2" "$(fields "text=${3:-}")" >/dev/null; }
vote() { post "$1" "/applications/$number/vote" "$(fields "vote=$2" "text=${3:-}")" >/dev/null; }

fields() { jq -cn '[$ARGS.positional[] | split("=") | {(.[0]): (.[1:] | join("="))}] | add' --args -- "$@"; }

# gate WHO NAME DESCRIPTION: of the range that an expert reviews.
gate() {
  apply "$1" kind=assignment "service_name=$2" port_number=9000-9099 transports=tcp "description=$3" \
    reference=wiki/gates 'reason=Fixed in firewalls, whose rules know no names'
}
# beacon WHO NAME DESCRIPTION [FIELD=TEXT...]: of the range that the IESG decides about.
beacon() {
  apply "$1" kind=assignment "service_name=$2" port_number=100-199 transports=udp "description=$3" \
    reference=wiki/beacons 'reason=Ships listen before they can ask' "${@:4}"
}

make_claims() {
  claim bob service_name=billing transports=tcp 'description=Invoices'
  claim ann service_name=finder port_number=8042 transports=tcp,udp 'description=Finds berths'
  claim ann service_name=lighthouse no_port=true transports=tcp 'description=A name, and no port'
}

make_reviews() {
  gate ann gate 'The way in'
  gate bob lock 'The way between two waters'
  act eve take-review
  gate ann weir 'Keeps the water'
  act eve take-review
  act eve ask 'Would a name alone do, found by DNS SRV?'
  gate bob quay 'Where ships lie'
  act ed take-review
  act ed approve 'It cannot be named otherwise'
  gate ann crane 'Lifts what ships bring'
  act eve take-review
  act eve approve 'Its clients know no names'
  act olga publish
  gate bob sluice 'Lets water through'
  act ed take-review
  act ed decline 'The lock does this already'
  gate ann dredge 'Makes the harbour deep'
  act ann withdraw
}

make_decisions() {
  beacon ann beacon 'A light for ships'
  vote ivy yes 'Ships need it'
  beacon bob buoy 'Marks the channel' document=draft-harbour-buoys
  gate bob wreck 'Marks what lies in the way'
  act ed take-review
  act ed decline 'A buoy marks it'
  act bob appeal 'A buoy is moved; a wreck is not'
  apply ann 'kind=unauthorized use' service_name=billing 'unauthorized_use=A game of the night watch'
  apply olga kind=revocation service_name=billing port_number=8100 'reason=Nobody answers for it'
  act eve take-review
  act eve escalate
  act ivy open-call
}

tell() {
  cat <<TEXT

Ports of the harbour: $base
  (Firefox and Chromium keep its cookies without TLS, because it is this machine.)

Who can sign in, all with the password: $password
  ann, bob      apply            eve, ed       review, as experts
  ivy, ivo      are the IESG     olga, otto    publish, as operators

One application from its beginning to its end, in five minutes. A private window for each person saves signing out.
  1  As ann, on $base/apply, ask for the name "pilot", port 9000-9099, tcp, with a description, a
     reference and a reason. Press Check, read what would come of it, then Submit.
  2  As eve, on $base/desk, open it, take the review, and ask the applicant something.
  3  As ann, on $base/desk, open it and answer; then as eve approve it.
  4  As olga, on $base/desk, open it and publish it.
  5  It is on $base/services/pilot, in the feed $base/feeds/services/pilot.atom and in
     $base/assignments/service-names-port-numbers/service-names-port-numbers.csv

More to look at: $base/applications?state=all
The ledger is in $folder/ledger: $program -r $folder/ledger verify
Ctrl-C ends it.
TEXT
}

for needed in curl jq; do
  command -v "$needed" >/dev/null || { say "demo.sh: there is no $needed; ./dev deps installs it" >&2; exit 2; }
done
clear_folder
trap end_server EXIT
trap 'exit 0' INT TERM
say 'Making the harbour: rules, eight people, a queue of applications ...'
make_registry
start_server
make_claims
make_reviews
make_decisions
tell
wait "$server"
