"""Tasks that follow from how full a cohort is."""

from trial.celery import app
from trial.models import Cohort
from trial.services.cohorts import cohort_target_announce


@app.task
def announce_target_reached(cohort_id: int) -> int:
    """Mail the coordinators that a cohort has reached its target; tell how many mails went out."""
    return cohort_target_announce(cohort=Cohort.objects.get(pk=cohort_id))
