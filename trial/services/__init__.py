"""The only writers: check access, check rules, write, in one transaction."""
