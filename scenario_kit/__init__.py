"""Call scenarios as code for the Simotel PBX."""

__version__ = "0.1.0"
