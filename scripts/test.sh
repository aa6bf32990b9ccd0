#!/bin/sh
# Runs the tests, or with `soak` the long ones, one project after the other, and ends with: N passed, N failed
set -u
cd "$(dirname "$0")/.." || exit 1

filter='Category!=Soak&Category!=Kernels&Category!=KernelMutants'
[ "${1:-}" = soak ] && filter='Category=Soak'

# The end-to-end tests and the scripts run what ships. The file for the other architecture is make kernels' business.
make --no-print-directory publish || exit 1
case $(uname -m) in
aarch64) host=linux-arm64 ;;
*) host=linux-x64 ;;
esac
[ "${1:-}" = soak ] || tests/kernels/program.sh "$host" || exit 1
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

# Proofs that are scripts: they end with "N passed, N failed", or speak TAP, or print "ok - ..." for each proof and stop at
# the first that fails.
script() {
	echo
	echo "== $*"
	{ "$@" 2>&1 && echo "exit 0" || echo "exit 1"; } | tee "$part"
	passed=$(awk '/^[0-9]+ passed, [0-9]+ failed$/ || /^# pass [0-9]+$/ { n += $NF == "failed" ? $1 : $3 } /^ok - / && !tap { n++ }
		/^TAP / { tap = 1 } END { print n + 0 }' "$part")
	failed=$(awk '/^[0-9]+ passed, [0-9]+ failed$/ || /^# fail [0-9]+$/ { n += $3 } /^exit 1$/ { died = 1 }
		END { print n ? n : died + 0 }' "$part")
	printf ' Passed: %s\n Failed: %s\n' "$passed" "$failed" >>"$log"
}
if [ "${1:-}" = soak ]; then
	script tests/rules/run.sh mutate
	script scripts/as-root.sh "a container is run" tests/packaging/container.sh
	script scripts/as-root.sh "a Debian is made to install the package in" tests/packaging/debian.sh
else
	script tests/rules/run.sh
	script tests/packaging/native.sh out/signal-exporter
	script tests/packaging/unit.sh
	script tests/packaging/config.sh
	script scripts/as-root.sh "the chart's command line is tried" tests/chart/run.sh
fi
awk -v died="$status" '
	/^ +Passed: [0-9]+$/ { passed += $2 }
	/^ +Failed: [0-9]+$/ { failed += $2 }
	/^ +Skipped: [0-9]+$/ { failed += $2; print $2 " skipped: a skip hides a missing part" }
	END { failed += died; printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' "$log"
