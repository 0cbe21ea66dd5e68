"""Jinja's environment without what no theme here uses and every call would pay for."""

from typing import Any

import jinja2
from jinja2.runtime import Context


class DirectContext(Context):
    """Calls functions and macros straight: none of ours asks for Jinja's context."""

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        if kwargs:  # two of them Jinja adds for functions that take its context
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return function(*args, **kwargs)


class Environment(jinja2.Environment):
    """Templates have no globals of their own, so all share those of the environment."""

    context_class = DirectContext

    def make_globals(self, d: Any) -> Any:
        if d:
            raise TypeError("Globals of a single template: give them to the environment.")
        return self.globals
