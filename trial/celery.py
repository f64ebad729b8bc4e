"""The Celery application of worker and web alike.

Each task module is listed by hand, so that what a worker runs can be read here; a test compares the
list with the folder.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trial.settings")

app = Celery("trial", include=["trial.tasks.audit", "trial.tasks.cohorts", "trial.tasks.sessions"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    "anchor the audit ledger": {
        "task": "trial.tasks.audit.take_anchor",
        "schedule": crontab(hour="2", minute="47"),
    },
    "forget ended sessions": {
        "task": "trial.tasks.sessions.forget_ended_sessions",
        "schedule": crontab(hour="3", minute="17"),
    },
}


@worker_init.connect
def refuse_without_trail(**kwargs: object) -> None:
    """Let no worker start whose changes could escape the audit trail."""
    from trial.audit.checks import refuse_to_start_without_trail

    refuse_to_start_without_trail()
