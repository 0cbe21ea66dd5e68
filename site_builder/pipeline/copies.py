"""What stands in the output folder as it is: the theme's files, pictures and attachments."""

import hashlib

from site_builder.config import BuildConfig
from site_builder.errors import OutputError
from site_builder.index import outputs
from site_builder.index.content.media import MediaRecords
from site_builder.index.database import Index
from site_builder.index.outputs import ASSETS, Copied
from site_builder.index.outputs.answers import Answers
from site_builder.index.outputs.copied import CopiedFiles
from site_builder.index.outputs.wants import Wants
from site_builder.index.traces import MEDIA_OWNER
from site_builder.media import cache, recipes
from site_builder.media.cache import RenditionCache
from site_builder.media.publish import Publisher
from site_builder.rendering.assets import Assets
from site_builder.rendering.writer import write
from site_builder.source.folder import Folder


class Copies:
    def __init__(self, config: BuildConfig, index: Index) -> None:
        self.config, self.index = config, index
        self.copied, self.wants = CopiedFiles(index), Wants(index)
        self.answers, self.records = Answers(index), MediaRecords(index)
        self.renditions = RenditionCache(config.renditions)
        self.publisher = Publisher(config.output, self.renditions, config.content, self.records.of)

    def bring(self, uses: set[tuple[str, str]], assets: Assets) -> None:
        """Puts in place what pages are about to name."""
        self.publisher.bring(uses)
        self._bring_assets(assets)

    def _bring_assets(self, assets: Assets) -> None:
        before = self.copied.owned(ASSETS)
        with self.index.changing():
            for path, data in assets.files.items():
                digest = hashlib.sha256(data).hexdigest()
                if path not in before or before[path].sha256 != digest:
                    write(self.config.output, path, data)
                    stat = outputs.stat_of(self.config.output / path)
                    self.copied.put(Copied(path, "asset", ASSETS, digest, len(data), stat))
            self.wants.unwant(ASSETS, before.keys() - assets.files.keys())

    def settle(self) -> None:
        """After pages came and went: brings what they show, marks what nobody shows any more."""
        unsettled = self.copied.unsettled()
        if not unsettled:
            return
        shown = {digest: self._roles(digest) for digest in unsettled}
        self._make_asked(shown)
        with self.index.changing():
            for digest, roles in shown.items():
                owner = MEDIA_OWNER + digest
                before = self.copied.owned(owner)
                copied = {copy.path: copy for copy in self.publisher.publish(digest, roles, before)}
                for path, copy in copied.items():
                    if copy != before.get(path):
                        self.copied.put(copy)
                self.wants.unwant(owner, before.keys() - copied.keys())
            self.copied.forget_unsettled()

    def paths(self, digest: str) -> tuple[set[str], set[str]]:
        """What stands of a picture or an attachment, and what is to."""
        wanted = self.publisher.files(digest, self._roles(digest))
        return set(self.copied.owned(MEDIA_OWNER + digest)), {file.path for file in wanted}

    def _roles(self, digest: str) -> set[str]:
        return {role for _, role in self.answers.shown(digest, recipes.ROLES)}

    def _make_asked(self, shown: dict[str, set[str]]) -> None:
        """Makes the renditions that the theme asked for beyond what the documents let expect."""
        pairs = {(digest, role) for digest, roles in shown.items() for role in roles}
        uses = {(digest, role) for digest, role in pairs if role in recipes.ROLES}
        records = {d: found for d in shown if (found := self.records.of(d))}
        pictures = {d: record for d, (kind, record) in records.items() if kind == "image"}
        jobs = cache.missing(self.renditions, Folder.of(self.config), uses, pictures)
        for fault in cache.make(self.renditions, jobs, processes=self.config.jobs):
            if fault is not None:
                raise OutputError(f"Picture {fault.digest} could not be encoded: {fault.code}.")
