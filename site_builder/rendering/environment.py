"""Jinja's environment without what no theme here uses and every call and every output would pay
for: autoescape is always on, and no function or macro asks for Jinja's context."""

import keyword
from collections.abc import Callable
from functools import partial
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]

_marked: Callable[[str], Markup] = partial(str.__new__, Markup)


def text(value: Any) -> str:
    """What stands in the output for a value: Jinja wraps each once more."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    return value if kind is Markup else escape(value)


def macro(
    body: Callable[..., str], name: str, parameters: tuple[str, ...]
) -> Callable[..., Markup]:
    """A macro as a plain function; `body` is what the template's code compiles to."""
    body.__defaults__ = (missing,) * len(parameters)
    own = dict(zip(parameters, body.__code__.co_varnames, strict=False))

    def call(*arguments: Any, **named: Any) -> Markup:
        if not named:
            return _marked(body(*arguments))
        if unknown := named.keys() - own.keys():
            raise TypeError(f"macro {name!r} takes no argument {min(unknown)!r}")
        return _marked(body(*arguments, **{own[key]: value for key, value in named.items()}))

    return call


class DirectCode(CodeGenerator):
    """Python code for templates: calls, macros and output without the layers of Jinja's runtime."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline(f"from {__name__} import macro as direct_macro, text")
        super().visit_Template(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        awkward = any(keyword.iskeyword(argument.key) for argument in node.kwargs)
        if forward_caller or node.dyn_args or node.dyn_kwargs or awkward:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        owner, found = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr(({owner} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing")
        self.write(f" else environment.getattr({owner}, {node.attr!r}))")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        special = macro_ref.accesses_caller, macro_ref.accesses_kwargs, macro_ref.accesses_varargs
        if any(special) or isinstance(macro_ref.node, nodes.CallBlock):
            super().macro_def(macro_ref, frame)
            return
        parameters = tuple(argument.name for argument in macro_ref.node.args)
        self.write(f"direct_macro(macro, {macro_ref.node.name!r}, {parameters!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("text(")


class DirectContext(Context):
    """Calls functions and macros straight, where `DirectCode` leaves the call to Jinja."""

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        if kwargs:  # two of them Jinja adds for functions that take its context
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return function(*args, **kwargs)


class Environment(jinja2.Environment):
    """Templates have no globals of their own, so all share those of the environment."""

    context_class = DirectContext
    code_generator_class = DirectCode

    def make_globals(self, d: Any) -> Any:
        if d:
            raise TypeError("Globals of a single template: give them to the environment.")
        return self.globals
