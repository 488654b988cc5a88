"""News agencies by the names that credit them."""

from __future__ import annotations

import re

from dateline.clean.wording import fold

_NAMES = {
    "AP": "ap|associated press|the associated press|ap news|associated press ap",
    "Reuters": "reuters|thomson reuters|reuters news",
    "AFP": "afp|agence france presse|agence france-presse",
    "PA": "pa|pa media|press association|pa news agency|pa wire",
    "dpa": "dpa|deutsche presse agentur|deutsche presse-agentur|dpa infocom|dpa-afx|dpa afx",
    "UPI": "upi|united press international",
    "EFE": "efe|agencia efe",
    "ANSA": "ansa|agenzia ansa",
    "APA": "apa|austria presse agentur|austria presse-agentur",
    "SDA": "sda|keystone sda|keystone-sda|keystone ats",
    "epd": "epd|evangelischer pressedienst",
    "KNA": "kna|katholische nachrichten-agentur|katholische nachrichten agentur",
    "sid": "sid|sport-informations-dienst|sport informations dienst",
    "AAP": "aap|australian associated press",
    "CP": "the canadian press|canadian press|la presse canadienne",
    "ANI": "ani|asian news international",
    "PTI": "pti|press trust of india",
    "IANS": "ians|indo asian news service",
    "Xinhua": "xinhua|xinhua news agency",
    "TASS": "tass|itar tass|itar-tass",
    "Kyodo": "kyodo|kyodo news",
    "Yonhap": "yonhap|yonhap news agency",
    "Anadolu": "anadolu|anadolu agency|anadolu ajansi|anadolu ajansı",
    "Belga": "belga|belga news agency",
    "ANP": "anp|algemeen nederlands persbureau",
    "NTB": "ntb|norsk telegrambyrå",
    "TT": "tt nyhetsbyrån",
    "Ritzau": "ritzau",
    "PAP": "pap|polska agencja prasowa",
    "Europa Press": "europa press",
    "Lusa": "lusa|agencia lusa",
    "Adnkronos": "adnkronos",
    "Bloomberg": "bloomberg|bloomberg news",
    "Dow Jones": "dow jones|dow jones newswires",
    "States Newsroom": "states newsroom",
}
_AGENCY_OF = {name: agency for agency, names in _NAMES.items() for name in map(fold, names.split("|"))}
_CREDIT_AT_START = re.compile(r"^[^a-z]?.{0,60}?\((?P<inside>[A-Za-z /-]{2,30})\)\s*(?:[—–-]|:|\.|$)")
_CREDIT_AT_END = re.compile(
    r"(?:\(|\b(?:source|quelle|copyright|©|mit material von|with|from|by)\b[: ]*|^)(?P<names>[\w .,/-]{2,60})\)?\W*$",
    re.IGNORECASE,
)


def agency_named(text: str) -> str | None:
    """The agency that ``text`` is the name of."""
    return _AGENCY_OF.get(fold(text))


def agency_credited(line: str, *, opening: bool) -> str | None:
    """The agency that an opening line (``BERLIN (dpa) —``) or a closing one (``dpa/AFP``) credits."""
    match = (_CREDIT_AT_START if opening else _CREDIT_AT_END).search(line)
    if match is None:
        return None
    return next(
        (
            agency
            for name in re.split(r"[/,&]|\band\b|\bund\b", match.group(1))
            if (agency := agency_named(name))
        ),
        None,
    )
