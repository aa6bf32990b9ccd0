#!/bin/sh
# The native file: what it needs of a system is glibc, in the version that README.md names or an earlier one: native.sh FILE ...
# The end-to-end tests run it where there is nothing else.
set -eu
cd "$(dirname "$0")/../.."
fail() {
	echo "not ok - $*" >&2
	exit 1
}
documented=$(sed -n 's/.*glibc \([0-9.]*\) or later.*/\1/p' README.md)
[ -n "$documented" ] || fail "README.md names no version of glibc"

for file; do
	for library in $(readelf --wide --dynamic "$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
		case $library in
		libc.so.6 | libm.so.6 | ld-linux-*.so.*) ;;
		*) fail "$file needs $library" ;;
		esac
	done
	echo "ok - $file needs no library but glibc's"

	version=$(scripts/glibc-version.sh "$file")
	if [ "$(printf '%s\n' "$documented" "$version" | sort -V | tail -n 1)" != "$documented" ]; then
		fail "$file needs glibc $version, README.md says $documented: what ships is built on Debian 12, this is $(getconf GNU_LIBC_VERSION)"
	fi
	echo "ok - $file needs glibc $version, README.md says $documented"

	# The kernel program is in it, with its license; the file is stripped.
	grep -q 'Dual BSD/GPL' "$file" || fail "$file has no kernel program"
	! readelf --wide --sections "$file" | grep -q '\.debug_info\|\.symtab' || fail "$file is not stripped"
	echo "ok - $file has the kernel program and no symbols"
done
