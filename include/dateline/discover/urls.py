"""One article, one address: canonical addresses without asking the network, and after the fetch.

Two kinds of rules are kept apart. *Spelling* rules change nothing of what a server gives back (case of the
host, default port, dot segments, percent-encoding, IDN, fragment, tracking parameters, AMP caches): the
address they give is safe to ask for. *Identity* rules name the same article under another address (https,
mobile host, AMP, print view, trailing slash, order of parameters, a Wayback capture's original): their
address names the article, but what is asked for stays the address that was found. So :func:`resolve` gives
both, and a candidate carries the second as ``fetch_url`` where they differ.

courlan tells registrable domains. Its query cleaning is not used: it strips by prefix anywhere in a name,
and takes ``gallery=`` and ``cid=`` for trackers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain

from dateline.discover.spelling import Parts, pair, spell, spell_host


@dataclass(frozen=True, slots=True)
class Address:
    """An article's identity, and the address to ask for."""

    identity: str
    fetch: str


def canonical(url: str, *, home: str | None = None) -> str | None:
    """The identity of the article at ``url``, or None where it is no usable http(s) address.

    None means: another scheme, no host, a host that IDNA forbids, a port out of range, or more than
    ``MAX_LENGTH`` characters. Nothing is ever raised. The result is its own canonical form.
    With ``home`` (the source's home page) its spelling of the host is taken for www, mobile and AMP twins.
    """
    address = resolve(url, home=home)
    return address.identity if address else None


def resolve(url: str, *, home: str | None = None) -> Address | None:
    """Both forms of ``url``, or None as for :func:`canonical`."""
    parts = spell(url)
    if parts is None:
        return None
    return Address(identity=_identity(parts, _host(home) if home else None), fetch=_join(*parts))


def same_article(requested: str, final: str, rel_canonical: str | None) -> str | None:
    """The article's identity after the fetch.

    The publisher's ``rel=canonical`` decides where it is plausible: an http(s) address of the same site as
    the request or the answer, not the home page, a section or an error page in an article's place. Then the
    address that answered, unless the redirect led from an article to such a page; else the one asked for.
    """
    asked, answered = canonical(requested), canonical(final)
    reached = answered if answered and not _demotes(asked, answered) else asked or answered
    named = canonical(rel_canonical.strip()) if rel_canonical else None
    if not named or not reached or _demotes(reached, named):
        return reached
    sites = {site(address) for address in (asked, answered) if address}
    return named if site(named) in sites else reached


def absolute(base: str, link: str | None) -> str | None:
    """The http(s) address that ``link`` on ``base`` leads to; None for the page itself and for others."""
    try:
        url = urljoin(base, (link or "").strip()).partition("#")[0]
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) and url != base else None


def site(url: str) -> str:
    """The registrable domain of ``url``, or its host where it has none (``localhost``, an IP address)."""
    return _registrable(_host(url))


