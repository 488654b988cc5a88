# Dateline with Airflow, from the lock: every package is checked against its hash.
FROM python:3.12-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt /tmp/requirements.txt
RUN pip install --require-hashes -r /tmp/requirements.txt

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/opt/dateline/config:/opt/dateline/include \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/dateline/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/dateline/plugins \
    DATELINE_HOME=/opt/airflow/dateline \
    DATELINE_PRELOAD=1
RUN useradd --uid 50000 --gid 0 --home-dir /opt/airflow --create-home airflow \
 && mkdir -p /opt/airflow/lake /opt/airflow/logs /opt/airflow/logins /opt/airflow/dateline \
 && chown -R airflow:0 /opt/airflow && chmod -R g=u /opt/airflow
COPY --from=packages /opt/venv /opt/venv
COPY . /opt/dateline
RUN pip install --no-cache-dir --no-deps --no-build-isolation -e /opt/dateline
WORKDIR /opt/airflow
USER 50000:0
CMD ["airflow", "version"]
