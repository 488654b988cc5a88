"""Throw made-up pages at cleaning and look for an exception, a broken promise or a page that takes too long.

atheris is not among the project's packages; give it an environment of its own that sees the project's::

    python3 -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris
    PYTHONPATH=include:.venv/lib/python3.12/site-packages /tmp/fuzz/bin/python tools/fuzz_cleaning.py \\
        -max_total_time=300 -max_len=4096

A finding is written to ``crash-…`` and belongs into ``tests/clean/test_page.py``.
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["dateline.clean"]):
    from dateline.clean.page import read_page

from dateline.records import Page

MOST_SECONDS = 5.0
PAGE_PIECES = """
<html>
<body>
<p>
</p>
<div class="related">
<div class='story'>
</div>
<article>
<h1>
</h1>
<br>
<li>
<table><tr><td>
<figure>
<blockquote class=twitter-tweet>
<nav>
<aside>
<svg>
<template>
<!--
-->
<![CDATA[
<script type="application/ld+json">
</script>
{"@type":"NewsArticle","headline":"
"author":[{"name":"
"datePublished":"2026-
"articleBody":"
"@id":"#a"
"}]}
"},
<script>window.a={"b":"
<meta property="article:published_time" content="
<meta name=author content="
<link rel=canonical href="
<base href="http://[">
<html lang="
<time datetime="
<title>
<span class="byline">By
 style="display:none"
">
Ana Diaz
 and
, Reuters
2026-11-09T07:30:00+99:99
November 31, 2026 25:61 PM EST
A sentence long enough to be running text, with a comma, says nothing at all about anything.
&#xD83D;
"""
PIECES = [piece.encode() for piece in PAGE_PIECES.strip("\n").split("\n")]


def one_page(data: bytes) -> None:
    """Clean one page made of known pieces and raw bytes, and check what came out."""
    provider = atheris.FuzzedDataProvider(data)
    made = b"".join(_piece(provider) for _ in range(provider.ConsumeIntInRange(1, 60)))
    url = provider.ConsumeUnicode(60) if provider.ConsumeBool() else "https://www.example.org/2026/11/09/a"
    started = time.process_time()
    cleaned = read_page(Page(id="1", url=url, html=made, charset=provider.ConsumeUnicode(8) or None))
    if time.process_time() - started > MOST_SECONDS:
        raise RuntimeError("too slow")
    cleaned.model_dump_json()
    if cleaned.article is None and cleaned.ending is None:
        raise RuntimeError("neither an article nor an ending")
    if (article := cleaned.article) is not None:
        if "\n\n".join(article.text[block.start : block.end] for block in article.blocks) != article.text:
            raise RuntimeError("blocks do not cover the text")
        if "\x00" in article.text:
            raise RuntimeError("NUL in the text")


def _piece(provider: atheris.FuzzedDataProvider) -> bytes:
    if provider.ConsumeProbability() < 0.8:
        return PIECES[provider.ConsumeIntInRange(0, len(PIECES) - 1)]
    return bytes(provider.ConsumeBytes(provider.ConsumeIntInRange(0, 40)))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_page)
    atheris.Fuzz()
