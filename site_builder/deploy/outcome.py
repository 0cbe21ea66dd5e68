"""What work on a target came to, for whoever asked for it."""

from dataclasses import dataclass, field

from site_builder.deploy.live import Seen
from site_builder.deploy.plan import Plan
from site_builder.deploy.pointer import Pin, Pointer
from site_builder.deploy.releases import Release


@dataclass
class Outcome:
    """`releases` are those that it made: none when there was nothing to do, two when a takedown
    went first. `pin` holds the public at another release. `seen` says of each file that was asked
    for what the public gets; `warnings` are what did not go as it should although the release is
    out. `awaits_build`: the last build shows what was taken down since, and only that went off the
    public. `needs_consent`: more is removed without a reason than goes without --allow-deletes."""

    plan: Plan
    pointer: Pointer
    releases: tuple[Release, ...] = ()
    strangers: list[str] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    awaits_build: bool = False
    needs_consent: bool = False

    @property
    def pin(self) -> Pin | None:
        return self.pointer.pin

    @property
    def release(self) -> Release | None:
        """The last one that it made."""
        return self.releases[-1] if self.releases else None
