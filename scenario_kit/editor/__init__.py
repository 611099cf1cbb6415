"""Exchange with the vendor's editor: exported sheets, differences and import."""
