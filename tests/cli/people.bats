#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# People, tokens and hooks, from the shell.

bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR"
  cat >harbour.toml <<'TOML'
name = "harbour"
title = "Ports of the harbour"
profile = "team"

[[expert]]
account = "eve"
transports = ["tcp"]
TOML
  portolan rules harbour.toml --yes
  echo 'tide chart lantern 7' >password
}

portolan() { "$PORTOLAN" -r "$BATS_TEST_TMPDIR/ledger" "$@"; }

@test "the first account makes the key, for its owner's eyes only" {
  run --separate-stderr portolan user
  [ "$status" -eq 3 ]
  [[ $stderr == *"'portolan user add NAME' makes the first"* ]]
  run portolan user add ann --password-file password --shown 'Ann Onym' --mail ann@example.org
  [ "$status" -eq 0 ]
  [ "$(stat -c %a ledger/accounts.key)" = 600 ]
  run portolan user
  [[ $output == *$'#2\tann\tAnn Onym\tcan sign in\t-'* ]]
}

@test "what an account must be is said" {
  run --separate-stderr portolan user add 'Ann Onym' --password-file password
  [ "$status" -ne 0 ]
  [[ $stderr == *name* ]]
  portolan user add ann --password-file password
  run --separate-stderr portolan user add ann --password-file password
  [ "$status" -eq 4 ]
  [[ $stderr == *taken* ]]
  echo 1234 >short
  run --separate-stderr portolan user password ann --password-file short
  [ "$status" -ne 0 ]
  [[ $stderr != *1234* ]]
}

@test "without a password there is a link, once" {
  run portolan user add ann </dev/null
  [ "$status" -eq 0 ]
  [[ $output =~ /new-password/[A-Za-z0-9_-]{43} ]]
  run portolan user show ann
  [[ $output == *'has no password yet'* ]]
}

@test "roles are granted, told and withdrawn; the rules give some" {
  portolan user add eve --password-file password
  run portolan user show eve
  [[ $output == *'expert of tcp in harbour, by its rules'* ]]
  portolan user grant eve --role operator
  portolan user grant eve --role auditor --everywhere
  run portolan -f json user
  [[ $output == *'"role":"operator","registry":"harbour"'* ]]
  [[ $output == *'"role":"auditor","registry":""'* ]]
  portolan user withdraw eve --role operator
  run portolan user show eve
  [[ $output != *operator* ]]
  run portolan user withdraw eve --role operator
  [ "$status" -ne 0 ]
}

@test "disabled, enabled, erased" {
  portolan user add ann --password-file password --mail ann@example.org
  portolan user disable ann
  run portolan user show ann
  [[ $output == *disabled* ]]
  portolan user enable ann
  run portolan user erase ann
  [ "$status" -eq 1 ]
  portolan user erase ann --yes
  run portolan user
  [[ $output == *$'#2\t-\twithheld\terased'* ]]
  run grep -c ann@example.org ledger/ledger.sqlite
  [ "$output" = 0 ]
}

@test "a token is shown once, listed without its secret, revoked once" {
  portolan user add ann --password-file password
  run --separate-stderr portolan token make ann --scope claim --for deploy --days 30
  [ "$status" -eq 0 ]
  [[ $output =~ ^ptl_[A-Za-z0-9_-]{43}$ ]]
  secret=$output
  run portolan token ann
  [[ $output == *$'\tclaim\tharbour\tuntil '*$'\tdeploy' ]]
  [[ $output != *"$secret"* ]]
  run grep -c "$secret" ledger/ledger.sqlite
  [ "$output" = 0 ]
  id=$(portolan token ann | cut -f1)
  portolan token revoke ann "$id"
  run portolan token revoke ann "$id"
  [ "$status" -eq 1 ]
  run portolan token make ann --scope fly --for x
  [ "$status" -eq 2 ]
}

@test "hooks are added with a key of their own, listed, removed" {
  portolan user add ann --password-file password
  run portolan hook
  [ "$status" -eq 1 ]
  run --separate-stderr portolan hook add http://127.0.0.1:9/ports --event approved,published
  [ "$status" -eq 0 ]
  [ ${#output} -ge 16 ]
  run portolan hook
  [[ $output == *$'http://127.0.0.1:9/ports\tapproved,published' ]]
  id=$(portolan hook | cut -f1)
  portolan hook remove "$id"
  run portolan hook remove "$id"
  [ "$status" -eq 1 ]
  run portolan hook add http://127.0.0.1:9/ports --event frobbed
  [ "$status" -ne 0 ]
}

@test "wrong words are usage" {
  for words in 'user frob' 'user add' 'user list ann' 'token' 'token make' 'hook frob' 'hook add'; do
    run portolan $words
    [ "$status" -eq 2 ]
  done
  portolan user add ann --password-file password
  run portolan user show bob
  [ "$status" -eq 1 ]
}
