"""How a test notices that a template of ours uses a variable that nobody gave it."""

import inspect
from pathlib import Path

from django.template.base import Node

OURS = str(Path(__file__).resolve().parent.parent / "templates")


class UndefinedVariableError(AssertionError):
    """A template of the project names a variable that its view does not give."""


class UndefinedVariable(str):
    """The empty text that Django puts for an undefined variable, which fails the test in our templates.

    Django asks it for its truth before use. Templates of other packages count on the empty text and get it.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        """Refuse when the template node that asks stands in one of our files."""
        frame = inspect.currentframe()
        while frame := frame and frame.f_back:
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and getattr(node, "origin", None):
                if node.origin.name.startswith(OURS):
                    raise UndefinedVariableError(
                        f"{node.origin.name}, line {node.token.lineno}: {node.token.contents} is not defined."
                    )
                return False
        return False
