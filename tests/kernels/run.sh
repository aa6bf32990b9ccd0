#!/bin/sh
# Boots other kernels with the published program, one line for each at the end: make kernels, or
#
#   KERNELS="6.1-amd64 newest-arm64" run.sh     only these (the class GuestKernels has the names)
#   KERNELS_TRACE=1 run.sh                      with the guest's own trace of each row, for those that differ
#   run.sh mutants                              the patches of mutants/: each takes one fix back, and has to be noticed
#
# It ends with: N passed, N failed
set -u
cd "$(dirname "$0")/../.." || exit 1
out=out/kernels
category=Kernels
[ "${1:-}" != mutants ] || category=KernelMutants
mkdir -p $out

# What cannot be published fails the rows of those kernels that need it, not the others.
publish() { tests/kernels/program.sh "$@" || echo "run.sh: $* could not be published" >&2; }
if [ $category = Kernels ]; then
	chosen=${KERNELS:-amd64 arm64 without-kfuncs}
	case $chosen in *-amd64* | *amd64*) publish linux-x64 ;; esac
	case $chosen in *arm64*) publish linux-arm64 ;; esac
	case $chosen in *without-kfuncs*) publish linux-x64-without-kfuncs ;; esac
fi
# Both architectures' files need no more of a system than README.md says.
native=0
for file in "$out/programs/linux-x64/signal-exporter" "$out/programs/linux-arm64/signal-exporter"; do
	[ ! -e "$file" ] || tests/packaging/native.sh "$file" || native=$((native + 1))
done
dotnet build tests/SignalExporter.EndToEnd.Tests --configuration Release || exit 1

: >$out/progress
rm -f $out/summary
tail -n +1 -f $out/progress &
shown=$!
log=$(mktemp)
trap 'kill $shown; rm -f "$log"' EXIT
dotnet test tests/SignalExporter.EndToEnd.Tests --no-build --configuration Release --filter "Category=$category" \
	--logger 'console;verbosity=normal' >"$log" 2>&1
sleep 1

# The failures with their reasons, then a line for each kernel.
awk '/^ +Failed / { shown = 1 } /^ +Passed |^Test Run / { shown = 0 } shown' "$log"
cat $out/summary 2>/dev/null
awk -v failed=$native '
	/^ +Passed: [0-9]+$/ { passed += $2; total = 1 }
	/^ +Failed: [0-9]+$/ { failed += $2; total = 1 }
	/^ +Skipped: [0-9]+$/ { failed += $2 }
	END { if (!total) failed++; printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }' "$log"
