"""Debian's nginx over the built site: as it is installed, and with the configuration of deploy/."""

from __future__ import annotations

import getpass
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.engines import program
from tests.support.site import ROOT

INSTALLED = Path("/etc/nginx/nginx.conf")
STOCK_SITE = Path("/etc/nginx/sites-available/default")
OURS = ROOT / "deploy/nginx.conf"
COMPRESS = ROOT / "deploy/compress.mjs"
PATIENCE = 30  # seconds
# Where it would write as root: a setting each.
SCRATCH = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Hosts:
    """The addresses of one nginx, each with a "/" at its end.

    `stock` and `below`, in a folder: as installed. `ours`: with the configuration of deploy/, from
    `folder`, a compressed copy of the site. `other`: another site, with what lies in `pages`.
    """

    stock: str
    below: str
    ours: str
    folder: Path
    other: str
    pages: Path


def site_block(config: Path, root: Path, port: int) -> str:
    """Return a site's configuration, for another root and port and as no default of all."""
    # With the comments, which hold another site.
    left_out = r"(?m)^\s*(#|listen \[::\]).*$"
    text = re.sub(left_out, "", config.read_text(encoding="utf-8"))
    text, listens = re.subn(r"listen 80\b[^;]*;", f"listen 127.0.0.1:{port};", text)
    text, roots = re.subn(r"(?m)^(\s*)root [^;]+;", rf"\1root {root};", text)
    assert listens == roots == 1, config
    return text


def whole(sites: str, scratch: Path) -> str:
    """Return the configuration as installed, with these sites, that writes to `scratch` only."""
    text = INSTALLED.read_text(encoding="utf-8")
    for pattern, now in (
        (r"(?m)^user .*;", f"user {getpass.getuser()};"),
        (r"(?m)^pid .*;", f"pid {scratch}/pid;"),
        (r"(access|error)_log [^;]+;", rf"\1_log {scratch}/\1.log;"),
        (r"include /etc/nginx/sites-enabled/\*;", sites.replace("\\", r"\\")),
    ):
        text, count = re.subn(pattern, now, text)
        assert count, (INSTALLED, pattern)
    paths = "".join(f"{kind}_temp_path {scratch}/{kind};\n" for kind in SCRATCH)
    return text.replace("http {", f"http {{\n{paths}", 1)


def compressed(site: Path, folder: Path) -> Path:
    """Return a copy of the site in `folder` with .br and .gz beside its files, made quickly."""
    shutil.copytree(site, folder)
    subprocess.run(["node", COMPRESS, folder, "1"], check=True, capture_output=True)
    return folder


@contextmanager
def hosts(site: Path, folder: Path) -> Iterator[Hosts]:
    """Start nginx; `folder` is where its copies and logs go."""
    nginx = program("nginx", "nginx")
    above, pages, scratch = folder / "above", folder / "pages", folder / "scratch"
    for path in (above, pages, scratch):
        path.mkdir()
    (above / "guide").symlink_to(site)
    copy = compressed(site, folder / "site")
    with ExitStack() as probes:
        found = [probes.enter_context(socket.socket()) for _ in range(4)]
        for probe in found:
            probe.bind(("127.0.0.1", 0))
        ports = [probe.getsockname()[1] for probe in found]
    roots = ((STOCK_SITE, site), (STOCK_SITE, above), (OURS, copy), (STOCK_SITE, pages))
    sites = "".join(site_block(*one, port) for one, port in zip(roots, ports, strict=True))
    config = folder / "nginx.conf"
    config.write_text(whole(sites, scratch), encoding="utf-8")
    process = subprocess.Popen(
        [nginx, "-c", config, "-g", "daemon off;"],
        stderr=(scratch / "said").open("w"),
    )
    try:
        for port in ports:
            wait_for(port, process, scratch / "said")
        stock, below, ours, other = (f"http://127.0.0.1:{port}/" for port in ports)
        other = other.replace("127.0.0.1", "localhost")
        yield Hosts(stock, f"{below}guide/", ours, copy, other, pages)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until something listens there."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < end, said.read_text()
            time.sleep(0.05)
        else:
            return
