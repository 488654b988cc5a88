"""Loading what tasks need before a process forks them."""

from __future__ import annotations

import gc
import importlib
import logging

from dateline.errors import DatelineError
from dateline.settings import get_settings

MODULES = (
    "dateline.pipeline.day",
    "dateline.pipeline.stages",
    "dateline.pipeline.reporting",
    "dateline.annotate",
    "dateline.clean",
    "dateline.fetch",
    "dateline.warehouse.checks",
    "dateline.warehouse.load",
    "dateline.watch.notices",
    "dateline.watch.runs",
    "fastfeedparser",
)
"""What a daily task imports, by itself or by the file of its DAG."""

ANY_ARTICLE = "“We will see what comes of it,” Ann Hill said in Paris on Monday."
"""Reading it once makes the stages load the tables that they load when first needed."""

log = logging.getLogger(__name__)


def preload() -> None:
    """Import what tasks import, and load every model with its word tables.

    What cannot be loaded is left to the task that needs it.
    """
    for module in MODULES:
        importlib.import_module(module)
    from dateline.annotate import annotate_texts

    settings = get_settings().annotate
    for model in settings.models.values():
        try:
            list(annotate_texts([("", ANY_ARTICLE, None)], model=model, settings=settings))
        except DatelineError as error:
            log.warning("%s", error)
    gc.freeze()  # what is here now stays: a collection in a child must not copy its pages
