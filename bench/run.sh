#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# All benchmarks: bench/run.sh BUILD-FOLDER [portolan_bench's groups...]. Ends with 1 if a ratio does not hold.
set -euo pipefail
build=$(realpath "$1")
shift
here=$(realpath "$(dirname "$0")")
data=${PORTOLAN_TEST_DATA:-$here/../../shared/data}/iana/2026-08-17.xml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -f "$data" ]; then
  echo "registry: the real one of 2026-08-17"
else
  echo "registry: the bundled one (set PORTOLAN_TEST_DATA for the real one)"
  data=$work/bundled.xml
  "$build/portolan" export "$data"
fi
failed=0

# glibc reads /etc/services and nothing else: a file with the whole registry is laid over it, for this process alone.
"$build/portolan" convert "$data" "$work/full.services"
lay_over='mount --bind "$1" /etc/services; shift; exec "$@"'
if unshare -m sh -c "$lay_over" sh "$work/full.services" true 2>/dev/null; then
  unshare -m sh -c "$lay_over" sh "$work/full.services" "$build/portolan_bench" "$data" "$@" || failed=1
else
  echo "(no right to lay a full services file over /etc/services: getservbyport is measured on the system's own)"
  "$build/portolan_bench" "$data" "$@" || failed=1
fi

echo
[ $# -gt 0 ] || "$build/ledger_bench" "$data" || failed=1
[ $# -gt 0 ] || "$build/desk_bench" "$data" || failed=1
echo
[ $# -gt 0 ] || python3 "$here/processes.py" "$build/portolan" "$data" || failed=1
echo
[ $# -gt 0 ] || python3 "$here/serving.py" "$build/portolan" "$data" || failed=1
exit $failed
