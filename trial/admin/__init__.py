"""The monitors' and data managers' review pages, read-only, and the account manager's pages."""
