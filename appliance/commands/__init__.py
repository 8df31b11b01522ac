"""The `attune` commands of the box. Each module is imported only when its command is used."""
