#!/bin/sh
# Boots one guest by software emulation and waits for its end: boot.sh ARCH KERNEL INITRD CONSOLE SECONDS [cost]
# Its console goes to a file. With `cost` it has one processor, whose clock counts instructions.
set -eu
arch=$1 kernel=$2 initrd=$3 console=$4 seconds=$5
case ${6:-} in
cost) set -- -smp 1 -icount shift=0,sleep=off -accel tcg,thread=single ;;
*) set -- -smp 2 -accel tcg,thread=multi ;;
esac
case $arch in
amd64)
	program=qemu-system-x86_64
	tty=ttyS0
	set -- "$@" -cpu max
	;;
arm64)
	program=qemu-system-aarch64
	tty=ttyAMA0
	set -- "$@" -machine virt -cpu max,pauth-impdef=on
	;;
esac
exec timeout "$seconds" "$program" "$@" -m 1536 -nodefaults -display none -monitor none -no-reboot \
	-serial "file:$console" -kernel "$kernel" -initrd "$initrd" \
	-append "console=$tty quiet loglevel=3 panic=-1 mitigations=off"
