"""The benchmarks: what IT prepares before a box goes out."""
