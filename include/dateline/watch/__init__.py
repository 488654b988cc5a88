"""Watching: is each source as usual, what is wrong now, who has been told, how much was done and how late.

Reads and writes the warehouse only; Airflow's DAGs, the command line and Prometheus ask it.
"""