def is_home(url: str) -> bool:
    """Whether ``url`` is a site's front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


_CAPTURE = re.compile(r".*/\d{4,14}(?:[a-z]{2}_)?/((?i:https?)):/{1,2}(?=[^/])(.+)", re.DOTALL)
_VIEW_PARAMETERS = {
    "amp": None,
    "outputtype": frozenset({"amp"}),
    "output": frozenset({"amp", "print"}),
    "view": frozenset({"amp", "print"}),
    "mode": frozenset({"amp", "print"}),
    "format": frozenset({"amp", "print"}),
    "print": frozenset({"", "1", "true", "y", "yes", "print"}),
    "printable": frozenset({"", "1", "true", "y", "yes"}),
    "printer_friendly": None,
}
"""Parameters that ask for another view of the same article, with the values that do (None: any)."""


def _identity(parts: Parts, home: str | None) -> str:
    scheme, netloc, path, query = parts
    capture = _CAPTURE.fullmatch(path)
    if capture:
        original = spell(f"{capture[1]}://{capture[2]}" + (f"?{query}" if query else ""))
        if original:
            return _identity(original, home)
    host, colon, port = split_port(netloc)
    host = _one_host(host, home)
    if scheme == "http" and not port and _is_name(host):
        scheme = "https"
    kept = [item for item in query.split("&") if item and not _is_view(item)]
    return _join(scheme, f"{host}{colon}{port}", _one_path(path), "&".join(sorted(kept, key=_sort_key)))


def _sort_key(item: str) -> str:
    return item.partition("=")[0]


def _is_view(item: str) -> bool:
    name, value = pair(item)
    if name not in _VIEW_PARAMETERS:
        return False
    values = _VIEW_PARAMETERS[name]
    return values is None or value in values


def split_port(netloc: str) -> tuple[str, str, str]:
    host, colon, port = netloc.rpartition(":")
    return (host, colon, port) if port.isdigit() and host else (netloc, "", "")


def _is_name(host: str) -> bool:
    return "." in host and not host.startswith("[") and not host.rpartition(".")[2].isdigit()


_TWIN_LABEL = re.compile(r"(?:m|mobile|amp|touch|wap)\.")


@lru_cache(maxsize=4096)
def _one_host(host: str, home: str | None) -> str:
    """The desktop host of a mobile or AMP host, in the spelling of ``home`` where it is the same site's."""
    if not _is_name(host):
        return host
    bare = host
    while (match := _TWIN_LABEL.match(bare)) and "." in bare[match.end() :]:
        bare = bare[match.end() :]
    bare = re.sub(r"(?<=\.)m\.(?=[^.]+\.[^.]+$)", "", bare)
    if home and bare.removeprefix("www.") == home.removeprefix("www."):
        return home
    if bare != host and bare == _registrable(bare):
        return f"www.{bare}"
    return bare


_TRAILING_VIEW = re.compile(r"(?<=[^/])(?:/(?:amp|print|amp\.html)/?$|\.amp$|[._-]amp(?=\.html?$))")
_LEADING_VIEW = re.compile(r"\A/(?:amp|print)(?=/.)")
_SLASHES = re.compile(r"/{2,}")
_VIEW = re.compile(r"amp|print")


def _one_path(path: str) -> str:
    """The path without AMP and print views (as first or last part) and without a trailing slash."""
    path = _SLASHES.sub("/", path).rstrip("/") if "//" in path or path[-1] == "/" else path
    while _VIEW.search(path):
        shorter = _TRAILING_VIEW.sub("", _LEADING_VIEW.sub("", path))
        if shorter == path:
            break
        path = shorter
    return path or "/"


def _join(scheme: str, netloc: str, path: str, query: str) -> str:
    return f"{scheme}://{netloc}{path}?{query}" if query else f"{scheme}://{netloc}{path}"


@lru_cache(maxsize=1024)
def _host(url: str) -> str:
    return spell_host(urlsplit(url).hostname or "") or ""


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    if not _is_name(host):
        return host
    return extract_domain(f"https://{host}/") or ".".join(host.split(".")[-2:])


_ERROR_PATH = re.compile(
    r"/(?:.*/)?(?:404|50\d|error|errors|not-?found|page-not-found|login|signin|subscribe|consent)\b"
)
_ARTICLE_SLUG = re.compile(r"[^/]*(?:-[^/]*-|\d{4}|\.(?:html?|php|aspx?)$)")


def _demotes(article: str | None, other: str) -> bool:
    """Whether ``other`` is a front page, section or error page where ``article`` looks like an article."""
    if article is None or article == other:
        return False
    path, instead = urlsplit(article), urlsplit(other)
    if is_home(other):
        return not is_home(article)
    if _ERROR_PATH.match(instead.path) and not _ERROR_PATH.match(path.path):
        return True
    return _is_article(path.path, path.query) and not _is_article(instead.path, instead.query)


def _is_article(path: str, query: str) -> bool:
    return bool(query) or bool(_ARTICLE_SLUG.match(path.rstrip("/").rpartition("/")[2]))
