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

# verdict WHAT VALUE TARGET: the target is the most that it may be. No value: that contestant did not run.
verdict() {
	[ -n "$2" ] || {
		printf '  %-46s skipped\n' "$1"
		return
	}
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

# divide A B; nothing where either is missing
divide() {
	[ -z "$1" ] || [ -z "$2" ] || awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'
}

subtract() {
	[ -z "$1" ] || [ -z "$2" ] || awk -v a="$1" -v b="$2" 'BEGIN { print a - b }'
}

# field SHOWN LINE WORD: in the line that begins with LINE, the number behind WORD.
field() {
	awk -v line="$2" -v word="$3" '$1 == line { for (i = 2; i < NF; i++) if ($i == word) print $(i + 1) + 0 }' "$kept/$1"
}

# Whether this exporter has the collector: an older one is measured without it.
has() {
	"$exporter" --help | grep -q "collector\.$1"
}

# flags_of NAME: of the exporter as this contestant.
flags_of() {
	off=
	has delivery && off="--no-collector.delivery --no-collector.termination"
	case $1 in
	table | counting) echo "$off" ;;
	excluded) echo "$off --signals.include=SIGRTMAX" ;;
	delivery) has delivery && echo "--no-collector.termination" ;;
	termination) has termination && echo "--no-collector.delivery" ;;
	all) has delivery && echo ;;
	unchosen) has events && echo "$off --events.signals=SIGPWR" ;;
	chosen) has events && echo "$off --events.signals=SIGUSR1" ;;
	failures) has failures && echo "$off --collector.failures" ;;
	*) return 1 ;;
	esac
}

# ours FLAGS: without events, but where they are measured.
ours() {
	case $* in
	*--events.*) events= ;;
	*) events=$(has events && echo --no-collector.events) ;;
	esac
	echo "exec $exporter --web.listen-address=127.0.0.1:0 $* $events"
}

