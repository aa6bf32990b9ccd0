#!/bin/sh
# Makes what all guests of a program have in common: guest.sh PROGRAM ARCH DIR
# DIR/initrd.gz has busybox, tests/kernels/init, the helper program of tests/provoke, and the published program with the C library
# that it needs; DIR/key says what it was made of. The program is one that tests/kernels/program.sh has published.
set -eu
program=$1 arch=$2 dir=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
published=${KERNELS_PROGRAMS:-$root/out/kernels/programs}/$program
if [ ! -e "$published/signal-exporter" ]; then
	echo "guest.sh: $program is not published (tests/kernels/program.sh $program)" >&2
	exit 1
fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
key=$(
	cat "$published/key"
	cd "$root/tests" && sha256sum kernels/init kernels/initramfs.sh kernels/guest.sh provoke/*
)
if [ -e "$dir/initrd.gz" ] && [ "$key" = "$(cat "$dir/key" 2>/dev/null)" ]; then
	exit 0
fi

own=$(dpkg --print-architecture)
case $arch in
"$own") compiler=gcc ;;
amd64) compiler=x86_64-linux-gnu-gcc ;;
*) compiler=aarch64-linux-gnu-gcc ;;
esac
busybox=/usr/bin/busybox
if [ "$arch" != "$own" ]; then
	"$root/scripts/private-apt.sh" "$dir/packages" "$arch" - busybox-static
	busybox=$(find "$dir/packages" -path '*/bin/busybox' -type f | head -n 1)
fi
make -s -C "$root/tests/provoke" CC=$compiler LDFLAGS=-static OUT="$dir"

# The C library, and the loader under the name that the program knows.
loader=$(LC_ALL=C readelf -l "$published/signal-exporter" | sed -n 's/.*interpreter: \(.*\)]/\1/p')
set -- "$($compiler -print-file-name="${loader##*/}")=${loader#/}"
for library in $(LC_ALL=C readelf -d "$published/signal-exporter" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
	[ "$library" = "${loader##*/}" ] || set -- "$@" "$($compiler -print-file-name="$library")=lib/$library"
done
"$here/initramfs.sh" "$dir/initrd.gz" "$here/init=init" "$busybox=bin/busybox" "$dir/provoke=provoke" \
	"$published/signal-exporter=signal-exporter" "$@"
echo "$key" >"$dir/key"
