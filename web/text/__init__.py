"""Every word the pages say, in every language."""
