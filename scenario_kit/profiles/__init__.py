"""Formats of sheets: maps that write a sheet and read it back."""
