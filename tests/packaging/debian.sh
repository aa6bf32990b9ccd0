#!/bin/sh
# The Debian package in a fresh Debian 12: installed, started by a real systemd with every restriction of the unit, scraped,
# told to load its file again, killed, removed, purged; nothing is left.
# Needs root, debootstrap, lintian, iproute2, busybox, a cgroup2 mount, and out/signal-exporter_*.deb from `make deb`.
set -eu
cd "$(dirname "$0")/../.."
package=$(ls out/signal-exporter_*.deb)
directory=$(mktemp -d)
root=$directory/root
cgroup=$(findmnt -n -o TARGET -t cgroup2 | head -n 1)/signal-exporter-test-$$
boot=
cleanup() {
	if [ -n "$boot" ]; then
		kill -KILL "$boot" 2>/dev/null || true
		wait "$boot" 2>/dev/null || true
	fi
	within 5 remove_cgroup || true
	rm -rf --one-file-system "$directory"
}
trap cleanup EXIT
fail() {
	echo "not ok - $*" >&2
	[ -z "$boot" ] || inside systemctl --no-pager --full status signal-exporter >&2 || true
	exit 1
}
# within SECONDS COMMAND [ARG ...]: true as soon as the command is
within() {
	tries=$(($1 * 10))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}
inside() { nsenter --target "$init" --mount --pid --uts --ipc --cgroup --root --wd env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
get() { nsenter --target "$init" --net busybox wget -qO- "http://127.0.0.1:10009$1"; }
# Its processes take a moment to die.
remove_cgroup() {
	[ ! -d "$cgroup" ] || find "$cgroup" -depth -type d -exec rmdir {} +
}
# What no package manager keeps for itself.
files() {
	(cd "$root" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache -o -path ./tmp -o -path ./run \
		-o -path ./dev -o -path ./proc -o -path ./sys \) -prune -o -print | LC_ALL=C sort)
}

lintian --fail-on error,warning "$package"
echo "ok - lintian"

debootstrap --variant=minbase --include=systemd,procps bookworm "$root" >"$directory/debootstrap.log" 2>&1 ||
	{ tail "$directory/debootstrap.log" >&2; exit 1; }
cp "$package" "$root/srv/signal-exporter.deb"

boot_system() {
	mkdir -p "$cgroup"
	tests/packaging/boot.sh "$root" "$cgroup" >"$directory/boot.log" 2>&1 &
	boot=$!
	within 20 pgrep --parent "$boot" systemd || fail "systemd does not start"
	init=$(pgrep --parent "$boot")
	within 60 inside systemctl is-system-running --quiet || fail "the system does not come up"
}
halt_system() {
	kill -KILL "$boot"
	wait "$boot" 2>/dev/null || true
	boot=
}
# A first start leaves files of the system's own.
boot_system
halt_system
files >"$directory/before"

chroot "$root" dpkg --install /srv/signal-exporter.deb >/dev/null 2>&1
echo "ok - installed where no systemd runs"

boot_system
within 20 get /-/ready || fail "it is not ready after the start of the system"
inside sh -c 'kill -URG $$'
get /metrics | grep -q '^linux_signal_generated_total{.*receiver_comm="sh".*signal="SIGURG"' || fail "a signal is not counted"
! get /metrics | grep '^signal_exporter_collector_success{.*} 0' || fail "a collector does not work inside the sandbox"
echo "ok - started by systemd, and counting"

# systemctl returns once the unit is active: with Type=notify then /-/ready answers at once, and not only soon.
[ "$(inside systemctl show --property Type --value signal-exporter)" = notify ] || fail "the unit is not of Type=notify"
inside systemctl restart signal-exporter
get /-/ready >/dev/null || fail "the unit is active before it is ready"
inside systemctl is-active --quiet signal-exporter || fail "it is ready, and the unit is not active"
echo "ok - active once it is ready"

pid=$(inside systemctl show --property MainPID --value signal-exporter)
inside grep -q '^CapEff:[[:space:]]000000c000000000$' "/proc/$pid/status" || fail "other capabilities than CAP_BPF and CAP_PERFMON"
inside grep -q '^CapBnd:[[:space:]]000000c000000000$' "/proc/$pid/status" || fail "more capabilities could be had"
! inside grep -q '^Uid:[[:space:]]0' "/proc/$pid/status" || fail "it runs as root"
inside grep -q '^Seccomp:[[:space:]]2$' "/proc/$pid/status" || fail "no system call filter"
echo "ok - a user of its own, with two capabilities"

printf 'critical:\n  - process: postgres*\n' >"$root/etc/signal-exporter/config.yaml"
inside systemctl reload signal-exporter
within 10 sh -c 'nsenter --target '"$init"' --net busybox wget -qO- http://127.0.0.1:10009/metrics | grep -q "^linux_signal_critical_total{.*postgres"' ||
	fail "systemctl reload does not load the watchlist"
[ "$pid" = "$(inside systemctl show --property MainPID --value signal-exporter)" ] || fail "systemctl reload restarts it"
echo "ok - systemctl reload loads the watchlist"

inside kill -KILL "$pid"
another() { now=$(inside systemctl show --property MainPID --value signal-exporter) && [ "$now" != 0 ] && [ "$now" != "$pid" ] && get /-/ready; }
within 20 another || fail "systemd does not start it again after a SIGKILL"
echo "ok - started again after a SIGKILL"

inside dpkg --remove signal-exporter >/dev/null
! get /-/ready >/dev/null 2>&1 || fail "it runs on after its removal"
[ -e "$root/etc/signal-exporter/config.yaml" ] || fail "the removal takes the configuration away"
inside dpkg --install /srv/signal-exporter.deb >/dev/null
within 20 get /-/ready || fail "it is not started by its installation"
inside dpkg --install /srv/signal-exporter.deb >/dev/null
within 20 get /-/ready || fail "it is not started again by its upgrade"
echo "ok - removed, installed and upgraded while systemd runs"

inside dpkg --purge signal-exporter >/dev/null
! get /-/ready >/dev/null 2>&1 || fail "it runs on after its purge"
halt_system
files >"$directory/after"
diff "$directory/before" "$directory/after" || fail "the purge leaves something behind"
echo "ok - purged: nothing is left"
