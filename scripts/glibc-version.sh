#!/bin/sh
# The version of glibc that a program needs at least, the highest of its symbols' versions: glibc-version.sh FILE prints 2.34, say.
set -eu
readelf --wide --dyn-syms --version-info "$1" | grep -o 'GLIBC_2[0-9.]*' | sed 's/GLIBC_//' | sort -Vu | tail -n 1
