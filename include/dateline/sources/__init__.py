"""The publishers Dateline follows, as ``sources.yaml`` describes them."""

from dateline.sources.registry import load_sources
from dateline.sources.source import Archive, Section, Source

__all__ = ["Archive", "Section", "Source", "load_sources"]
