"""Back to an earlier release: which version of each file the public is to get.

What shows something that was taken down since does not come back: such a file stays in the version
that stands now, and with it whatever that version leads to; an old file that would lead nowhere for
it stays as it is now, too.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from site_builder.deploy import references
from site_builder.deploy.files import Entry, File, TakenDown
from site_builder.deploy.plan import Pair


@dataclass
class Place:
    """A path that is not in both releases as it is in the other. `back` says which one it gets;
    `led_by` are the paths whose chosen version leads here."""

    then: File | None
    now: Entry | None
    back: bool = True
    led_by: set[str] = field(default_factory=set)

    @property
    def chosen(self) -> File | None:
        if self.back:
            return self.then
        return self.now.file if self.now else None


# The bytes of a file of the release gone back to; None where they are not kept.
Kept = Callable[[File], bytes | None]
# The bytes of what stands at a path now.
Standing = Callable[[str], bytes | None]


class Choice:
    def __init__(
        self,
        then: Mapping[str, File | None],
        now: Mapping[str, Entry | None],
        taken: TakenDown,
        site_url: str,
    ) -> None:
        self.places = {path: Place(then[path], now.get(path)) for path in sorted(then)}
        self.site_url = site_url
        self._seen: dict[tuple[str, bool], set[str] | None] = {}
        self.lost: set[str] = set()  # places whose bytes of that release are not kept
        for place in self.places.values():
            if place.then and place.then.goes_with(taken):
                place.back = False

    def keep_for(self, path: str, data: bytes) -> None:
        """Keeps what is there now for a page that stays as it is, whatever comes back."""
        for found in references.paths(path, data, self.site_url) & self.places.keys():
            place = self.places[found]
            if place.now is not None and place.then is None:
                place.back = False

    def settle(
        self, kept: Kept, standing: Standing, threads: int, between: Callable[[], None]
    ) -> list[Pair]:
        """Until every chosen version leads only to what is there. Each version is read once;
        `between` is called again and again meanwhile."""
        waiting = {path for path, place in self.places.items() if place.chosen}
        with ThreadPoolExecutor(threads) as pool:
            while waiting:
                paths = sorted(waiting)
                waiting = set()
                unread = [path for path in paths if self._version(path) not in self._seen]
                for path, found in zip(
                    unread, pool.map(lambda p: self._read(p, kept, standing), unread), strict=True
                ):
                    self._seen[self._version(path)] = found
                    between()
                for path in paths:
                    waiting |= self._look(path)
        return [Pair(path, place.chosen, place.now) for path, place in self.places.items()]

    def _version(self, path: str) -> tuple[str, bool]:
        return path, self.places[path].back

    def _read(self, path: str, kept: Kept, standing: Standing) -> set[str] | None:
        """The places that the chosen version leads to; None when its bytes are not kept."""
        place = self.places[path]
        data = kept(place.then) if place.back and place.then else standing(path) or b""
        if data is None:
            return None
        return references.paths(path, data, self.site_url) & self.places.keys()

    def _look(self, path: str) -> set[str]:
        """The paths that are to be looked at again, for what was chosen is another version now."""
        place = self.places[path]
        if place.chosen is None or self._version(path) not in self._seen:
            return {path} if place.chosen else set()
        found = self._seen[self._version(path)]
        if found is None:
            self.lost.add(path)
            return self._flip(path)
        again = set[str]()
        for led in found:
            self.places[led].led_by.add(path)
            again |= self._bring(path, led)
        return again

    def _bring(self, path: str, led: str) -> set[str]:
        """Of a place that is led to and at which nothing would be: what is there now, or else the
        place that leads there in its present version."""
        there = self.places[led]
        if there.chosen is not None:
            return set()
        return self._flip(led if there.back and there.now is not None else path)

    def _flip(self, path: str) -> set[str]:
        place = self.places[path]
        if not place.back:
            return set()
        place.back = False
        return {path} if place.chosen else {*place.led_by}
