"""OpenSSH's signatures: SSHSIG, allowed_signers, signed files."""
