"""What the worker does: each task loads what its ids name, makes one call to a service, and is done.

Tasks carry ids and never data, may run twice without harm, and are sent once the transaction is committed.
"""
