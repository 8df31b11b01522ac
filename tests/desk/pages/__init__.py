"""The desk's pages and who may use them."""
