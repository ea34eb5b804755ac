#!/bin/bash
# A round of libmemcached's command line tools. Usage: tools_round.sh HOST PORT text|binary
set -uo pipefail

for tool in memccp memccat memcrm memcexist memctouch memcstat memcflush memcping; do
  command -v "$tool" >/dev/null || exit 77
done
server=--servers=$1:$2
mode=()
[ "$3" = binary ] && mode=(--binary)
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
checks=0
failed=0

same() { # WHAT GOT WANTED
  checks=$((checks + 1))
  if [ "$2" != "$3" ]; then
    failed=$((failed + 1))
    echo "  $1: wanted '$3', got '$2'"
  fi
}

status() {
  "$@" >/dev/null 2>&1
  echo $?
}

printf 'hello' >"$directory/one"
head -c 200000 /dev/urandom | base64 >"$directory/two"
same memcping "$(status memcping "$server")" 0 # knows no binary protocol
same memcflush "$(status memcflush "$server" "${mode[@]}")" 0
same "memcexist of nothing" "$(status memcexist "$server" "${mode[@]}" one)" 1
same memccp "$(status memccp "$server" "${mode[@]}" --flags=7 "$directory/one" "$directory/two")" 0
same memccat "$(memccat "$server" "${mode[@]}" one)" hello
same "memccat --flags" "$(memccat "$server" "${mode[@]}" --flags one | head -n 1)" 7
same "memccat of a large one" "$(memccat "$server" "${mode[@]}" two | cksum)" "$( (cat "$directory/two"; echo) | cksum)"
same memcexist "$(status memcexist "$server" "${mode[@]}" one)" 0
same "memccp --add" "$(status memccp "$server" "${mode[@]}" --add "$directory/one")" 1
same "memccp --replace" "$(status memccp "$server" "${mode[@]}" --replace "$directory/one")" 0
same memctouch "$(status memctouch "$server" "${mode[@]}" --expire=100 one)" 0
same "memctouch of nothing" "$(status memctouch "$server" "${mode[@]}" --expire=100 none)" 1
same memcrm "$(status memcrm "$server" "${mode[@]}" one)" 0
same "memcrm again" "$(status memcrm "$server" "${mode[@]}" one)" 1
same "memccat of nothing" "$(status memccat "$server" "${mode[@]}" one)" 1
same memcstat "$(memcstat "$server" "${mode[@]}" 2>/dev/null | grep -c curr_items)" 1
same memcflush "$(status memcflush "$server" "${mode[@]}")" 0
same "memcexist after memcflush" "$(status memcexist "$server" "${mode[@]}" two)" 1
echo "libmemcached-tools $3: $checks checks, $failed failed"
[ "$failed" = 0 ]
