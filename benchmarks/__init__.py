"""Whether the pages stay fast as patients become many: measured, and never asserted."""
