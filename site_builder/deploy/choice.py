"""Back to an earlier release: which version of each file the public is to get.

What shows something that was taken down since does not come back: such a file stays in the version
that stands now, and with it whatever that version leads to; an old file that would lead nowhere for
it stays as it is now, too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from site_builder.deploy import references
from site_builder.deploy.files import Entry, File, TakenDown
from site_builder.deploy.plan import Pair


@dataclass
class Place:
    """A path that is not in both releases as it is in the other. `back` says which one it gets."""

    then: File | None
    now: Entry | None
    back: bool = True

    @property
    def chosen(self) -> File | None:
        if self.back:
            return self.then
        return self.now.file if self.now else None


# The bytes of a file by its digest, of the release gone back to; None where they are not kept.
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
        for place in self.places.values():
            if place.then and place.then.shows(taken):
                place.back = False

    def keep_for(self, path: str, data: bytes) -> None:
        """Keeps what is there now for a page that stays as it is, whatever comes back."""
        for found in references.paths(path, data, self.site_url) & self.places.keys():
            place = self.places[found]
            if place.now is not None and place.then is None:
                place.back = False

    def settle(self, kept: Kept, standing: Standing) -> list[Pair]:
        """Until every chosen version leads only to what is there."""
        waiting = {path for path, place in self.places.items() if place.chosen}
        while waiting:
            path = waiting.pop()
            place = self.places[path]
            data = self._bytes(path, place, kept, standing)
            if data is None:
                place.back = False
                waiting |= self.places.keys()
                continue
            for found in references.paths(path, data, self.site_url) & self.places.keys():
                waiting |= self._keep_what_is_led_to(path, found)
        return [Pair(path, place.chosen, place.now) for path, place in self.places.items()]

    def _bytes(self, path: str, place: Place, kept: Kept, standing: Standing) -> bytes | None:
        if place.chosen is None:
            return b""
        if place.back and place.then:
            return kept(place.then)
        return standing(path) or b""

    def _keep_what_is_led_to(self, path: str, found: str) -> set[str]:
        """The paths whose version is another one now."""
        there, from_ = self.places[found], self.places[path]
        if there.chosen is not None:
            return set()
        flipped = there if there.back and there.now is not None else from_
        if not flipped.back:
            return set()
        flipped.back = False
        if flipped.chosen is None:  # whatever leads there is to be looked at again
            return {path for path, place in self.places.items() if place.chosen}
        return {found if flipped is there else path}
