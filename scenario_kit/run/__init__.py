"""What a command does over many files: check, build, test, probe."""
