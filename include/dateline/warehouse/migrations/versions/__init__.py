"""The warehouse's migrations, run by :mod:`dateline.warehouse.migrate`."""
