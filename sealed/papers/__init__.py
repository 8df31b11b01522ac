"""What one side signs for another: case cards, receipts, wipe records."""
