"""The desk's commands, one file each."""
