"""Synthetic centres, people and patients, the same ones for the same seed."""
