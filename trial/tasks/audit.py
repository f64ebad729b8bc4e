"""Tasks that keep the audit trail provable."""

from django.db import connection

from trial.audit.anchors import stored_anchor
from trial.celery import app
from trial.services.anchors import anchor_mail, anchor_take


@app.task
def take_anchor() -> None:
    """Take the anchor of the day and have it mailed."""
    anchor, _path = anchor_take()
    mail_anchor.delay(anchor.digest)


@app.task(autoretry_for=(OSError,), retry_backoff=60, retry_backoff_max=3600, max_retries=12)
def mail_anchor(digest: str) -> int:
    """Mail an anchor, again for some hours when the mail server is away; tell how many mails went out."""
    return anchor_mail(anchor=stored_anchor(connection, digest))
