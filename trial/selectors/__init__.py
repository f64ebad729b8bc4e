"""Reads: always for a user, so always within the user's centres."""
