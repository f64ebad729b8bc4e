# The eCRF as one image: web, worker, beat and preparation differ by command only.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --system --uid 10001 --create-home --home-dir /srv/mutreg mutreg \
    && install -d -o mutreg -g mutreg -m 700 /srv/anchors
WORKDIR /srv/mutreg
COPY requirements.txt constraints.txt ./
RUN pip install -r requirements.txt
COPY manage.py ./
COPY trial trial
COPY templates templates
COPY static static
COPY locale locale
# Neither texts nor static files depend on where the image will run; the key serves this step alone.
RUN SECRET_KEY=only-for-collecting-the-static-files-of-the-image \
    DATABASE_URL=postgresql://nobody@nowhere/none BROKER_URL=redis://nowhere \
    sh -c 'python manage.py messages --compile && python manage.py collectstatic --noinput'
USER mutreg
EXPOSE 8000
CMD ["gunicorn", "trial.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--no-control-socket", "--access-logfile", "-"]
