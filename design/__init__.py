"""The design system of the phone's and the desk's pages, and how their static files are served. Imports nobody here."""
