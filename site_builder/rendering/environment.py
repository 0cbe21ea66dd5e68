"""Templates as quicker Python code than Jinja's own (docs/adr/0008-templates-as-direct-code.md)."""

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
    """What stands in the output for a value, escaped. It need not be marked as safe, as Jinja does:
    parts are only joined, and whoever joins them marks the whole."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    return value if kind is Markup else escape(value)


class DirectMacro:
    """A macro that takes no caller and no arguments but its own. `body` is what the template's code
    compiles to; what is not given is `missing` there."""

    __slots__ = ("_body", "_own", "name")

    def __init__(self, body: Callable[..., str], name: str, parameters: tuple[str, ...]) -> None:
        body.__defaults__ = (missing,) * len(parameters)
        self._body, self.name = body, name
        self._own = dict(zip(parameters, body.__code__.co_varnames, strict=False))

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(self._own)

    def __call__(self, *arguments: Any, **named: Any) -> Markup:
        if named or len(arguments) > len(self._own):
            named = self._as_in_the_body(arguments, named)
        return _marked(self._body(*arguments, **named))

    def _as_in_the_body(self, arguments: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The arguments given by name, under the names that they have there. Raises TypeError."""
        free = dict(list(self._own.items())[len(arguments) :])
        if len(arguments) > len(self._own):
            raise TypeError(f"macro {self.name!r} takes not more than {len(self._own)} arguments")
        if strange := named.keys() - free.keys():
            raise TypeError(f"macro {self.name!r} cannot be given {min(strange)!r} here")
        return {free[name]: value for name, value in named.items()}

    def __repr__(self) -> str:
        return f"<Macro {self.name!r}>"


class DirectCode(CodeGenerator):
    """Python code for templates: calls, macros and output without the layers of Jinja's runtime."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.writeline(f"from {__name__} import DirectMacro, text")
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
        self.write(f" else environment.item({owner}, {node.attr!r}))")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        special = macro_ref.accesses_caller, macro_ref.accesses_kwargs, macro_ref.accesses_varargs
        if any(special) or isinstance(macro_ref.node, nodes.CallBlock):
            super().macro_def(macro_ref, frame)
            return
        parameters = tuple(argument.name for argument in macro_ref.node.args)
        self.write(f"DirectMacro(macro, {macro_ref.node.name!r}, {parameters!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
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

    def item(self, owner: Any, name: str) -> Any:
        """What an owner without such an attribute has under the name."""
        try:
            return owner[name]
        except (AttributeError, LookupError, TypeError):
            return self.undefined(obj=owner, name=name)

    def make_globals(self, d: Any) -> Any:
        if d:
            raise TypeError("Globals of a single template: give them to the environment.")
        return self.globals
