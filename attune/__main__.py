"""`python -m attune` is `attune`."""

from attune.command import main

main(prog_name="attune")
