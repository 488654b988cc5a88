"""Who said what: entities, quotations and their speakers, read off one spaCy parse."""

from dateline.annotate.annotate import annotate, annotate_texts

__all__ = ["annotate", "annotate_texts"]
