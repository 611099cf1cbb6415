"""Learns the format of an editor's sheets from exported files."""
