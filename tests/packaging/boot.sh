#!/bin/sh
# Starts systemd as PID 1 of a root file system, in namespaces of its own (network too): boot.sh ROOT CGROUP.
# CGROUP is a cgroup2 directory. Ends when killed.
set -eu
echo $$ >"$2/cgroup.procs"
# shellcheck disable=SC2016 # for the inner shell
exec unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child sh -euc '
	root=$1
	mount --make-rprivate /
	mount --bind "$root" "$root"
	mount -t proc proc "$root/proc"
	mount -t sysfs sysfs "$root/sys"
	mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
	mount -t tmpfs tmpfs "$root/run"
	mount -t tmpfs tmpfs "$root/dev"
	for device in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
		mknod -m 666 "$root/dev/${device%% *}" c ${device#* }
	done
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	ip link set lo up
	cd "$root"
	mkdir -p run/old
	pivot_root . run/old
	umount -l /run/old
	exec env -i container=other PATH=/usr/sbin:/usr/bin /lib/systemd/systemd --unit=multi-user.target </dev/null
' boot "$1"
