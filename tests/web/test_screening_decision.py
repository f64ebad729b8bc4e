"""The panel and the decision: judged as typed, decided once, by an investigator, with JavaScript off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_eligible, make_patient, make_person
from trial.audit.context import acting
from trial.models import Assessment, Cohort, Identity, Patient
from trial.models.people import Centre, User
from trial.protocol.access import Role
from trial.web import decision

pytestmark = pytest.mark.django_db


def decision_page(patient: Patient) -> str:
    return reverse("decision", args=[patient.screening_number])


def post_panel(client: Client, patient: Patient, slug: str, **typed: str) -> str:
    answer = client.post(reverse("panel", args=[patient.screening_number, slug]), {"version": "0", **typed})
    assert answer.status_code == 200
    return answer.content.decode()


def criterion(page: str, code: str) -> str:
    return page.split(f'data-criterion="{code}"')[1].split("</li>")[0]


@pytest.mark.requirement("R18")
def test_the_panel_judges_what_is_typed_and_stores_nothing(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre, "MS")
    page = post_panel(
        client,
        patient,
        "measurements",
        lymphocytes_operator="=",
        lymphocytes_value="0,49",
        lymphocytes_unit="G/L",
    )
    assert 'data-verdict="not_eligible"' in page
    assert "Present" in criterion(page, "C3-E3")
    assert not hasattr(Patient.objects.get(pk=patient.pk), "measurements")
    assert Patient.objects.get(pk=patient.pk).eligibility == "undetermined"


def test_an_invalid_value_counts_as_not_known_even_when_a_good_one_is_stored(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    assert 'data-verdict="eligible"' in post_panel(client, patient, "identity", sex="M", birth_year="1980")
    page = post_panel(client, patient, "identity", sex="M", birth_year="1980", birth_month="13")
    assert 'data-verdict="undetermined"' in page
    assert 'href="#id_birth"' in criterion(page, "G-I1")


def test_a_missing_fact_of_another_form_links_to_that_form(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    page = post_panel(client, patient, "identity", sex="F")
    consent = reverse("visit-form", args=[patient.screening_number, "consent"])
    assert f'href="{consent}#id_consent_signed"' in criterion(page, "G-I3")


def test_the_panel_shows_no_error_under_the_question_being_answered(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    typed = {"weight_kg": "7"}
    assert "between 20 and 350" in post_panel(client, patient, "measurements", **typed)
    assert "between 20 and 350" not in post_panel(
        client, patient, "measurements", typing="weight_kg", **typed
    )


@pytest.mark.requirement("R18")
def test_a_patient_is_screened_and_included_with_javascript_off(
    client: Client, investigator: User, centre: Centre
) -> None:
    key = (
        client.get(reverse("patient-new"))
        .content.decode()
        .split('name="creation_key" value="')[1]
        .split('"')[0]
    )
    created = client.post(
        reverse("patient-new"), {"centre": centre.pk, "cohort": "VIT", "creation_key": key}, follow=True
    )
    patient = Patient.objects.get()
    assert created.status_code == 200
    day = {"consent_on": "2/10/2023", "informed_on": "2/10/2023", "visit_on": "2/10/2023"}
    answers: dict[str, dict[str, str]] = {
        "identity": {"birth_month": "4", "birth_year": "1980", "sex": "M"},
        "consent": {"consent_signed": "Y", **{f"{name}_day": text for name, text in day.items()}},
        "general": {
            "social_security": "insured",
            "legal_protection": "none",
            **dict.fromkeys(
                (
                    "ame",
                    "deprived_of_liberty",
                    "hospitalised_without_consent",
                    "institutionalised",
                    "unable_to_consent",
                    "refusal",
                ),
                "N",
            ),
        },
        "diagnosis": {"diagnosis_confirmed": "Y"},
        "measurements": {"weight_kg": "70,5"},
        "medications": {"any_medication": "N"},
    }
    path = reverse("visit-form", args=[patient.screening_number, "identity"])
    for slug, typed in answers.items():
        assert path.endswith(f"/{slug}/")
        empty = (
            {f"{name}_{part}": "" for name in day for part in ("month", "year")} if slug == "consent" else {}
        )
        answer = client.post(path, {"version": "0", "action": "next", **empty, **typed})
        assert answer.status_code == 302, answer.content.decode()
        path = answer.url
    assert path == decision_page(patient)
    page = client.get(path).content.decode()
    assert 'href="?confirm=include"' in page
    assert " open>" in client.get(path, {"confirm": "include"}).content.decode()
    page = client.post(path, {"action": "include"}, follow=True).content.decode()
    assert "01-0001" in page
    assert Assessment.objects.get().verdict == "eligible"


def test_include_pressed_twice_gives_one_number(client: Client, investigator: User, centre: Centre) -> None:
    patient = make_eligible(investigator, centre)
    for _ in range(2):
        assert client.post(decision_page(patient), {"action": "include"}).status_code == 302
    assert Patient.objects.get().inclusion_number == "01-0001"
    assert Assessment.objects.count() == 1


def test_a_screen_failure_lists_the_criteria_that_failed(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre, general={"refusal": "Y"})
    page = client.get(decision_page(patient), {"confirm": "screen_failure"}).content.decode()
    assert "G-E8" in page.split('id="confirm-screen_failure"')[1].split("</dialog>")[0]
    assert 'aria-describedby="why-not-include"' in page
    client.post(decision_page(patient), {"action": "screen_failure"})
    assert Patient.objects.get().status == "screen_failure"
    page = client.get(decision_page(patient)).content.decode()
    assert "Present" in criterion(page, "G-E8")


@pytest.mark.parametrize("action", ["include", "screen_failure"])
@pytest.mark.requirement("R19")
def test_an_undetermined_patient_is_neither_included_nor_failed(
    action: str, client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    page = client.get(decision_page(patient)).content.decode()
    assert page.count('aria-disabled="true"') == 2
    answer = client.post(decision_page(patient), {"action": action})
    assert answer.status_code == 409
    assert "Complete the missing answers" in answer.content.decode()
    assert Patient.objects.get().status == "screening"


@pytest.mark.requirement("R12")
def test_a_technician_sees_the_decision_and_cannot_take_it(client: Client, centre: Centre) -> None:
    patient = make_eligible(make_person(centre=centre), centre)
    client.force_login(make_person(Role.TECHNICIAN, centre, language="en"))
    assert "Only an investigator" in client.get(decision_page(patient)).content.decode()
    for action in ("include", "screen_failure"):
        assert client.post(decision_page(patient), {"action": action}).status_code == 403
    assert Patient.objects.get().status == "screening"


def test_a_full_cohort_refuses_with_its_sentence(client: Client, investigator: User, centre: Centre) -> None:
    with acting(system="tests"):
        Cohort.objects.filter(code="VIT").update(target=1, ceiling=1)
    first, second = (make_eligible(investigator, centre) for _ in range(2))
    client.post(decision_page(first), {"action": "include"})
    assert "is full" in client.get(decision_page(second)).content.decode()
    answer = client.post(decision_page(second), {"action": "include"})
    assert (answer.status_code, Patient.objects.get(pk=second.pk).inclusion_number) == (409, None)


def test_reaching_the_target_is_announced_once_it_is_committed(
    client: Client,
    investigator: User,
    centre: Centre,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    announced: list[int] = []
    monkeypatch.setattr(decision.announce_target_reached, "delay", announced.append)
    cohort = Cohort.objects.get(code="VIT")
    with acting(system="tests"):
        Cohort.objects.filter(code="VIT").update(target=2, ceiling=3)
    for number, expected in ((1, []), (2, [cohort.pk])):
        patient = make_eligible(investigator, centre)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(decision_page(patient), {"action": "include"})
        assert announced == expected, number


def test_the_cohort_can_be_changed_until_the_decision(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_eligible(investigator, centre)
    path = reverse("patient-cohort", args=[patient.screening_number])
    cohorts = {cohort.code: cohort.pk for cohort in Cohort.objects.all()}
    assert client.get(path).status_code == 200
    assert client.post(path, {"cohort": cohorts["AA"]}).status_code == 302
    assert client.post(path, {"cohort": cohorts["VIT"]}).status_code == 302
    assert client.post(path, {"cohort": "99999"}).status_code == 422
    client.post(decision_page(patient), {"action": "include"})
    answer = client.post(path, {"cohort": cohorts["AA"]})
    assert answer.status_code == 409
    assert "can no longer be changed" in answer.content.decode()
    assert Patient.objects.get().cohort.code == "VIT"


def test_the_panel_asks_for_few_queries(
    client: Client, investigator: User, centre: Centre, django_assert_max_num_queries: Any
) -> None:
    patient = make_eligible(investigator, centre, "GVHD")
    post_panel(client, patient, "identity", sex="M")
    with django_assert_max_num_queries(14):
        post_panel(client, patient, "identity", sex="M")
    assert Identity.objects.count() == 1
