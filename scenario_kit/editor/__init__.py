"""The way to and from the vendor's editor: exported sheets, differences, and import."""
