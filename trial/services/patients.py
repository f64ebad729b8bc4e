"""A patient enters the study: screening number, cohort, inclusion or screen failure."""

from __future__ import annotations

import json
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trial.audit.context import acting
from trial.audit.record import save_as
from trial.models.patients import (
    Assessment,
    AssessmentCriterion,
    Eligibility,
    Patient,
    PatientStatus,
)
from trial.models.people import Centre, CentreNumbers, User
from trial.models.protocol import Cohort, Criterion
from trial.protocol.access import Act
from trial.protocol.criteria import Judgement
from trial.protocol.verdicts import Verdict
from trial.selectors.eligibility import (
    Casebook,
    casebook_of,
    facts_mapping,
    judgement_of,
)
from trial.selectors.people import may, open_centres_where
from trial.selectors.protocol import protocol_in_force, protocol_of
from trial.services.refusals import NotAllowed, Refusal


def patient_screen(*, centre: Centre, cohort: Cohort, creation_key: UUID, by: User) -> Patient:
    """Create a patient in screening, with the centre's next screening number.

    The same key twice gives the same patient. Raises NotAllowed, or Refusal when the centre is not open."""
    if not may(by, Act.SCREEN_PATIENT, centre):
        raise NotAllowed(_("You may not screen patients in this centre."))
    if not open_centres_where(by, Act.SCREEN_PATIENT).filter(pk=centre.pk).exists():
        raise Refusal(_("This centre is not open: no patient can be screened in it."))
    if protocol_in_force(centre) is None:
        raise Refusal(_("No version of the protocol is in force in this centre yet."))
    with acting(by=by, centre=centre):
        numbers = _numbers_locked(centre)
        known = Patient.objects.filter(creation_key=creation_key, created_by=by).first()
        if known is not None:
            return known
        numbers.last_screening += 1
        numbers.save(update_fields=["last_screening"])
        patient = Patient(
            centre=centre,
            cohort=cohort,
            screening_number=f"S-{centre.code}-{numbers.last_screening:04d}",
            creation_key=creation_key,
            created_by=by,
        )
        note_judgement(patient, judgement_of(Casebook(patient, {})))
        return save_as(patient, by=by)


def patient_change_cohort(*, patient: Patient, cohort: Cohort, by: User) -> Patient:
    """Move a patient in screening to another cohort, and judge again. Raises Refusal once the screening has ended."""
    if not may(by, Act.ENTER_DATA, patient.centre_id):
        raise NotAllowed(_("You may not enter data in this centre."))
    with acting(by=by, centre=patient.centre_id):
        patient = patient_locked(patient)
        if not patient.is_in_screening:
            raise Refusal(_("The screening has ended: the cohort can no longer be changed."))
        if patient.cohort_id != cohort.pk:
            patient.cohort = cohort
            note_judgement(patient, judgement_of(casebook_of(patient)))
            save_as(patient, by=by)
    return patient


def patient_include(*, patient: Patient, by: User) -> Patient:
    """Include an eligible patient: next inclusion number of the centre, and an assessment that never changes.

    Judged again inside the transaction. Asking again for one already included gives it back unchanged.
    Raises NotAllowed; Refusal when not eligible or when the cohort's ceiling is reached."""
    if not may(by, Act.DECIDE_INCLUSION, patient.centre_id):
        raise NotAllowed(_("Only an investigator of the centre includes a patient."))
    with acting(by=by, centre=patient.centre_id):
        patient = patient_locked(patient)
        if patient.status == PatientStatus.INCLUDED:
            return patient
        if not patient.is_in_screening:
            raise Refusal(_("The screening has ended: this patient is a screen failure."))
        casebook = casebook_of(patient)
        judgement = judgement_of(casebook)
        if judgement.verdict != Verdict.ELIGIBLE:
            raise Refusal(_refused_verdict(judgement))
        refuse_when_full(patient.cohort_id)
        numbers = _numbers_locked(patient.centre)
        numbers.last_inclusion += 1
        numbers.save(update_fields=["last_inclusion"])
        patient.inclusion_number = f"{patient.centre.code}-{numbers.last_inclusion:04d}"
        return _decide(patient, PatientStatus.INCLUDED, casebook, judgement, by)


