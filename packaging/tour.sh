#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A short tour of real answers: tour.sh PROGRAM. It needs no network and leaves nothing behind.
set -euo pipefail
program=$(realpath -- "${1:?tour.sh PROGRAM}")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
fixture=tests/fixtures/excerpt-2024-07-01.xml

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
ln -s "$here/tests" "$folder/tests"
cd "$folder"
# A registry that the user installed must not change the answers.
export PORTOLAN_DATA=$folder/none
portolan() { "$program" "$@"; }

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\e[1m' plain=$'\e[0m'
else
  bold='' plain=''
fi

# A sentence, the command, its answer. The statuses 1 (not assigned) and 3 (a broken file) are answers too.
show() {
  local words=$1 command=$2 status=0
  printf '\n%s\n%s$ %s%s\n' "$words" "$bold" "$command" "$plain"
  eval "$command" 2>&1 || status=$?
  if [ "$status" = 2 ] || [ "$status" -gt 3 ]; then
    printf 'tour.sh: "%s" ended with status %s\n' "$command" "$status" >&2
    exit 1
  fi
}

printf 'A short tour of portolan.\n'
show 'Who has port 5432?' 'portolan 5432'
show 'Where does redis listen? (The name may be written in any case.)' 'portolan Redis'
show 'Several questions at once. A port inside a range finds the range.' 'portolan ssh 443/tcp 6010/tcp'
show 'Nobody has this port, and the exit status is 1.' 'portolan 49160'
show 'A mistyped name gets suggestions.' 'portolan peroscope'
show 'Search any words, best first.' 'portolan search --limit 4 apple remote'
show 'A port that nothing has and nothing here uses, for a program called mygame: the same on every machine.' \
  'portolan pick --user you mygame'
show 'What speaks against a port.' 'portolan pick --why 8080'
show 'For programs: JSON lines, JSON or CSV.' 'portolan --format jsonl 5432/tcp'
show 'Any registry file can be asked, and become another format.' \
  "portolan --registry $fixture 1301; portolan convert $fixture - --to services | head -5"
show 'A broken file gets a line for every problem, with its place.' \
  "sed 's/<number>1093</<number>70000</' $fixture | portolan check --from xml -"

cat <<TEXT

Now try it yourself: the program is ${program#"$here"/}
  ${program#"$here"/} --help           all commands; --help after a command tells more
  ${program#"$here"/} 8080             a question of your own
  ${program#"$here"/} -d https         everything that is registered for https
README.md goes on from here.
TEXT
