"""MuTreg: the electronic case report form of one clinical study, project and app at once."""

__version__ = "0.1.0"
