"""The PBX and its surroundings: simotel.ini, the inventory, the API and HTTP."""
