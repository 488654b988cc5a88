"""Recorded and made-up sites, served on loopback under their own host names."""

from dateline.replay.server import ReplayServer
from dateline.replay.site import load_site

__all__ = ["ReplayServer", "load_site"]
