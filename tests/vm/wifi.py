"""A phone's Wi-Fi in the virtual machine: a radio in a namespace of its own joins the box's access point."""

from tests.vm.machine import Machine

SUPPLICANT = """ctrl_interface=/run/{name}.wpa
network={{
 ssid="{ssid}"
 key_mgmt=WPA-PSK
 psk="{passphrase}"
}}
"""
LEASE = """#!/bin/sh
case $reason in BOUND|RENEW|REBOOT|REBIND)
    ip address replace "$new_ip_address/24" dev "$interface"
    env | sed -n 's/^new_//p' > "/run/$interface.lease";;
esac
"""
JOIN = """
ip netns exec {name} wpa_supplicant -B -i {radio} -c /run/{name}.conf
for i in $(seq 120); do
    wpa_cli -p /run/{name}.wpa -i {radio} status 2>/dev/null | grep -q wpa_state=COMPLETED && break
    sleep 0.5
done
chmod 755 /var/tmp/lease
ip netns exec {name} timeout 90 dhclient -4 -1 -sf /var/tmp/lease \\
    -lf /run/{name}.leases -pf /run/{name}.dhclient {radio}
"""


def join(machine: Machine, name: str, radio: str, ssid: str, passphrase: str) -> dict[str, str]:
    """Join with the label's passphrase, and ask for an address; what DHCP gave."""
    machine.put(SUPPLICANT.format(name=name, ssid=ssid, passphrase=passphrase).encode(), f"/run/{name}.conf")
    machine.put(LEASE.encode(), "/var/tmp/lease")
    machine.shell(JOIN.format(name=name, radio=radio))
    lines = machine.shell(f"cat /run/{radio}.lease").splitlines()
    return dict(line.partition("=")[::2] for line in lines)
