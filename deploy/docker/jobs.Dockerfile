# docker build -f deploy/docker/jobs.Dockerfile -t pret-jobs .   Loads the clients that the API serves, looks at the drift, copies the log.
FROM python:3.13-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
COPY jobs/requirements.txt /requirements.txt
RUN pip install --no-cache-dir -r /requirements.txt
WORKDIR /app
COPY scoring scoring
COPY models models
COPY jobs jobs
RUN install -d -o 10001 -g 10001 /data && install -d -o 10001 -g 10001 -m 700 /backups
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
ENTRYPOINT ["python", "-m", "jobs"]
