"""Lines that stand inside stories and belong to the site: calls to subscribe, disclosures, copyright, pointers.

Only short lines that open or close with a set phrase are taken for furniture; the same words within a paragraph of
the story are the story's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_MAX_CHARS, _MAX_NOTE_CHARS = 420, 700
_ABOUT = re.compile(
    r"[,.]?\s*(?:\([^)]*\)\s*)?,?\s*(?:(?:\w+\s+)?(?:is|was|are|has|covers|writes|reports|joined|works|serves|lives|can be reached|contributed)\b|(?:ist|war|schreibt|arbeitet|berichtet|leitet|studierte)\b|(?:est|écrit)\b|(?:es|escribe)\b|,? an? )"
)

_OPENINGS = (
    # calls to act
    r"(?:click |tap )?(?:here )?(?:sign|signed) up (?:to|for|here|now|today)\b|subscribe (?:to|now|here|today|and)\b"
    r"|(?:want|looking for|get|for) more\b.{0,80}(?:sign up|subscribe|newsletter|click|follow)"
    r"|don[’']t miss\b:?.{0,200}(?:sign up|subscribe|newsletter)|join our\b.{0,120}(?:whatsapp|telegram|newsletter|channel|community)"
    r"|follow (?:us|our|him|her|them|[\w .@]{2,40}) on (?:x|twitter|facebook|instagram|google|threads|bluesky|linkedin|tiktok)\b"
    r"|like us on facebook|download (?:our|the) .{0,40}app\b|get (?:our|the|your|all)\b.{0,100}(?:newsletter|inbox|alerts)"
    r"|(?:support|donate to) (?:our|independent) journalism|create an account or sign in|already a subscriber",
    r"(?:read|see|watch|listen|learn|find out) (?:more|also|next|now)\b ?(?::|–|—|-|about|on|here|at).{0,200}$|related(?: (?:stories|articles|coverage|content|news|reading|video))?\s*(?::|$)|more (?:on|from|about)\b.{0,80}:?$",
    r"(?:recommended|you may also like|you might also like|most (?:read|popular|viewed)|trending(?: now)?|what to read next|up next|editor[’']?s[’']? picks?|advertisement|advertising|sponsored|story continues below(?: advertisement)?|article continues (?:below|after)(?: (?:this )?(?:advertisement|ad|video))?|scroll (?:down )?to continue.{0,60}|skip advertisement|loading\.{0,3}|share this(?: (?:article|story|post|with))?.{0,40}|print this article|watch(?: now| live)?:|photos?:|video:|view comments|show comments|leave a comment|comments)\s*:?$",
    # rights and disclosures
    r"(?:copyright\b|©|\(c\) ?\d{4}).{0,200}$|all rights reserved|this (?:article|story|material|document|content|post) (?:is|was|may|has been|originally|first|contains|includes).{0,60}(?:republished|copyright|not be (?:published|reproduced|reprinted)|affiliate|originally (?:published|appeared)|translated (?:from|by)|syndicated|supported by|produced by)"
    r"|(?:originally|first) published (?:in|on|at|by)\b|we may (?:earn|receive) (?:a |an )?(?:affiliate )?commission|(?:all|every) products? (?:featured|mentioned|recommended|listed).{0,80}(?:independent|editor)|when you (?:buy|purchase|click) .{0,60}(?:links?|commission)|(?:our|the) .{0,40}editors? independently"
    r"|why you can trust\b",
    # whom to write to, what to cite
    r"(?:please )?(?:contact|email|e-mail|write to|reach|follow) (?:the )?(?:reporter|author|writer|editor|[A-Z][\w.'’-]+ [A-Z][\w.'’-]+)\b.{0,120}@|you can (?:email|e-mail|write|reach|contact|follow)\b.{0,80}(?:@|\bat\b|\bon (?:x|twitter)\b)"
    r"|(?:more information|journal (?:information|reference)|citation|doi|provided by|cite this page|references?|sources?)\s*:|(?:the )?authors? (?:or authors )?(?:do|does|has|have|declares?) (?:not|no)\b|(?:send|submit) (?:us )?(?:your )?(?:tips|letters|feedback|questions)\b",
    # the same in German
    r"(?:lesen sie|lies|sehen sie|mehr dazu|lesen sie auch|auch interessant|das könnte sie auch interessieren|mehr zum thema|zum thema|weiterlesen|weitere (?:artikel|themen|nachrichten))\b.{0,160}(?::|$)|(?:abonnieren|folgen) sie\b|jetzt (?:abonnieren|anmelden|newsletter)|hier (?:geht es|gehts|klicken)\b|(?:die )?mit (?:einem )?(?:symbol|\*|sternchen).{0,60}(?:affiliate|gekennzeichnet)|an dieser stelle finden sie|ich bin damit einverstanden|empfohlener (?:redaktioneller|externer) inhalt|anzeige$|werbung$|alle rechte vorbehalten|externer inhalt",
    # French, Spanish, Italian
    r"(?:lire aussi|à lire aussi|lire la suite|abonnez-vous|inscrivez-vous|publicité$|leer también|lee también|lea también|te puede interesar|suscríbete|publicidad$|leggi anche|iscriviti|pubblicità$)",
)
_TEMPLATE = re.compile(r"^(?:\$\$|\{\{|\[\[|%%).{0,80}(?:\$\$|\}\}|\]\]|%%)$")
_FURNITURE = re.compile(r"^\W{0,3}(?:" + "|".join(_OPENINGS) + ")", re.IGNORECASE)
_WITHIN = re.compile(
    r"(?:sign up (?:for|to)|subscribe to) (?:our|the|my|their)\b.{0,60}(?:newsletter|updates|inbox)|newsletter\b.{0,60}(?:here|inbox)\W*$"
    r"|may earn (?:a |an )?(?:affiliate )?commission|(?:stories|news) (?:delivered )?(?:straight |right )?(?:to|in) your inbox",
    re.IGNORECASE,
)
_END_MATTER = re.compile(
    r"^\W{0,3}(?:related(?: (?:stories|articles|coverage|content|news|posts|reading|topics|links))?|(?:you )?(?:may|might) (?:also )?like|more (?:stories|news|articles|coverage|from .{2,40}|on this (?:story|topic))|read (?:more|next|also)|see also|recommended(?: (?:for you|stories|reading))?|most (?:read|popular|viewed)|trending(?: now)?|latest (?:news|stories|articles)|popular (?:stories|posts)|comments?(?: \(\d+\))?|leave a (?:comment|reply)|join the conversation|about the authors?|(?:post|article) tags|"
    r"mehr zum thema|weitere (?:artikel|themen|meldungen)|das könnte sie auch interessieren|auch interessant|kommentare|meistgelesen|ähnliche artikel|"
    r"à lire aussi|sur le même sujet|articles? (?:liés|similaires)|commentaires|noticias relacionadas|te puede interesar|más noticias|comentarios|leggi anche|articoli correlati)\s*:?\W*$",
    re.IGNORECASE,
)


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the site and not to the story around it."""
    return len(line) <= _MAX_CHARS and bool(
        _FURNITURE.search(line) or _WITHIN.search(line) or _TEMPLATE.match(line)
    )


def presents_author(line: str, authors: Sequence[str]) -> bool:
    """Whether a line is a note about one of the story's authors."""
    if len(line) > _MAX_NOTE_CHARS:
        return False
    start = line.lstrip("•–—-*…. ").casefold()
    return any(
        start.startswith(name.casefold()) and _ABOUT.match(start[len(name) :])
        for name in authors
        if " " in name
    )


def opens_end_matter(line: str) -> bool:
    """Whether a heading announces what follows the story: related links, comments, the author's note."""
    return len(line) <= 80 and bool(_END_MATTER.search(line))
