"""A saved value of a complete form is changed in the pages with a reason, field by field or one for all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_eligible
from trial.models import ConcomitantMedication, Ledger, Measurements, Patient
from trial.models.people import Centre, User

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3")]


@pytest.fixture
def patient(investigator: User, centre: Centre) -> Patient:
    return make_eligible(investigator, centre)


def address(patient: Patient, slug: str = "measurements") -> str:
    return reverse("visit-form", args=[patient.screening_number, slug])


def measured(**changes: Any) -> dict[str, str]:
    return {
        "version": "1",
        "weight_kg": "70",
        "lymphocytes_operator": "=",
        "lymphocytes_value": "1.2",
        "lymphocytes_unit": "G/L",
        "lymphocytes_on_day": "1",
        "lymphocytes_on_month": "10",
        "lymphocytes_on_year": "2023",
        **changes,
    }


def history_rows() -> int:
    return Measurements.history.count()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"why-weight_kg": ""},
        {"why-weight_kg": "   "},
        {"why-weight_kg": "no such reason"},
        {"why-weight_kg": "other"},
        {"why-weight_kg": "other", "why_text-weight_kg": "   "},
        {"why-weight_kg": "other", "why_text-weight_kg": "\u00a0 ab \u2003"},
        {"why-all": "other", "why_text-all": " "},
        {"why-lymphocytes_value": "new_source"},
    ],
)
@pytest.mark.parametrize("typed", ["71.5", ""])
def test_without_a_reason_the_page_asks_for_one_and_nothing_is_stored(
    client: Client, patient: Patient, given: dict[str, str], typed: str
) -> None:
    before, sealed = history_rows(), Ledger.objects.count()
    answer = client.post(address(patient), measured(weight_kg=typed, **given))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error:" in page
    assert 'id="error-summary"' in page
    assert 'href="#id_why-weight_kg"' in page
    beside = page.split('id="id_why-weight_kg_error"')[1].split("</div>")[0]
    assert "Say in words why" in beside or "Choose why the saved value is changed" in beside
    assert f'name="weight_kg" value="{typed}"' in page
    assert 'id="id_why-lymphocytes_unit"' not in page
    assert Measurements.objects.get().weight_kg == Decimal("70.0")
    assert (history_rows(), Ledger.objects.count()) == (before, sealed)


def test_with_a_reason_the_change_is_saved_and_the_history_says_why(client: Client, patient: Patient) -> None:
    given = {"why-weight_kg": "other", "why_text-weight_kg": "scales were wrong"}
    assert client.post(address(patient), measured(weight_kg="71.5", **given)).status_code == 302
    assert Measurements.objects.get().weight_kg == Decimal("71.5")
    told = Measurements.history.latest("history_id")
    assert told.history_reasons == {"weight_kg": {"code": "other", "text": "scales were wrong"}}


def test_one_reason_for_all_serves_every_field_that_has_none_of_its_own(
    client: Client, patient: Patient
) -> None:
    given = {"why-all": "transcription_error", "why-weight_kg": "", "why-lymphocytes_value": "new_source"}
    typed = measured(weight_kg="71.5", lymphocytes_value="1.3", **given)
    assert client.post(address(patient), typed).status_code == 302
    told = Measurements.history.latest("history_id").history_reasons
    assert {name: reason["code"] for name, reason in told.items()} == {
        "weight_kg": "transcription_error",
        "lymphocytes_value": "new_source",
    }


def test_the_same_values_need_no_reason_and_make_no_row(client: Client, patient: Patient) -> None:
    before, sealed = history_rows(), Ledger.objects.count()
    assert client.post(address(patient), measured()).status_code == 302
    assert (history_rows(), Ledger.objects.count()) == (before, sealed)


def test_a_first_entry_and_the_answer_to_an_empty_question_need_no_reason(
    client: Client, patient: Patient
) -> None:
    assert "why-" not in client.get(address(patient, "identity")).content.decode()
    posted = {"version": "1", "sex": "M", "birth_month": "4", "birth_year": "1980", "age_18_attested": "Y"}
    assert client.post(address(patient, "identity"), posted).status_code == 302


def test_the_questions_stay_when_the_page_is_refused_for_another_cause(
    client: Client, patient: Patient
) -> None:
    given = {"why-weight_kg": "new_source", "why_text-weight_kg": "letter of 3 May"}
    answer = client.post(address(patient), measured(weight_kg="7000", **given))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<option value="new_source" selected>' in page
    assert 'value="letter of 3 May"' in page


def test_an_answer_that_is_no_longer_asked_is_cleared_with_a_reason_asked_above(
    client: Client, investigator: User, centre: Centre
) -> None:
    pregnancy = dict.fromkeys(("childbearing_potential", "pregnant", "parturient", "breastfeeding"), "N")
    patient = make_eligible(investigator, centre, identity={"sex": "F"}, general=pregnancy)
    sex = {"version": "1", "sex": "M", "birth_month": "4", "birth_year": "1980", "why-all": "new_source"}
    assert client.post(address(patient, "identity"), sex).status_code == 302
    general = {
        "version": "1",
        "social_security": "insured",
        "ame": "N",
        "legal_protection": "none",
        **dict.fromkeys(
            (
                "deprived_of_liberty",
                "hospitalised_without_consent",
                "institutionalised",
                "unable_to_consent",
                "refusal",
            ),
            "N",
        ),
    }
    answer = client.post(address(patient, "general"), general)
    assert answer.status_code == 422
    assert 'id="id_why-pregnant"' in answer.content.decode()
    assert client.post(address(patient, "general"), general | {"why-all": "new_source"}).status_code == 302


def line(pk: int, **changes: str) -> dict[str, str]:
    given = {"line_id": str(pk), "inn": "paracetamol", "ongoing": "N", "stopped_on_year": "2020", **changes}
    return {f"lines-0-{name}": text for name, text in given.items()}


def test_each_medication_line_asks_for_its_own_reasons(client: Client, patient: Patient) -> None:
    page = address(patient, "medications")
    new = {"version": "1", "any_medication": "Y", "lines-total": "1", "why-any_medication": "new_source"}
    first = {"lines-0-inn": "paracetamol", "lines-0-ongoing": "N", "lines-0-stopped_on_year": "2020"}
    assert client.post(page, new | first).status_code == 302
    stored = ConcomitantMedication.objects.get()

    asked = {"version": "2", "any_medication": "Y", "lines-total": "1"}
    answer = client.post(page, asked | line(stored.pk, ongoing="Y", stopped_on_year=""))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="why-{stored.pk}.ongoing"' in shown
    assert f'name="why-{stored.pk}.stopped_on"' in shown
    assert f'name="why-{stored.pk}.inn"' not in shown
    assert ConcomitantMedication.objects.get().ongoing == "N"

    removed = asked | line(stored.pk, removed="1")
    answer = client.post(page, removed)
    assert answer.status_code == 422
    assert f'name="why-{stored.pk}.is_removed"' in answer.content.decode()
    why = {f"why-{stored.pk}.is_removed": "other", f"why_text-{stored.pk}.is_removed": "entered twice"}
    assert client.post(page, removed | why).status_code == 302
    told = ConcomitantMedication.history.latest("history_id")
    assert told.history_reasons == {"is_removed": {"code": "other", "text": "entered twice"}}
