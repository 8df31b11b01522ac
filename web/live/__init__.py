"""What changes while a page is open: the feed from the recorder, and the view made of it."""
