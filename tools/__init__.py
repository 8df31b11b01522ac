"""What a developer runs: set-up, tests, pictures and documents made from the program."""
