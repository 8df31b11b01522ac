"""Commands to systemd that root may give: pause the installer, reboot."""

import subprocess

INSTALLER = "rauc.service"
TRYBOOT = "0 tryboot"
"""The kernel hands this to the Raspberry Pi's firmware, which then starts the other slot, once."""


class Systemctl:
    """Keeps the contract of `appliance.system.update.Machine`."""

    def start_installer(self) -> None:
        """Not left to D-Bus, which waits 25 seconds for a service that it activates: a Pi that starts is slower."""
        subprocess.run(["systemctl", "restart", INSTALLER], check=False)

    def pause_installer(self, paused: bool) -> None:
        """Freeze the installer's processes, or thaw them."""
        subprocess.run(["systemctl", "freeze" if paused else "thaw", INSTALLER], check=False)

    def restart(self, tryboot: bool) -> None:
        """Reboot in good order."""
        subprocess.run(["systemctl", "reboot", *([f"--reboot-argument={TRYBOOT}"] if tryboot else [])], check=True)
