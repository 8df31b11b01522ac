"""Papers: PDF/UA, nothing injected, every sentence in the catalogue."""
