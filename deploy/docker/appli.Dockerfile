# docker build -f deploy/docker/appli.Dockerfile -t pret-appli .
FROM python:3.13-slim-bookworm AS build
COPY appli/requirements.txt /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r /requirements.txt

FROM python:3.13-slim-bookworm
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
WORKDIR /app
COPY appli appli
RUN install -d -o 10002 -g 10002 -m 755 /desk && install -d -o 10002 -g 10002 -m 700 /accounts
VOLUME ["/desk", "/accounts"]
USER 10002
EXPOSE 8050
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8050/', timeout=2)"]
CMD ["python", "-m", "gunicorn", "--no-control-socket", "--bind", "0.0.0.0:8050", "--workers", "1", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "appli.dash_api:server"]
