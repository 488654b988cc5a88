"""The report: what some days brought, as one HTML page that needs nothing beside itself."""

from dateline.report.make import make_report

__all__ = ["make_report"]
