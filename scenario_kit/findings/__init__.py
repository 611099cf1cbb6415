"""Rules, problems and findings; masked addresses and printable text."""
