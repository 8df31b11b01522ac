"""How the pages are served: gunicorn's settings, its worker, static files, systemd's watchdog."""
