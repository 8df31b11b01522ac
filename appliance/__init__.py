"""What runs on the Raspberry Pi: devices, capture, recorder, films, courier, wipe."""
