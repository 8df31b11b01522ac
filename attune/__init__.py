"""The `attune` command: the one place where appliance, web and desk meet."""

__version__ = "0.1.0"
