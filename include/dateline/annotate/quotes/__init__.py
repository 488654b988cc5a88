"""Quotations in an article's text: spans, kinds, cues and the source's words."""

from dateline.annotate.quotes.extract import find_quotes
from dateline.annotate.quotes.raw import RawQuote

__all__ = ["RawQuote", "find_quotes"]
