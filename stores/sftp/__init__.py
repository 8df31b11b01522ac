"""Stores on SFTP servers."""
