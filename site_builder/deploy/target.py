"""Where a site goes: the URL on the command line and what site.toml says of it."""

import shlex
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from contract.site_config import SiteConfig, TargetSettings
from site_builder.errors import ConfigError


@dataclass(frozen=True)
class Target:
    """A directory, or a bucket and a prefix in it. `public_url` is where the public reads what is
    put there, without a slash at its end; `is_declared` says that site.toml names it."""

    url: str
    public_url: str
    folder: Path | None = None
    bucket: str = ""
    prefix: str = ""
    distribution: str = ""
    endpoint_url: str = ""
    region: str = ""
    is_declared: bool = False

    @property
    def identity(self) -> str:
        """The same for all ways to write the target."""
        if self.folder is not None:
            return self.folder.resolve().as_uri()
        return " ".join(
            [f"s3://{self.bucket}/{self.prefix}".rstrip("/"), self.endpoint_url]
        ).strip()

    def command(self, name: str, *options: str) -> str:
        """As one types it for this target."""
        if self.endpoint_url:
            options = (*options, "--endpoint-url", self.endpoint_url)
        return shlex.join(["build.py", name, self.url, *options])


def resolve(site: SiteConfig, given: str | None, default: Path, endpoint_url: str = "") -> Target:
    """The target of that URL, else the first of site.toml, else the directory `default`. Raises
    ConfigError."""
    if not given:
        given = site.targets[0].url if site.targets else default.as_uri()
    given = given.rstrip("/")
    parts = _parts(given)
    settings = next(
        (target for target in site.targets if target.url == given), TargetSettings(given)
    )
    public = settings.public_url or site.url
    if endpoint_url:
        _check_endpoint(endpoint_url)
    if parts.query or parts.fragment or "\0" in unquote(parts.path):
        raise _no_target(given)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        if endpoint_url:
            raise ConfigError("--endpoint-url is for targets like s3://bucket")
        return Target(given, public, folder=Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return Target(
            given,
            public,
            bucket=parts.netloc,
            prefix=parts.path.strip("/"),
            distribution=settings.distribution,
            endpoint_url=endpoint_url or settings.endpoint_url,
            region=settings.region,
            is_declared=bool(settings.public_url),
        )
    raise _no_target(given)


def _parts(given: str) -> SplitResult:
    try:
        parts = urlsplit(given)
    except ValueError:
        raise _no_target(given) from None
    if "@" in parts.netloc:  # whatever is said of it, it is not repeated
        raise ConfigError(
            "The target holds a user name or a password: write s3://bucket/prefix, and give the"
            " credentials by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
        )
    return parts


def _check_endpoint(url: str) -> None:
    """Raises ConfigError."""
    if "@" in url:
        raise ConfigError(
            "--endpoint-url holds a user name or a password: write https://host:port, and give the"
            " credentials by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
        )
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"--endpoint-url {url}: an address begins with http(s)://")
    try:
        usable = bool(urlsplit(url).hostname)
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(f"--endpoint-url {url}: write it like https://host:port")


def _no_target(given: str) -> ConfigError:
    return ConfigError(f"{given} is no target: write file:///srv/www/site, or s3://bucket/prefix")


def is_loopback(url: str) -> bool:
    """Whether only this machine reads there; also where a server listens on all its addresses."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    try:
        address = ip_address(host)
    except ValueError:
        return f".{host}".endswith(".localhost") or host.startswith("127.")
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return address.is_loopback or address.is_unspecified
