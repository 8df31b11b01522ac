"""What IT prepares before a box goes out."""
