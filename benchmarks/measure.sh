#!/bin/sh
# What run.sh has built, measured: measure.sh BENCHMARK ... As root.
set -eu
cd "$(dirname "$0")/.."

obj=benchmarks/obj
exporter=out/signal-exporter
port=${BENCH_PORT:-19109}	# ours; the next one is node_exporter's
kept=$(mktemp -d)
children=

# shellcheck disable=SC2317 # the trap calls it
leave() {
	# shellcheck disable=SC2086 # a list
	[ -z "$children" ] || kill $children 2>/dev/null || true
	wait
	rm -rf "$kept"
}
trap leave EXIT
trap 'exit 1' INT TERM

# verdict WHAT VALUE TARGET: the target is the most that it may be.
verdict() {
	awk -v what="$1" -v value="$2" -v target="$3" 'BEGIN {
		printf "  %-46s %8.3g   target: at most %-5s %s\n", what, value, target, value + 0 <= target + 0 ? "met" : "NOT MET"
	}'
}

# show NAME COMMAND ...: runs it, and keeps what it prints for field.
show() {
	name=$1
	shift
	"$@" >"$kept/$name"
	cat "$kept/$name"
}

# divide A B
divide() {
	awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'
}

# field SHOWN LINE WORD: in the line that begins with LINE, the number behind WORD.
field() {
	awk -v line="$2" -v word="$3" '$1 == line { for (i = 2; i < NF; i++) if ($i == word) print $(i + 1) + 0 }' "$kept/$1"
}

signal() {
	ours=src/SignalExporter.Kernel/obj/signals.bpf.o
	floor=floor=$obj/floor.bpf.o
	hash=$obj/hash.bpf.o
	ready="$PWD/$obj/signal_cost ready"
	count='tracepoint:signal:signal_generate { @[args->sig, comm, args->comm] = count(); }'

	echo "What a signal costs its sender. Ignored, with 1, 1,000 and 8,000 live series:"
	show ignored "$obj/signal_cost" ignored 301 10000 "$floor" "excluded=$ours" \
		"table/1=$ours" "table/1000=$ours" "table/8000=$ours" "hash/1=$hash" "hash/8000=$hash"
	floor_added=$(field ignored floor added)
	verdict "added by the table / by the floor" "$(divide "$(field ignored table/1 added)" "$floor_added")" 2
	verdict "the same, 8,000 live series" "$(divide "$(field ignored table/8000 added)" "$floor_added")" 2
	verdict "added with 8,000 live series / with 1" \
		"$(divide "$(field ignored table/8000 added)" "$(field ignored table/1 added)")" 1.15

	echo "Each signal in another series than the last:"
	"$obj/signal_cost" spread 101 8000 "$floor" "table/1=$ours" "table/1000=$ours" "table/8000=$ours" "hash/8000=$hash"

	echo "Handled:"
	"$obj/signal_cost" handled 201 5000 "$floor" "excluded=$ours" "table/1=$ours" "hash/1=$hash"

	# Where nobody has mounted it, we do, and leave it mounted: systemd does the same at the first look.
	[ -e /sys/kernel/tracing/events ] || mount -t tracefs nodev /sys/kernel/tracing
	echo "Ignored, beside tools that are started and stopped in each round:"
	show tools "$obj/signal_cost" ignored 15 50000 "$floor" "table/1=$ours" \
		"bpftrace:exec bpftrace -e '$count' -c '$ready' 2>$kept/errors" \
		"perf:exec perf record -q -a -e signal:signal_generate -o /dev/null $ready 2>$kept/errors" || {
		cat "$kept/errors" >&2
		exit 1
	}
	verdict "added by the table / by bpftrace's count()" \
		"$(divide "$(field tools table/1 added)" "$(field tools bpftrace added)")" 0.167
}

