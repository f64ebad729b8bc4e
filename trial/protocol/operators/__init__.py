"""The operators: how each kind of criterion is judged, one module a theme."""
