"""What is outside of a scenario: simotel.ini, the inventory, the API, and HTTP."""
