"""Who may use the pages: the guard before every route, pairing, phones, token buckets."""
