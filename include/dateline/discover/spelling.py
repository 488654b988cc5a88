"""The normal spelling of an address: rules that change nothing of what a server gives back.

Case of the host, default port, dot segments, percent-encoding, IDN, fragment, tracking parameters, and AMP
caches, which give way to the publisher's own address.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

import idna

MAX_LENGTH = 4096
"""Characters; a longer address is hopeless."""


Parts = tuple[str, str, str, str]
"""Scheme, host with port, path, query."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DEFAULT_PORT = {"http": 80, "https": 443}
_GOOGLE_AMP = re.compile(r"/amp/(s/)?([^/]+\..+)", re.DOTALL)
_AMP_CACHE = re.compile(r"/(?:[a-z]/)?(s/)?([^/]+\..+)", re.DOTALL)


def spell(url: str) -> Parts | None:
    """The parts of ``url`` in their normal spelling; AMP caches give way to the publisher's address."""
    text = (url if url.isprintable() else _CONTROL.sub("", url)).strip().replace("&amp;", "&")
    if len(text) > MAX_LENGTH:
        return None
    plain = _PLAIN_URL.fullmatch(text)
    scheme, raw_host, port, path, query = plain.groups("") if plain else _split(text)
    host = spell_host(raw_host)
    if scheme not in _DEFAULT_PORT or not host:
        return None
    netloc = f"{host}:{port}" if port and int(port) != _DEFAULT_PORT[scheme] else host
    path = _remove_dots(_encode(path, _PATH_SAFE)) or "/"
    cached = _inside_cache(host, path)
    if cached:
        return spell(f"{cached}?{query}" if query else cached)
    return scheme, netloc, path, _spell_query(query)


_PLAIN_URL = re.compile(r"(https?)://([a-z0-9.-]+)()(/[^?#\\]*)?(?:\?([^#]*))?(?:#.*)?", re.DOTALL)
"""Nearly every address, without user, port, IPv6 or capitals: read three times as fast as by urlsplit."""


def _split(text: str) -> tuple[str, str, str, str, str]:
    """Scheme, host, port, path and query; all empty where the address cannot be used."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return "", "", "", "", ""
    if "\\" in parts.netloc or port == 0:
        return "", "", "", "", ""
    return parts.scheme.lower(), parts.hostname or "", str(port or ""), parts.path, parts.query


def _inside_cache(host: str, path: str) -> str | None:
    if host in ("www.google.com", "google.com"):
        match = _GOOGLE_AMP.fullmatch(path)
    elif host.endswith(".ampproject.org"):
        match = _AMP_CACHE.fullmatch(path)
    else:
        return None
    return f"http{'s' if match[1] else ''}://{match[2]}" if match else None


_ASCII_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")


@lru_cache(maxsize=4096)
def spell_host(host: str) -> str | None:
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]" if re.fullmatch(r"[0-9a-f:.]+", host) else None
    if _ASCII_HOST.fullmatch(host):
        return host if len(host) <= 253 else None
    try:
        return idna.encode(unquote(host), uts46=True).decode("ascii").lower() or None
    except (idna.IDNAError, UnicodeError):
        return None


_PATH_SAFE = "/!$&'()*+,;=:@%"
_QUERY_SAFE = "/?!$&'()*+,;=:@%"
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN = re.compile(r"[A-Za-z0-9\-._~/]*")


def _encode(text: str, safe: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return quote(_ESCAPE.sub(_spell_escape, text), safe=safe, errors="replace")


def _spell_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else f"%{match[1].upper()}"


def _remove_dots(path: str) -> str:
    """The path without ``.`` and ``..`` segments (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


_TRACKING_NAME = re.compile(
    r"(?:utm|mtm|matomo|pk|piwik|itm|hsa|oly|vero|fb_action|fb_comment|stm|amp_gsa|amp_js)_.+"
    r"|at_(?:medium|campaign|format|link|bbc|ptr|custom|creation|variant)\w*"
    r"|(?:fb|g|d|y|ys|tw|tt|msc?|epi|ir|wick)cl(?:id|kid)|msclkid|gclsrc"
    r"|gbraid|wbraid|srsltid|igshid|igsh|li_fat_id|mkt_tok|_hsenc|_hsmi|hsctatracking|mc_[ce]id|_ga|_gl"
    r"|__twitter_impression|fb_(?:ref|source)|ref_(?:src|url)|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|wt[._](?:mc|zmc|rss)\w*|xtor|s_(?:cid|kwcid)|cmp(?:id)?|icid|ocid|ncid|sref|smid|smtyp|soc_src|soc_trk"
    r"|echobox|usqp|guccounter|guce_referrer(?:_sig)?|traffic_source|feedtype|spm|dicbo|taid",
)
_WEAK_NAME = frozenset(
    {"ref", "referrer", "referer", "source", "src", "from", "via", "channel", "partner", "share"}
)
_WEAK_VALUE = re.compile(
    r"(?:|1|true|rss\w*|(?:rss-?)?feeds?|atom|twitter|x|facebook|fb|linkedin|whatsapp|telegram|reddit|social\w*"
    r"|newsletters?|e-?mail|app|home(?:page)?|share\w*|push|google\w*|bing|flipboard|apple_?news|smartnews)"
)


def _spell_query(query: str) -> str:
    if not query:
        return ""
    kept = [item for item in query.split("&") if item and not _tracks(item)]
    return "&".join(_encode(item, _QUERY_SAFE) for item in kept)


def _tracks(item: str) -> bool:
    name, value = pair(item)
    return bool(_TRACKING_NAME.fullmatch(name)) or (name in _WEAK_NAME and bool(_WEAK_VALUE.fullmatch(value)))


def pair(item: str) -> tuple[str, str]:
    name, _, value = item.partition("=")
    return unquote(name).lower(), unquote(value).lower()
