#!/bin/sh
# PID 1 of an infrastructure VPS, until s6 takes over: firewall first (no firewall, no network), then addresses, then folders.
# What it reads is written by `up` into /etc/reeve.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022
mount -t tmpfs -o mode=0755,nosuid,nodev,size=64m reeve-run /run
mkdir -p /run/lock
ip link set lo up
if nft -f /etc/reeve/firewall.nft; then
  ip -force -batch /etc/reeve/network.batch
  if [ -e /etc/reeve/forwards ]; then echo 1 >/proc/sys/net/ipv4/ip_forward; fi
fi
while read -r mode owner group path; do
  mkdir -p "$path"
  chown "$owner:$group" "$path"
  chmod "$mode" "$path"
done </etc/reeve/folders
while read -r target path; do
  ln -sfn "$target" "$path"
done </etc/reeve/links
exec s6-svscan /etc/s6/services
