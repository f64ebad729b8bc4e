"""The protocol as loaded: its versions, cohorts and criteria. A version in force never changes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.people import Centre


def in_readers_language(*, fr: str, en: str) -> str:
    """Choose between the two texts that the study keeps of everything."""
    return fr if (get_language() or "fr").startswith("fr") else en


class ProtocolVersion(models.Model):
    """One version of the protocol, with the very texts that it was read from."""

    code = models.CharField(_("version"), max_length=10, unique=True)
    digest = models.CharField(_("SHA-256 of its texts"), max_length=64)
    study_toml = models.TextField()
    drugs_csv = models.TextField()
    glucocorticoids_csv = models.TextField()
    dictionary_csv = models.TextField()
    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)

    history = audited()

    class Meta:
        verbose_name = _("protocol version")
        verbose_name_plural = _("protocol versions")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.code


class CentreProtocol(models.Model):
    """The day from which a protocol version is in force in a centre."""

    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        related_name="protocols",
        verbose_name=_("centre"),
    )
    protocol = models.ForeignKey(
        ProtocolVersion,
        on_delete=models.PROTECT,
        related_name="centres",
        verbose_name=_("protocol version"),
    )
    in_force_on = models.DateField(_("in force from"))

    history = audited()

    class Meta:
        verbose_name = _("protocol in force in a centre")
        verbose_name_plural = _("protocols in force in centres")
        ordering = ("centre_id", "in_force_on")
        constraints = (
            models.UniqueConstraint(fields=("centre", "in_force_on"), name="centre_protocol_one_a_day"),
            models.UniqueConstraint(fields=("centre", "protocol"), name="centre_protocol_once"),
        )

    def __str__(self) -> str:
        return f"{self.protocol} ({self.in_force_on})"


class Cohort(models.Model):
    """A disease, the number of patients wanted, and the number never passed."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    icd10 = models.CharField(_("ICD-10"), max_length=80)
    target = models.PositiveSmallIntegerField(_("target"))
    target_confirmed = models.BooleanField(_("target confirmed"), default=False)
    ceiling = models.PositiveSmallIntegerField(_("ceiling"))
    position = models.PositiveSmallIntegerField(_("order"))

    history = audited()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(condition=Q(ceiling__gte=F("target")), name="cohort_ceiling_from_target"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The disease in the reader's language."""
        return in_readers_language(fr=self.name_fr, en=self.name_en)


class Criterion(models.Model):
    """One inclusion or exclusion criterion of one protocol version."""

    protocol = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("protocol version")
    )
    code = models.CharField(_("code"), max_length=10)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=[("inclusion", _("Inclusion")), ("exclusion", _("Exclusion"))],
    )
    operator = models.CharField(_("operator"), max_length=60)
    parameters = models.TextField(_("parameters"))
    clause_en = models.TextField(_("clause in English"))
    clause_fr = models.TextField(_("clause in French"))
    position = models.PositiveSmallIntegerField(_("order"))
    cohorts = models.ManyToManyField(
        Cohort, through="CriterionCohort", related_name="criteria", verbose_name=_("cohorts")
    )

    history = audited()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("protocol_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("protocol", "code"), name="criterion_code_once_a_version"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def clause(self) -> str:
        """The clause in the reader's language."""
        return in_readers_language(fr=self.clause_fr, en=self.clause_en)


class CriterionCohort(models.Model):
    """That a criterion holds in a cohort. A table of its own, so that its changes are recorded too."""

    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+", verbose_name=_("cohort"))

    history = audited()

    class Meta:
        db_table = "trial_criterion_cohorts"
        verbose_name = _("cohort of a criterion")
        verbose_name_plural = _("cohorts of criteria")
        constraints = (
            models.UniqueConstraint(fields=("criterion", "cohort"), name="criterion_once_a_cohort"),
        )

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.cohort_id}"
