#!/bin/sh
# Runs the tests, or with `soak` the long ones, one project after the other, and ends with: N passed, N failed
set -u
cd "$(dirname "$0")/.." || exit 1

filter='Category!=Soak'
[ "${1:-}" = soak ] && filter='Category=Soak'

dotnet build SignalExporter.sln --configuration Release || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
for project in tests/*.Tests; do
	scripts/as-root.sh "the tests load a kernel program" \
		dotnet test "$project" --no-build --configuration Release --filter "$filter" \
		--logger 'console;verbosity=normal' 2>&1 | tee -a "$log"
	# A project that dies says no total: it counts as one failure.
	tail -n 20 "$log" | grep -Eq '^Test Run (Successful|Failed)|No test matches' || status=1
done
awk -v died="$status" '
	/^ +Passed: [0-9]+$/ { passed += $2 }
	/^ +Failed: [0-9]+$/ { failed += $2 }
	/^ +Skipped: [0-9]+$/ { failed += $2; print $2 " skipped: a skip hides a missing part" }
	END { failed += died; printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' "$log"
