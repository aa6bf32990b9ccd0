#!/bin/sh
# Publishes the program for guests: program.sh PROGRAM [PATCH] makes out/kernels/programs/PROGRAM/signal-exporter, and the file
# key beside it, a hash of all that it is made of: what has not changed is not published again.
#
#   linux-x64, linux-arm64      as it ships
#   linux-x64-without-kfuncs    its kernel program compiled without the kfuncs that 5.14 to 6.0 lack
#
# With PATCH it is PATCH applied to a copy of the sources, and goes to $KERNELS_PROGRAMS/PROGRAM.
set -eu
program=$1 patch=${2:-}
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
case $program in
linux-x64 | linux-arm64) rid=$program defines='' ;;
*-without-kfuncs) rid=${program%-without-kfuncs} defines=-DWITHOUT_KFUNCS ;;
*)
	echo "program.sh: there is no $program" >&2
	exit 1
	;;
esac
out=${KERNELS_PROGRAMS:-$root/out/kernels/programs}/$program
mkdir -p "$out"
sources() { git ls-files --cached --others --exclude-standard src scripts/publish.sh global.json 'Directory.*'; }
key=$({
	sources | while read -r file; do [ ! -e "$file" ] || sha256sum "$file"; done
	dotnet --version
	clang --version | head -n 1
	echo "$rid $defines"
	[ -z "$patch" ] || cat "$patch"
} | sha256sum | cut -d' ' -f1)
if [ -e "$out/signal-exporter" ] && [ "$key" = "$(cat "$out/key" 2>/dev/null)" ]; then
	exit 0
fi
rm -f "$out/key" "$out/signal-exporter"

# What is not as it ships is made of a copy, whose build leaves the tree's own alone.
if [ -n "$defines$patch" ]; then
	copy=$(mktemp -d)
	trap 'rm -rf "$copy"' EXIT
	git ls-files --cached --others --exclude-standard src scripts global.json 'Directory.*' .editorconfig | tar -c -T - | tar -x -C "$copy"
	[ -z "$patch" ] || patch -s -d "$copy" -p1 <"$patch"
	cd "$copy"
fi
# Build servers would outlive it, and keep the pipe open that its output goes to.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
# MSBuild takes the defines as a property.
KernelProgramDefines=$defines PRIVATE_APT_CACHE=${PRIVATE_APT_CACHE:-$root/out/cache/apt} scripts/publish.sh "$rid" "$out"
echo "$key" >"$out/key"
