"""The machine around the programs: systemd, journald, lock files, a supervisor for laptops."""
