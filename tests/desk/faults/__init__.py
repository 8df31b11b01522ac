"""300 faults, each in the way of something that a practitioner does at the desk, by page and by command."""
