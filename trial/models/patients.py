"""The patient, and the decision that ended the screening."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.people import Centre
from trial.models.protocol import Cohort, Criterion, ProtocolVersion


class PatientStatus(models.TextChoices):
    SCREENING = "screening", _("In screening")
    INCLUDED = "included", _("Included")
    SCREEN_FAILURE = "screen_failure", _("Screen failure")


class Eligibility(models.TextChoices):
    ELIGIBLE = "eligible", _("Eligible")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")
    UNDETERMINED = "undetermined", _("Undetermined")


class Patient(models.Model):
    """A person who was asked to take part, known by numbers that say nothing of him or her."""

    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        related_name="patients",
        verbose_name=_("centre"),
    )
    cohort = models.ForeignKey(
        Cohort,
        on_delete=models.PROTECT,
        related_name="patients",
        verbose_name=_("cohort"),
    )
    screening_number = models.CharField(_("screening number"), max_length=12, unique=True, editable=False)
    inclusion_number = models.CharField(
        _("inclusion number"),
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        editable=False,
    )
    status = models.CharField(
        _("status"),
        max_length=16,
        choices=PatientStatus.choices,
        default=PatientStatus.SCREENING,
        editable=False,
    )
    # As judged at the last save; judged again before anything is decided on it.
    eligibility = models.CharField(
        _("eligibility"),
        max_length=16,
        choices=Eligibility.choices,
        default=Eligibility.UNDETERMINED,
        editable=False,
    )
    missing_count = models.PositiveSmallIntegerField(_("answers missing"), default=0, editable=False)
    # Sent with the form that creates the patient, so that a double click creates one.
    creation_key = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("created by"),
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)

    history = audited()

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ("-id",)
        constraints = (
            # What clinical tables refer to, so that no row can stand in another centre than its patient.
            models.UniqueConstraint(fields=("id", "centre"), name="patient_in_its_centre"),
            models.CheckConstraint(
                condition=Q(status="included", inclusion_number__isnull=False)
                | (~Q(status="included") & Q(inclusion_number__isnull=True)),
                name="patient_has_inclusion_number_once_included",
            ),
        )
        indexes = (
            models.Index(fields=("centre", "status", "-id"), name="patient_list"),
            models.Index(fields=("cohort", "status"), name="patient_enrolment"),
            models.Index(fields=("missing_count", "id"), name="patient_missing"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number to call the patient by: the inclusion number once there is one."""
        return self.inclusion_number or self.screening_number

    @property
    def is_in_screening(self) -> bool:
        """Say whether the decision is still to be taken."""
        return self.status == PatientStatus.SCREENING


class Assessment(models.Model):
    """The facts, verdicts and protocol version by which a screening was ended. Never changed afterwards."""

    patient = models.OneToOneField(
        Patient, on_delete=models.PROTECT, related_name="assessment", verbose_name=_("patient")
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("centre"))
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+", verbose_name=_("cohort"))
    protocol = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("protocol version")
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=16,
        choices=[c for c in PatientStatus.choices if c[0] != PatientStatus.SCREENING],
    )
    verdict = models.CharField(_("verdict"), max_length=16, choices=Eligibility.choices)
    # The evaluator's own input, in canonical JSON: what was judged, whatever becomes of the forms.
    facts = models.TextField(_("facts"))
    decided_at = models.DateTimeField(_("decided at"), db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_by_name = models.CharField(_("name of who decided"), max_length=120)

    history = audited()

    class Meta:
        verbose_name = _("eligibility assessment")
        verbose_name_plural = _("eligibility assessments")

    def __str__(self) -> str:
        return f"{self.patient_id} {self.outcome}"


class AssessmentCriterion(models.Model):
    """How one criterion was judged when the screening ended, in both languages."""

    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        related_name="criteria",
        verbose_name=_("eligibility assessment"),
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    verdict = models.CharField(
        _("verdict"),
        max_length=14,
        choices=[
            ("pass", _("Pass")),
            ("fail", _("Fail")),
            ("undetermined", _("Undetermined")),
        ],
    )
    because_en = models.TextField(_("reason in English"))
    because_fr = models.TextField(_("reason in French"))

    history = audited()

    class Meta:
        verbose_name = _("criterion as judged")
        verbose_name_plural = _("criteria as judged")
        ordering = ("assessment_id", "criterion__position")
        constraints = (
            models.UniqueConstraint(fields=("assessment", "criterion"), name="criterion_judged_once"),
        )

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.verdict}"
