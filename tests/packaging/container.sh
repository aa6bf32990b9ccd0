#!/bin/sh
# Runs the published program as the container image and the chart do: uid 0 with CAP_BPF and CAP_PERFMON and nothing else, no
# new privileges, a read-only root file system, namespaces of its own. And once without the two. Beside the program there is glibc.
# Needs root, runc, busybox, and what `make publish` left in out/.
set -eu
cd "$(dirname "$0")/../.."
program=$PWD/out/signal-exporter
bundle=$(mktemp -d)
id=signal-exporter-$$
cleanup() {
	runc delete --force "$id" 2>/dev/null || true
	rm -rf "$bundle"
}
trap cleanup EXIT
fail() {
	echo "not ok - $*" >&2
	cat "$bundle/log" >&2
	exit 1
}

mkdir -p "$bundle/rootfs"
for directory in app bin dev etc proc sys; do
	mkdir "$bundle/rootfs/$directory"
done
cp "$(command -v busybox)" "$bundle/rootfs/bin/"
cp "$program" "$bundle/rootfs/app/"
ldd "$program" | grep -o '/[^ ]*' | xargs cp --dereference --parents --target-directory="$bundle/rootfs"

# configure CAPABILITIES: what the container may do
configure() {
	cat >"$bundle/config.json" <<EOF
{
  "ociVersion": "1.0.2",
  "process": {
    "user": {"uid": 0, "gid": 0},
    "args": ["/app/signal-exporter", "--web.listen-address=:10009"],
    "env": [],
    "cwd": "/",
    "capabilities": {"bounding": [$1], "effective": [$1], "permitted": [$1]},
    "noNewPrivileges": true
  },
  "root": {"path": "rootfs", "readonly": true},
  "mounts": [
    {"destination": "/proc", "type": "proc", "source": "proc"},
    {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"]},
    {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]}
  ],
  "linux": {
    "cgroupsPath": "/$id",
    "namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}],
    "maskedPaths": ["/proc/kcore", "/proc/keys", "/sys/firmware"],
    "readonlyPaths": ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
  }
}
EOF
}
inside() {
	runc exec "$id" /bin/busybox "$@"
}

configure '"CAP_BPF", "CAP_PERFMON"'
runc run --bundle "$bundle" "$id" >"$bundle/log" 2>&1 </dev/null &
runc=$!
tries=0
until inside wget -qO- http://127.0.0.1:10009/-/ready >/dev/null 2>&1; do
	tries=$((tries + 1))
	if [ $tries -eq 100 ] || ! kill -0 $runc 2>/dev/null; then
		fail "it is not ready within 10 seconds"
	fi
	sleep 0.1
done
echo "ok - ready with two capabilities and a read-only root file system"

inside grep -qE '^CapEff:[[:space:]]0000*c000000000$' /proc/1/status || fail "other capabilities than CAP_BPF and CAP_PERFMON"
inside grep -qE '^CapBnd:[[:space:]]0000*c000000000$' /proc/1/status || fail "more capabilities could be had"
! inside touch /app/x /x 2>/dev/null || fail "the root file system can be written to"

inside sh -c 'kill -URG $$'
# Signals of other containers and of the host are counted all the same.
sh -c 'trap "" VTALRM; kill -VTALRM $$'
inside wget -qO- http://127.0.0.1:10009/metrics >"$bundle/metrics"
grep -q '^linux_signal_generated_total{.*receiver_comm="busybox".*signal="SIGURG"' "$bundle/metrics" ||
	fail "a signal inside the container is not counted"
grep -q '^linux_signal_generated_total{.*receiver_comm="sh".*signal="SIGVTALRM"' "$bundle/metrics" ||
	fail "a signal outside of the container is not counted"
echo "ok - signals inside and outside of the container are counted"

runc kill "$id" TERM
status=0
wait $runc || status=$?
[ $status -eq 0 ] || fail "SIGTERM ends it with $status"
echo "ok - SIGTERM ends it with 0"

configure ''
status=0
runc run --bundle "$bundle" "$id" >"$bundle/log" 2>&1 </dev/null || status=$?
[ $status -eq 1 ] || fail "without the capabilities it ends with $status"
grep -q 'CAP_BPF and CAP_PERFMON' "$bundle/log" || fail "it does not say which capabilities it needs"
echo "ok - without the two it says so"
