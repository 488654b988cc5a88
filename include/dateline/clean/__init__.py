"""Cleaning: what Dateline calls an article is exactly the article."""

from dateline.clean.boilerplate import Boilerplate
from dateline.clean.workers import clean_page, clean_pages

__all__ = ["Boilerplate", "clean_page", "clean_pages"]
