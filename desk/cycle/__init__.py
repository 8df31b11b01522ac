"""Where a case stands: its films and shared reviews in order, what comes next and when."""
