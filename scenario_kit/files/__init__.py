"""Bytes to values with places, and artifacts to disk, whole or not at all."""
