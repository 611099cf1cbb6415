"""The settings file of the PBX, simotel.ini: from its bytes and the wanted settings to a plan of edits."""
