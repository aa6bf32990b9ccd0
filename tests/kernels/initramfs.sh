#!/bin/sh
# Makes an initial file system of a guest: initramfs.sh OUT FILE[=NAME] ..., each in its root, or where NAME says.
set -eu
out=$1
shift
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
for file; do
	case $file in
	*=*) name=${file#*=} ;;
	*) name=${file##*/} ;;
	esac
	mkdir -p "$root/$(dirname "$name")"
	cp -L "${file%%=*}" "$root/$name"
done
(cd "$root" && find . -mindepth 1 | LC_ALL=C sort | busybox cpio -o -H newc 2>/dev/null) | gzip -1 >"$out.new"
mv "$out.new" "$out"
