"""Dateline: news sites into a warehouse of who said what.

The package is the library behind the DAGs and the ``dateline`` command. It imports no Airflow. Each stage
is a package of its own (``discover``, ``fetch``, ``clean``, ``annotate``, ``warehouse``, ``report``) and
knows only the records in :mod:`dateline.records` that it takes and gives; :mod:`dateline.pipeline` joins
the stages into batches on the lake.
"""

__version__ = "0.1.0"
