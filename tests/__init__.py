"""The tests of the eCRF, in folders named after the layers they try."""
