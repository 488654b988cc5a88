"""Loading what tasks need before a process forks them."""

from __future__ import annotations

import gc
import importlib
import logging

from dateline.errors import DatelineError
from dateline.settings import get_settings

STAGES = (
    "dateline.pipeline.day",
    "dateline.pipeline.stages",
    "dateline.annotate",
    "dateline.clean",
    "dateline.fetch",
    "dateline.warehouse.load",
)

log = logging.getLogger(__name__)


def preload() -> None:
    """Import the stages and load every model; what cannot be loaded is left to the task that needs it."""
    for module in STAGES:
        importlib.import_module(module)
    from dateline.annotate.parse import load_model

    for model in get_settings().annotate.models.values():
        try:
            load_model(model)
        except DatelineError as error:
            log.warning("%s", error)
    gc.freeze()  # what is here now stays: a collection in a child must not copy its pages