# cost SHOWN "OPTIONS WORK ROUNDS TIMES" CONTESTANT ...: signal_cost with these, each a NAME or NAME/KEYS.
cost() {
	shown=$1
	how=$2
	shift 2
	for contestant in "$@"; do
		shift
		name=${contestant%/*}
		if [ -e "$obj/$name.bpf.o" ]; then
			set -- "$@" "$contestant=$obj/$name.bpf.o"
		elif flags=$(flags_of "$name"); then
			set -- "$@" "$contestant@$(ours "$flags")"
		else
			echo "$contestant: skipped, this exporter has no such collector"
		fi
	done
	# shellcheck disable=SC2086 # a list
	show "$shown" "$obj/signal_cost" $how "$@"
}

signal() {
	count='tracepoint:signal:signal_generate { @[args->sig, comm, args->comm] = count(); }'
	ready="$PWD/$obj/signal_cost ready"

	echo "What a signal costs its sender. Ignored, with 1, 1,000 and 8,000 live series:"
	cost ignored "ignored 301 10000" floor excluded table/1 table/1000 table/8000 hash/1 hash/8000
	floor_added=$(field ignored floor added)
	verdict "added by the table / by the floor" "$(divide "$(field ignored table/1 added)" "$floor_added")" 2
	verdict "the same, 8,000 live series" "$(divide "$(field ignored table/8000 added)" "$floor_added")" 2
	verdict "added with 8,000 live series / with 1" \
		"$(divide "$(field ignored table/8000 added)" "$(field ignored table/1 added)")" 1.15

	echo "Each signal in another series than the last:"
	cost spread "spread 101 8000" floor table/1 table/1000 table/8000 hash/8000

	echo "Handled:"
	cost handled "handled 201 5000" floor excluded table/1 hash/1

	# Where nobody has mounted it, we do, and leave it mounted: systemd does the same at the first look.
	[ -e /sys/kernel/tracing/events ] || mount -t tracefs nodev /sys/kernel/tracing
	echo "Ignored, beside tools that are started and stopped in each round:"
	show tools "$obj/signal_cost" ignored 15 50000 "floor=$obj/floor.bpf.o" \
		"table/1@$(ours "$(flags_of table)")" \
		"bpftrace:exec bpftrace -e '$count' -c '$ready' 2>$kept/errors" \
		"perf:exec perf record -q -a -e signal:signal_generate -o /dev/null $ready 2>$kept/errors" || {
		cat "$kept/errors" >&2
		exit 1
	}
	verdict "added by the table / by bpftrace's count()" \
		"$(divide "$(field tools table/1 added)" "$(field tools bpftrace added)")" 0.167
}

# deliverers SHOWN LINE: how many programs of this contestant see a signal's delivery
deliverers() {
	awk -v line="$2" '$1 == line && $2 == "programs:" { print gsub(/deliver/, "") }' "$kept/$1"
}

fate() {
	echo "What following signals adds. A handled signal:"
	cost handled "-p handled 301 5000" hooks counting termination delivery all all/200
	verdict "added with all on, ns" "$(field handled all added)" 400
	verdict "the same, 200 label sets" "$(field handled all/200 added)" 400
	verdict "added without delivery, less counting's, ns" \
		"$(subtract "$(field handled termination added)" "$(field handled counting added)")" 15
	verdict "programs at signal_deliver without delivery" "$(deliverers handled termination)" 0

	echo "An ignored one:"
	cost ignored "-p ignored 301 10000" counting all
	verdict "added with all on / by counting" \
		"$(divide "$(field ignored all added)" "$(field ignored counting added)")" 1.15

	echo "A handled SIGTERM, which asks the process to end:"
	cost asked "-p asked 301 5000" hooks counting termination all

	echo "A process's end, with its start and the wait for it:"
	cost exit "-p exit 301 500" hooks counting termination delivery all
	verdict "added with all on, ns" "$(field exit all added)" 300
	verdict "the same, less counting's (its SIGCHLD)" \
		"$(subtract "$(field exit all added)" "$(field exit counting added)")" 300
	echo "A thread's:"
	cost thread "-p thread 301 500" hooks counting all
	verdict "added with all on, ns" "$(field thread all added)" 300
	echo "That of a process that SIGTERM ends:"
	cost terminated "-p terminated 301 500" hooks counting termination all
	echo "That of one that blocks SIGTERM, and that SIGKILL ends:"
	cost escalated "-p escalated 301 500" hooks counting termination all

	echo "Failed kills counted (--collector.failures). A failed kill:"
	cost failed "-p failed 301 10000" counting failures
	echo "A kill that succeeds:"
	cost succeeded "-p ignored 301 10000" counting failures
	echo "Any other system call, here getppid:"
	cost other "-p other 301 20000" counting failures
}

# Few at once, so that the ring buffer, which is emptied after each round, has room.
event() {
	echo "What an event adds. An ignored signal, without events, not chosen, and chosen:"
	cost event "-p ignored 301 1000" counting unchosen chosen
	verdict "added where it is not chosen / without events" \
		"$(divide "$(field event unchosen added)" "$(field event counting added)")" 1.15
	verdict "added by an event, ns" "$(subtract "$(field event chosen added)" "$(field event counting added)")" 250
	echo "A handled one:"
	cost event_handled "-p handled 301 1000" counting unchosen chosen
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

memory_line() {
	echo "after $1 scrapes: resident $(megabytes VmRSS) MB: private $(megabytes RssAnon) MB," \
		"files $(megabytes 'RssFile|RssShmem') MB"
}

memory() {
	echo "Memory with 10,000 series, scraped as Prometheus does, with gzip:"
	serve
	"$obj/scrape" -z 200 ours "$pid" "$port" >/dev/null
	memory_line 200
	verdict "resident memory, MB" "$(megabytes VmRSS)" 60
	verdict "private memory, MB" "$(megabytes RssAnon)" 30
	before=$(megabytes RssAnon)
	"$obj/scrape" -z 1800 ours "$pid" "$port" >/dev/null
	memory_line 2,000
	verdict "the same after 2,000 scrapes / after 200" "$(divide "$(megabytes RssAnon)" "$before")" 1.1
	stop "$pid"
}

idle() {
	echo "Memory where nothing happens, after one scrape:"
	"$exporter" --log.level=warn "--web.listen-address=127.0.0.1:$port" &
	pid=$!
	children="$children $pid"
	"$obj/scrape" -b "$port" >/dev/null
	memory_line 1
	verdict "resident memory, MB" "$(megabytes VmRSS)" 40
	stop "$pid"
}

start() {
	echo "From exec to the end of the first answer, 10 starts:"
	show start "$obj/start" 10 "$port" "$exporter" "--web.listen-address=127.0.0.1:$port"
	verdict "median, ms" "$(field start first after)" 260
}

for benchmark in "$@"; do
	case $benchmark in
	signal | fate | event | table | scrape | memory | idle | start) "$benchmark" ;;
	*)
		echo "measure.sh: no benchmark is called '$benchmark': signal, fate, event, table, scrape, memory, idle, start" >&2
		exit 1
		;;
	esac
	echo
done
