"""Films that come to the desk: from a folder, a bundle or a store, judged, and kept as they were sealed."""
