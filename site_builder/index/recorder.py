"""What one output read: every query of the facade with a digest of its answer."""

from dataclasses import dataclass, field


@dataclass
class Recorder:
    """`reads` maps a query to the digest of its answer; of absent things it is None."""

    reads: dict[str, str | None] = field(default_factory=dict)
    ids: set[tuple[str, str]] = field(default_factory=set)
    media: set[tuple[str, str]] = field(default_factory=set)

    def read(self, query: str, digest: str | None) -> None:
        self.reads[query] = digest

    def include(self, other: "Recorder") -> None:
        """What a part read, the whole has read."""
        self.reads.update(other.reads)
        self.ids.update(other.ids)
        self.media.update(other.media)
