"""The desk's pages and their door."""
