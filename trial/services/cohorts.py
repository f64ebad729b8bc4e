"""What follows when a cohort fills up."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from trial.models.patients import Patient, PatientStatus
from trial.models.people import Membership
from trial.models.protocol import Cohort
from trial.protocol.access import Role


def cohort_target_is_reached(cohort: Cohort) -> bool:
    """Say whether as many patients are included as the target asks for."""
    included = Patient.objects.filter(cohort=cohort, status=PatientStatus.INCLUDED).count()
    return included >= cohort.target


def cohort_target_announce(*, cohort: Cohort) -> int:
    """Tell the coordinators by mail, in their language, that a cohort's target is reached; count the mails."""
    if not cohort_target_is_reached(cohort):
        return 0
    held = Membership.objects.filter(
        role=Role.COORDINATOR, user__is_active=True, from_on__lte=timezone.localdate()
    )
    people = [
        member.user for member in held.exclude(until_on__lt=timezone.localdate()).select_related("user")
    ]
    sent = 0
    for person in {person.pk: person for person in people if person.email}.values():
        with translation.override(person.language or "fr"):
            sent += send_mail(
                _("Cohort %(cohort)s: the target is reached") % {"cohort": cohort.code},
                _("The cohort %(cohort)s (%(disease)s) has reached its target of %(target)d patients.")
                % {
                    "cohort": cohort.code,
                    "disease": cohort.name,
                    "target": cohort.target,
                },
                None,
                [person.email],
            )
    return sent
