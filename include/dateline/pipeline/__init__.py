"""The stages joined into batches on the lake: what each Airflow task calls.

``workspace`` holds what every step needs to know, ``batches`` names the files, ``day`` has the steps of a
whole day (discover, plan, verify), ``stages`` the steps of one batch (fetch … load).
"""
