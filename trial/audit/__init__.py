"""How changes are recorded."""
