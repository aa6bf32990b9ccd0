#!/bin/sh
# make bench: builds, and measures as root. benchmarks/run.sh [signal] [fate] [event] [table] [scrape] [memory] [idle] [start]: only
# these.
# docs/benchmarks.md says what each one is, and has such a run.
set -eu
cd "$(dirname "$0")/.."

obj=benchmarks/obj
warnings='-Wall -Wextra -Werror'
mkdir -p "$obj"
make --no-print-directory publish >"$obj/publish.log" || {
	cat "$obj/publish.log"
	exit 1
}
dotnet build benchmarks/SignalExporter.Benchmarks --configuration Release --verbosity quiet --nologo
for program in floor hooks hash; do
	clang -g -O2 -target bpf -mcpu=v3 -idirafter "/usr/include/$(uname -m)-linux-gnu" \
		-c "benchmarks/signal_cost/$program.bpf.c" -o "$obj/$program.bpf.o"
done
# shellcheck disable=SC2086 # a list
(cd benchmarks/signal_cost && cc -O2 $warnings -o ../obj/signal_cost signal_cost.c contestant.c exporter.c work.c -lbpf)
for program in scrape start; do
	# shellcheck disable=SC2086 # a list
	cc -O2 $warnings -o "$obj/$program" "benchmarks/http/$program.c" benchmarks/http/http.c
done
cc -O1 -pthread -o "$obj/provoke" tests/provoke/*.c

[ $# -gt 0 ] || set -- signal fate event table scrape memory idle start
exec scripts/as-root.sh "attaching a kernel program needs CAP_BPF and CAP_PERFMON" benchmarks/measure.sh "$@"
