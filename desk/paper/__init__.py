"""Papers for a family and for the record, drawn in memory as tagged PDF/UA."""
