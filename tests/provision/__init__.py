"""Preparing boxes: services, bundles, labels, the fleet."""
