"""The phone's pages. They know the control socket and nothing else."""
