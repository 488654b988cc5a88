"""From the source's words to the speaker's name: who "he", "the minister" or "Smith" is in this article."""

from dateline.annotate.speakers.resolve import resolve

__all__ = ["resolve"]