def patient_fail_screening(*, patient: Patient, by: User) -> Patient:
    """Record a screen failure with the criteria that failed. Raises Refusal unless a criterion fails."""
    if not may(by, Act.DECIDE_INCLUSION, patient.centre_id):
        raise NotAllowed(_("Only an investigator of the centre records a screen failure."))
    with acting(by=by, centre=patient.centre_id):
        patient = patient_locked(patient)
        if patient.status == PatientStatus.SCREEN_FAILURE:
            return patient
        if not patient.is_in_screening:
            raise Refusal(_("This patient is included: the screening did not fail."))
        casebook = casebook_of(patient)
        judgement = judgement_of(casebook)
        if judgement.verdict != Verdict.NOT_ELIGIBLE:
            raise Refusal(
                _("No criterion fails: this is not a screen failure. Complete the missing answers.")
            )
        return _decide(patient, PatientStatus.SCREEN_FAILURE, casebook, judgement, by)


def note_judgement(patient: Patient, judgement: Judgement) -> None:
    """Set on the unsaved patient what lists and the home page show of the judgement."""
    patient.eligibility = str(judgement.verdict)
    patient.missing_count = len({name for criterion in judgement.criteria for name in criterion.missing})


def refuse_when_full(cohort_id: int) -> None:
    """Hold the cohort's row, so that two who ask for the last place are judged one after the other."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort_id)
    included = Patient.objects.filter(cohort=cohort, status=PatientStatus.INCLUDED).count()
    if included >= cohort.ceiling:
        raise Refusal(
            _(
                "The cohort %(cohort)s is full: %(included)d patients are included, its ceiling is %(ceiling)d."
            )
            % {"cohort": cohort.code, "included": included, "ceiling": cohort.ceiling}
        )


def patient_locked(patient: Patient) -> Patient:
    """Read the patient again and hold the row until the end of the transaction."""
    locked = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("centre", "cohort")
    return locked.get(pk=patient.pk)


def _numbers_locked(centre: Centre) -> CentreNumbers:
    CentreNumbers.objects.get_or_create(centre=centre)
    return CentreNumbers.objects.select_for_update().get(centre=centre)


def _refused_verdict(judgement: Judgement) -> object:
    if judgement.verdict == Verdict.NOT_ELIGIBLE:
        return _("This patient is not eligible: a criterion fails. Record a screen failure.")
    return _(
        "This patient cannot be included yet: a criterion is undetermined. Complete the missing answers."
    )


def _decide(
    patient: Patient,
    outcome: PatientStatus,
    casebook: Casebook,
    judgement: Judgement,
    by: User,
) -> Patient:
    protocol = protocol_of(patient)
    patient.status = outcome
    patient.decided_on = timezone.localdate()
    note_judgement(patient, judgement)
    save_as(patient, by=by)
    assessment = Assessment(
        patient=patient,
        centre_id=patient.centre_id,
        cohort_id=patient.cohort_id,
        protocol=protocol,
        outcome=outcome,
        verdict=Eligibility(str(judgement.verdict)),
        facts=json.dumps(facts_mapping(casebook), sort_keys=True, ensure_ascii=False),
        decided_by=by,
        decided_by_name=by.full_name,
    )
    save_as(assessment, by=by)
    criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(protocol=protocol)}
    for judged in judgement.criteria:
        row = AssessmentCriterion(
            assessment=assessment,
            criterion=criteria[judged.code],
            verdict=str(judged.verdict),
            because_en=judged.because("en"),
            because_fr=judged.because("fr"),
        )
        save_as(row, by=by)
    return patient
