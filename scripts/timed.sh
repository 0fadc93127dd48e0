#!/bin/sh
# Runs parts of the Makefile one after another and says at the end how long each took; stops at the first that fails.
# Usage: MAKE=make sh scripts/timed.sh lint types …
set -u
lines=""
begun=$(date +%s)
status=0
for part in "$@"; do
  before=$(date +%s)
  "${MAKE:-make}" --no-print-directory "$part" || status=$?
  lines="$lines$(printf '  %-10s %5d s' "$part" "$(($(date +%s) - before))")"
  if [ "$status" -ne 0 ]; then
    lines="$lines  failed"
    break
  fi
  lines="$lines
"
done
printf '\nTime taken:\n%s\n  %-10s %5d s\n' "${lines%
}" "together" "$(($(date +%s) - begun))"
exit "$status"
