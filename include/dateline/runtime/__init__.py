"""The local stack: an embedded PostgreSQL and Airflow's processes, in one folder, on loopback."""