table() {
	echo "Reading 10,000 series from the kernel's table:"
	show table dotnet benchmarks/SignalExporter.Benchmarks/bin/Release/net10.0/SignalExporter.Benchmarks.dll \
		"$obj/provoke" 10000
	verdict "median, ms" "$(field table reading took)" 1
}

# Our program with 10,000 series, which provoke makes: $pid. Its signal is nobody else's.
serve() {
	"$exporter" --series.limit=16384 --signals.include=SIGRTMIN+6 --log.level=warn \
		"--web.listen-address=127.0.0.1:$port" &
	pid=$!
	children="$children $pid"
	"$obj/scrape" -b "$port" >/dev/null
	"$obj/provoke" names 10000 sender- receiver 1 40
}

scrape() {
	serve
	mkdir -p "$kept/textfile"
	"$obj/scrape" -b "$port" | grep linux_signal_generated >"$kept/textfile/signals.prom"
	prometheus-node-exporter --collector.disable-defaults --collector.textfile --log.level=error \
		"--collector.textfile.directory=$kept/textfile" "--web.listen-address=127.0.0.1:$((port + 1))" &
	node=$!
	children="$children $node"

	for how in "" -z; do
		echo "A scrape of 10,000 series, turn about with node_exporter's textfile collector${how:+, with gzip}:"
		# shellcheck disable=SC2086 # no argument where there is none; the first ones are to warm up
		"$obj/scrape" $how 50 ours "$pid" "$port" node_exporter "$node" $((port + 1)) >/dev/null
		# shellcheck disable=SC2086
		show scrape "$obj/scrape" $how 200 ours "$pid" "$port" node_exporter "$node" $((port + 1))
		verdict "wall time, ms" "$(field scrape ours wall)" 10
		for what in wall cpu; do
			verdict "$what time / node_exporter's" \
				"$(divide "$(field scrape ours $what)" "$(field scrape node_exporter $what)")" 0.125
		done
		verdict "body / node_exporter's" \
			"$(divide "$(field scrape ours body)" "$(field scrape node_exporter body)")" 1
	done
	stop "$pid" "$node"
}

stop() {
	kill "$@"
	wait "$@" || true
	children=
}

# megabytes WHAT: of the exporter's memory, the sum of these lines of /proc/PID/status.
megabytes() {
	awk -v what="^($1):" '$1 ~ what { sum += $2 } END { printf "%.1f\n", sum * 1024 / 1e6 }' "/proc/$pid/status"
}

# What the runtime compiles lies in shared memory, mapped twice, and is no less its own.
private='RssAnon|RssShmem'

memory_line() {
	echo "after $1 scrapes: resident $(megabytes VmRSS) MB: private $(megabytes RssAnon) MB," \
		"compiled code $(megabytes RssShmem) MB, files $(megabytes RssFile) MB"
}

memory() {
	echo "Memory with 10,000 series, scraped as Prometheus does, with gzip:"
	serve
	"$obj/scrape" -z 200 ours "$pid" "$port" >/dev/null
	memory_line 200
	verdict "resident memory, MB" "$(megabytes VmRSS)" 75
	verdict "private memory and compiled code, MB" "$(megabytes "$private")" 30
	before=$(megabytes "$private")
	"$obj/scrape" -z 1800 ours "$pid" "$port" >/dev/null
	memory_line 2,000
	verdict "the same after 2,000 scrapes / after 200" "$(divide "$(megabytes "$private")" "$before")" 1.1
	stop "$pid"
}

start() {
	echo "From exec to the end of the first answer, 10 starts:"
	show start "$obj/start" 10 "$port" "$exporter" "--web.listen-address=127.0.0.1:$port"
	verdict "median, ms" "$(field start first after)" 300
}

for benchmark in "$@"; do
	case $benchmark in
	signal | table | scrape | memory | start) "$benchmark" ;;
	*)
		echo "measure.sh: no benchmark is called '$benchmark': signal, table, scrape, memory, start" >&2
		exit 1
		;;
	esac
	echo
done
