"""What renders an output, by the name that its target has."""

from collections.abc import Callable, Mapping

# Each is given a render context and what the target is about.
Makers = Mapping[str, Callable[..., bytes]]
