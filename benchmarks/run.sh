#!/bin/sh
# make bench: what a signal costs its sender. Ratios within one run; docs/benchmarks.md has such a run.
set -eu
cd "$(dirname "$0")/.."

dotnet build src/SignalExporter.Kernel --configuration Release --verbosity quiet --nologo
ours=$PWD/src/SignalExporter.Kernel/obj/signals.bpf.o
out=$PWD/benchmarks/obj
mkdir -p "$out"
for program in floor hash; do
	clang -g -O2 -target bpf -mcpu=v3 -idirafter "/usr/include/$(uname -m)-linux-gnu" \
		-c "benchmarks/signal_cost/$program.bpf.c" -o "$out/$program.bpf.o"
done
cc -O2 -Wall -Wextra -Werror -o "$out/signal_cost" benchmarks/signal_cost/signal_cost.c -lbpf

cost() {
	echo
	echo "$1"
	shift
	scripts/as-root.sh "attaching a kernel program needs CAP_BPF and CAP_PERFMON" "$out/signal_cost" "$@" \
		"floor=$out/floor.bpf.o" "excluded=$ours" "table=$ours" "hash=$out/hash.bpf.o"
}
cost "An ignored signal, one live series:" 101 20000 0 0
cost "An ignored signal, 8,000 live series:" 101 20000 0 8000
cost "A handled signal, one live series:" 101 10000 1 0
