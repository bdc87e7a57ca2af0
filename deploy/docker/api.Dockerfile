# docker build -f deploy/docker/api.Dockerfile -t pret-api .
FROM python:3.13-slim-bookworm AS build
COPY api/requirements.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r /requirements.txt

FROM python:3.13-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
WORKDIR /app
COPY scoring scoring
COPY models models
COPY api api
RUN install -d -o 10001 -g 10001 /data
VOLUME /data
ENV DATA_DIR=/data
USER 10001
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:5000/health/live', timeout=2)"]
CMD ["python", "-m", "gunicorn", "--config", "api/gunicorn.conf.py", "--bind", "0.0.0.0:5000", "api.api2:app"]
