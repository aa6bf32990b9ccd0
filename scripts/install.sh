#!/bin/sh
# Installs the Debian and Ubuntu packages that are missing: install.sh GROUP ...
set -eu

packages() {
	case $1 in
	# The kernel program is compiled by clang against libbpf's headers. libbpf loads it: for make run from a library of its own,
	# in what ships linked in, with what it needs.
	build) echo clang llvm binutils libbpf-dev libbpf1 linux-libc-dev libc6-dev libelf-dev zlib1g-dev libzstd-dev ;;
	# The linker's libraries for the other architecture; those that private-apt.sh fetches are no packages of this one.
	cross)
		case $(uname -m) in
		aarch64) echo gcc-x86-64-linux-gnu binutils-x86-64-linux-gnu libc6-dev-amd64-cross ;;
		*) echo gcc-aarch64-linux-gnu binutils-aarch64-linux-gnu libc6-dev-arm64-cross ;;
		esac
		;;
	# C programs that send signals, a real Prometheus and Alertmanager, tools that take capabilities away, the chart's schemas, and
	# a container where pkill is at work.
	test)
		echo chromium gcc libc6-dev make prometheus prometheus-alertmanager bpftool util-linux linux-libc-dev python3-jsonschema systemd
		echo runc procps
		command -v npm >/dev/null || echo nodejs npm
		;;
	# A Debian to install the package in, and a container.
	soak) echo debootstrap lintian iproute2 busybox-static procps runc dpkg-dev ;;
	# Kernels are booted by software emulation.
	kernels) echo qemu-system-x86 qemu-system-arm busybox-static gcc libc6-dev make binutils dpkg ;;
	bench) echo gcc libc6-dev bpftrace linux-perf prometheus-node-exporter ;;
	lint) echo clang-format ;;
	*) echo "install.sh: unknown group '$1'" >&2; return 1 ;;
	esac
}

if ! command -v dotnet >/dev/null; then
	echo "The .NET 10 SDK is missing: https://learn.microsoft.com/dotnet/core/install/linux" >&2
	exit 1
fi

missing=
for group in "$@"; do
	for package in $(packages "$group"); do
		if command -v dpkg-query >/dev/null && dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q ' installed$'; then
			continue
		fi
		missing="$missing $package"
	done
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	# Not a Debian: whoever builds here knows how the packages are called.
	echo "Not a Debian or Ubuntu machine: make sure that these, or what they are called here, are installed:$missing" >&2
	exit 0
fi
echo "Installing:$missing"
as_root=$(dirname "$0")/as-root.sh
export DEBIAN_FRONTEND=noninteractive
"$as_root" "packages are to be installed" apt-get update -qq
# shellcheck disable=SC2086 # a list
"$as_root" "packages are to be installed" env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $missing >/dev/null

# Debian starts what it installs, on every address. The tests start their own: what was not here before stays off.
if [ -d /run/systemd/system ]; then
	for service in prometheus prometheus-alertmanager prometheus-node-exporter; do
		case " $missing " in
		*" $service "*)
			"$as_root" "$service is not to run by itself" systemctl disable --now --quiet "$service"
			;;
		esac
	done
fi
