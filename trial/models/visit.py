"""The inclusion visit: what the eligibility criteria ask for, each item once."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trial.models.audited import audited
from trial.models.casebook import CasebookForm
from trial.models.fields import (
    BirthItem,
    CodeItem,
    DateItem,
    DecimalItem,
    TimeItem,
    YesNoItem,
    YesNoUnknownItem,
)

STUDY_FROM = "2000-01-01"


class Identity(CasebookForm):
    """Demographics (CDASH DM), without anything that names the person."""

    birth = BirthItem(
        _("Year and month of birth"),
        cdash="BRTHDAT",
        help_text=_("The day of birth is never collected."),
    )
    sex = CodeItem(
        _("Sex"),
        max_length=1,
        choices=[("F", _("Female")), ("M", _("Male"))],
        cdash="SEX",
    )
    age_18_attested = YesNoItem(
        _("18 years old on the day of consent, seen in the source document"),
        cdash="AGE18_ATTESTED",
        help_text=_("Only needed when the 18th birthday falls in the month of the consent."),
    )

    history = audited()

    class Meta:
        verbose_name = _("Identity")
        verbose_name_plural = _("Identity")


class Consent(CasebookForm):
    """Information, consent and the day of the visit (CDASH DS, SV)."""

    informed_on = DateItem(_("Date of information"), cdash="DSSTDAT_INFORMED")
    consent_signed = YesNoItem(_("Consent signed"), cdash="DSDECOD_CONSENT")
    consent_on = DateItem(_("Date of consent"), cdash="RFICDAT")
    consent_at = TimeItem(
        _("Time of consent"),
        cdash="RFICTIM",
        help_text=_("If known. Hours and minutes, for example 09:10."),
    )
    visit_on = DateItem(
        _("Date of the inclusion visit"),
        cdash="SVSTDAT",
        help_text=_("The blood sample is taken that day, after the consent."),
    )

    history = audited()

    class Meta:
        verbose_name = _("Consent and visit")
        verbose_name_plural = _("Consent and visit")
        constraints = (
            models.CheckConstraint(
                condition=Q(visit_on__isnull=True)
                | Q(consent_on__isnull=True)
                | Q(visit_on__gte=F("consent_on")),
                name="visit_not_before_consent",
                violation_error_code="visit_not_before_consent",
            ),
            models.CheckConstraint(
                condition=Q(consent_on__isnull=True)
                | Q(informed_on__isnull=True)
                | Q(consent_on__gte=F("informed_on")),
                name="consent_not_before_information",
            ),
        )

    def clean(self) -> None:
        today = timezone.localdate()
        errors: dict[str, Any] = {}
        for name in ("informed_on", "consent_on", "visit_on"):
            day = getattr(self, name)
            if day and day > today:
                errors[name] = _("This date lies in the future.")
            elif day and day.isoformat() < STUDY_FROM:
                errors[name] = _("This date lies too far in the past: check the year.")
        if self.consent_on and self.visit_on and self.visit_on < self.consent_on:
            errors.setdefault(
                "visit_on",
                _("The visit cannot take place before the consent was signed: check both dates."),
            )
        if self.informed_on and self.consent_on and self.consent_on < self.informed_on:
            errors.setdefault(
                "consent_on",
                _("The consent cannot be signed before the patient was informed: check both dates."),
            )
        if errors:
            raise ValidationError(errors)


class GeneralCriteria(CasebookForm):
    """What excludes a patient whatever the disease (CDASH IE)."""

    social_security = CodeItem(
        _("Social security"),
        max_length=10,
        cdash="SOCSEC",
        choices=[
            ("insured", _("Insured")),
            ("dependant", _("Entitled as a dependant")),
            ("ame", _("State medical aid (AME) only")),
            ("none", _("None")),
            ("unknown", _("Unknown")),
        ],
    )
    ame = YesNoUnknownItem(_("Receives state medical aid (AME)"), cdash="AME")
    legal_protection = CodeItem(
        _("Legal protection"),
        max_length=12,
        cdash="LEGPROT",
        choices=[
            ("none", _("None")),
            ("tutelle", _("Guardianship (tutelle)")),
            ("curatelle", _("Curatorship (curatelle)")),
            ("sauvegarde", _("Judicial protection (sauvegarde de justice)")),
            ("other", _("Another legal protection")),
            ("unknown", _("Unknown")),
        ],
    )
    childbearing_potential = YesNoUnknownItem(_("Of childbearing potential"), cdash="CHILDPOT")
    pregnant = YesNoUnknownItem(_("Pregnant"), cdash="PREGNANT")
    parturient = YesNoUnknownItem(_("In labour"), cdash="PARTURIENT")
    breastfeeding = YesNoUnknownItem(_("Breastfeeding"), cdash="BRSTFEED")
    deprived_of_liberty = YesNoUnknownItem(
        _("Deprived of liberty"),
        cdash="DEPLIB",
        help_text=_("By a judicial or administrative decision."),
    )
    hospitalised_without_consent = YesNoUnknownItem(
        _("Hospitalised without consent"),
        cdash="HOSPNC",
        help_text=_("Psychiatric care without consent."),
    )
    institutionalised = YesNoUnknownItem(
        _("Admitted to a health or social institution for purposes other than research"),
        cdash="INSTIT",
        help_text=_(
            "The investigator judges, from the meaning of the clause: a hospital stay is not of itself a reason. "
            "The sponsor has not yet confirmed its reading."
        ),
    )
    unable_to_consent = YesNoUnknownItem(_("Adult unable to express consent"), cdash="UNABCONS")
    refusal = YesNoUnknownItem(_("Refuses to participate"), cdash="REFUSAL")

    history = audited()

    class Meta:
        verbose_name = _("General criteria")
        verbose_name_plural = _("General criteria")


class Measurements(CasebookForm):
    """Weight (CDASH VS) and lymphocyte count (CDASH LB)."""

    weight_kg = DecimalItem(
        _("Weight"),
        unit="kg",
        max_digits=4,
        decimal_places=1,
        hard=("20", "350"),
        soft=("40", "150"),
        cdash="WEIGHT_VSORRES",
    )
    lymphocytes_operator = CodeItem(
        _("Operator"),
        max_length=1,
        choices=[("=", "="), ("<", "<"), (">", ">")],
        cdash="LYM_LBORRES_OP",
        help_text=_("As the laboratory reports it."),
    )
    lymphocytes_value = DecimalItem(
        _("Lymphocytes"),
        max_digits=10,
        decimal_places=4,
        hard=("0", "100000"),
        cdash="LYM_LBORRES",
        help_text=_("The value as reported, not rounded."),
    )
    lymphocytes_unit = CodeItem(
        _("Unit"),
        max_length=4,
        choices=[("G/L", "G/L"), ("/mm3", "/mm³")],
        cdash="LYM_LBORRESU",
    )
    lymphocytes_on = DateItem(_("Date of the blood count"), cdash="LYM_LBDAT")

    history = audited()

    class Meta:
        verbose_name = _("Weight and lymphocytes")
        verbose_name_plural = _("Weight and lymphocytes")
        constraints = (
            models.CheckConstraint(
                condition=~Q(lymphocytes_unit="G/L")
                | Q(lymphocytes_value__isnull=True)
                | Q(lymphocytes_value__lte=100),
                name="lymphocytes_possible_in_their_unit",
            ),
            models.CheckConstraint(
                condition=Q(lymphocytes_value__isnull=True) | Q(lymphocytes_unit__isnull=False),
                name="lymphocytes_have_a_unit",
            ),
        )

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        value, unit = self.lymphocytes_value, self.lymphocytes_unit
        if value is not None and not unit:
            errors["lymphocytes_unit"] = _("Give the unit of the count: G/L or /mm³.")
        elif value is not None and unit == "G/L" and value > Decimal(100):
            errors["lymphocytes_value"] = _(
                "%(value)s G/L is not possible. Did you mean %(value)s /mm³? Then choose /mm³ as the unit."
            ) % {"value": f"{value.normalize():f}"}
        if self.lymphocytes_on and self.lymphocytes_on > timezone.localdate():
            errors["lymphocytes_on"] = _("This date lies in the future.")
        if errors:
            raise ValidationError(errors)
