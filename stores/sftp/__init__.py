"""A store behind SFTP."""
