#!/bin/sh
# Runs the tests, or with `soak` the long ones, one project after the other, and ends with: N passed, N failed
set -u
cd "$(dirname "$0")/.." || exit 1

filter='Category!=Soak'
[ "${1:-}" = soak ] && filter='Category=Soak'

dotnet build SignalExporter.sln --configuration Release || exit 1

log=$(mktemp)
part=$(mktemp)
trap 'rm -f "$log" "$part"' EXIT
status=0
for project in tests/*.Tests; do
	scripts/as-root.sh "the tests load a kernel program" \
		dotnet test "$project" --no-build --configuration Release --filter "$filter" \
		--logger 'console;verbosity=normal' 2>&1 | tee "$part"
	cat "$part" >>"$log"
	# A project that dies says no total: it counts as one failure.
	grep -Eq '^Test Run (Successful|Failed)|No test matches' "$part" || status=$((status + 1))
done

# The proofs that are scripts end with a line "N passed, N failed" of their own.
script() {
	echo
	echo "== $*"
	"$@" 2>&1 | tee "$part"
	tail -n 1 "$part" | grep -Eq '^[0-9]+ passed, [0-9]+ failed$' || status=$((status + 1))
	tail -n 1 "$part" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/ Passed: \1\n Failed: \2/p' >>"$log"
}
if [ "${1:-}" = soak ]; then
	script tests/rules/run.sh mutate
else
	script tests/rules/run.sh
fi

awk -v died="$status" '
	/^ +Passed: [0-9]+$/ { passed += $2 }
	/^ +Failed: [0-9]+$/ { failed += $2 }
	/^ +Skipped: [0-9]+$/ { failed += $2; print $2 " skipped: a skip hides a missing part" }
	END { failed += died; printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' "$log"
