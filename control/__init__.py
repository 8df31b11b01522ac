"""The control socket's contract (docs/control.md): its messages, and the one client that everybody shares."""
