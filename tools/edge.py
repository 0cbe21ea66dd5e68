"""Writes what stands in deploy/ from site_builder/deploy/edge, the one place that decides it.

With options it prints the configuration of nginx for a machine of yours instead.
"""

import argparse
import sys
from pathlib import Path

from site_builder.deploy.edge import cloudfront, nginx
from site_builder.deploy.edge.nginx import Server

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"


def main(argv: list[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    given = {name: value for name, value in vars(options).items() if value}
    if given:
        return _print(given)
    for name, text in generated(DEPLOY).items():
        (DEPLOY / name).write_text(text, encoding="utf-8")
        print(f"deploy/{name}", file=sys.stderr)
    return 0


def generated(folder: Path) -> dict[str, str]:
    """What the files of deploy/ are to be; its functions are read from `folder`."""
    code = {
        name: (folder / "cloudfront" / f"{name.replace('_', '-')}.js").read_text(encoding="utf-8")
        for name in ("viewer_request", "viewer_response")
    }
    return {
        "nginx/site.conf": nginx.site(Server()),
        "nginx/logrotate": nginx.logrotate(Server()),
        "cloudfront/site.yaml": cloudfront.template(cloudfront.Functions(**code)),
    }


def _print(given: dict[str, str | list[str]]) -> int:
    files = tuple(given.pop(name, None) for name in ("certificate", "key"))
    if (files[0] is None) != (files[1] is None):
        print("--certificate and --key belong together.", file=sys.stderr)
        return 2
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
    try:
        text = nginx.site(Server(**values, certificate=files if files[0] else None))
    except ValueError as error:
        print(f"{error}.", file=sys.stderr)
        return 2
    sys.stdout.write(text)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.edge", description=__doc__)
    parser.add_argument("--root", help="the folder that the site is deployed to")
    parser.add_argument("--logs", help="the folder of the logs")
    parser.add_argument("--listen", action="append", help='such as 80, or "443 ssl http2"')
    parser.add_argument("--name", action="append", dest="names", help="name of the site")
    parser.add_argument("--certificate", help="file of the certificate, for HTTPS")
    parser.add_argument("--key", help="file of its key")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
