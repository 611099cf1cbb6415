"""The settings file of the PBX, simotel.ini: reads it, checks it, and plans the edits to the managed settings."""
