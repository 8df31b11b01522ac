"""The control socket's contract (docs/control.md): messages, requests, errors, and the one client. Imports nobody."""
