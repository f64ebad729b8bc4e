"""Each value shows what became of it, and the trail of a patient and of the study shows everything, to who may read."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.makers import make_centre, make_eligible, make_patient, make_person
from trial.audit.reasons import Reason
from trial.audit.tables import history_of
from trial.models import Ledger, Measurements, Patient
from trial.models.people import Centre, User
from trial.protocol.access import Role
from trial.selectors import trail
from trial.services.forms import form_save, medications_save
from trial.services.patients import patient_include

WHY = {"weight_kg": Reason("other", "scales were wrong")}


# At commit, and only then, the ledger is written: such a test is slower, so the others share fewer patients.
pytestmark = pytest.mark.django_db


@pytest.fixture
def investigator(centre: Centre, client: Client) -> User:
    person = make_person(centre=centre, language="en", full_name="Dr Anne Le Goff")
    client.force_login(person)
    return person


@pytest.fixture
def patient(investigator: User, centre: Centre) -> Patient:
    patient = make_eligible(investigator, centre)
    weigh(patient, investigator)
    seal()
    return patient


def weigh(patient: Patient, by: User, weight_kg: str = "71.5") -> None:
    form = Measurements.objects.get(patient=patient)
    values = {"weight_kg": Decimal(weight_kg)}
    form_save(patient=patient, slug="measurements", values=values, version=form.version, by=by, reasons=WHY)


def seal() -> None:
    """Do now what the database does at commit: write the ledger."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def text_of(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def get(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return text_of(answer.content.decode())


def seq_of_weighing() -> int:
    told = Measurements.history.latest("history_id")
    return Ledger.objects.get(history_table=type(told)._meta.db_table, history_id=told.history_id).seq


@pytest.mark.requirement("R2")
def test_every_answer_links_to_its_history_which_says_who_when_from_what_to_what_and_why(
    client: Client, patient: Patient
) -> None:
    for slug, item in (("measurements", "weight_kg"), ("identity", "sex"), ("general", "refusal")):
        form = client.get(reverse("visit-form", args=[patient.screening_number, slug])).content.decode()
        assert reverse("field-history", args=[patient.screening_number, slug, item]) in form
    shown = get(client, "field-history", patient.screening_number, "measurements", "weight_kg")
    told = Measurements.history.latest("history_id")
    moment = timezone.localtime(told.history_date)
    for fact in (
        "<del>70 kg</del>",
        "<ins>71.5 kg</ins>",
        "Other: scales were wrong",
        "Dr Anne Le Goff, Investigator, 01 Hôpital 01",
        moment.strftime("%H:%M:%S %Z (%z)"),
        "First entry",
        "<ins>70 kg</ins>",
    ):
        assert fact in shown, fact
    assert shown.count("<li>") == 2


@pytest.mark.requirement("R2")
def test_an_answer_never_given_has_no_history_and_the_part_holds_no_page(
    client: Client, patient: Patient
) -> None:
    form = client.get(reverse("visit-form", args=[patient.screening_number, "identity"])).content.decode()
    assert (
        reverse("field-history", args=[patient.screening_number, "identity", "age_18_attested"]) not in form
    )
    address = reverse("field-history", args=[patient.screening_number, "measurements", "weight_kg"])
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "71.5 kg" in part
    for unknown in ("no_such_item", "12", "id", "version"):
        unknown_address = reverse("field-history", args=[patient.screening_number, "identity", unknown])
        assert client.get(unknown_address).status_code == 404


@pytest.mark.requirement("R2")
def test_who_reads_only_sees_the_history_too(client: Client, patient: Patient, centre: Centre) -> None:
    client.force_login(make_person(Role.MONITOR, centre, language="en"))
    form = client.get(reverse("visit-form", args=[patient.screening_number, "measurements"])).content.decode()
    assert reverse("field-history", args=[patient.screening_number, "measurements", "weight_kg"]) in form
    told = Measurements.objects.get()
    record = client.get(reverse("admin:trial_measurements_history", args=[told.pk])).content.decode()
    for fact in ("Dr Anne Le Goff, Investigator", "<del>70 kg</del>", "Other: scales were wrong"):
        assert fact in record
    assert client.post(reverse("admin:trial_measurements_history", args=[told.pk])).status_code in (403, 405)


@pytest.mark.requirement("R2")
def test_a_medication_line_shows_all_that_became_of_it(
    client: Client, patient: Patient, investigator: User
) -> None:
    line = {"inn": "paracetamol", "ongoing": "N", "stopped_on": "2020"}
    for version, lines in ((1, [line]), (2, None)):
        stored = patient.medication_lines.first()
        given = lines or [{"id": stored.pk, "dose": Decimal(500), "dose_unit": "mg", "inn": "ibuprofen"}]
        reasons = {"*": Reason("query_answer")}
        values = {"any_medication": "Y"}
        medications_save(
            patient=patient, values=values, lines=given, version=version, by=investigator, reasons=reasons
        )
    page = get(client, "visit-form", patient.screening_number, "medications")
    assert reverse("field-history", args=[patient.screening_number, "medications", str(stored.pk)]) in page
    shown = get(client, "field-history", patient.screening_number, "medications", str(stored.pk))
    for fact in ("<del>paracetamol</del>", "<ins>ibuprofen</ins>", "Answer to a query", "<ins>500</ins>"):
        assert fact in shown, fact
    shown = get(client, "field-history", patient.screening_number, "medications", f"{stored.pk}.dose")
    assert "ibuprofen" not in shown
    assert "500" in shown


@pytest.mark.requirement("R2")
def test_the_trail_of_a_patient_says_everything_in_words_grouped_by_save(
    client: Client, patient: Patient
) -> None:
    shown = get(client, "patient-trail", patient.screening_number)
    for fact in (
        "<del>70 kg</del>",
        "<ins>71.5 kg</ins>",
        "Why: Other: scales were wrong",
        "Dr Anne Le Goff, Investigator, 01 Hôpital 01",
        "<ins>April 1980</ins>",
        "<ins>Male</ins>",
        "Vitiligo",
    ):
        assert fact in shown, fact
    assert reverse("trail-row", args=[seq_of_weighing()]) in shown
    assert reverse("patient-trail", args=[patient.screening_number]) in get(
        client, "patient", patient.screening_number
    )


def test_the_trail_of_a_patient_takes_under_ten_queries(
    client: Client, patient: Patient, investigator: User
) -> None:
    patient_include(patient=patient, by=investigator)
    seal()
    address = reverse("patient-trail", args=[patient.screening_number])
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(address).status_code == 200
    asked = [q["sql"] for q in few.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) < 10, "\n".join(sql[:160] for sql in asked)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"operation": "~", "item": "weight_kg"}, "71.5 kg", "Male"),
        ({"operation": "+", "form": "trial_historicalidentity"}, "Male", "71.5 kg"),
        ({"reason": "other"}, "71.5 kg", "Male"),
        ({"origin": "application", "form": "diagnosis"}, "Diagnosis", "71.5 kg"),
        ({"since": "2020-01-01", "item": "sex"}, "Male", "71.5 kg"),
    ],
)
def test_the_trail_is_narrowed(
    query: dict[str, str], shown: str, hidden: str, client: Client, patient: Patient
) -> None:
    for page in (
        get(client, "patient-trail", patient.screening_number, **query),
        get(client, "trail", **query),
    ):
        listed = page.split('id="trail-title"')[1]
        assert shown in listed
        assert hidden not in listed


@pytest.mark.parametrize(
    "query",
    [
        {"reason": "new_source"},
        {"origin": "outside"},
        {"since": "2999-01-01"},
        {"until": "2020-01-01"},
        {"after": "0"},
        {"operation": "-"},
    ],
)
def test_a_trail_in_which_nothing_is_like_this_says_so(
    query: dict[str, str], client: Client, patient: Patient
) -> None:
    assert 'class="trail-entry"' not in get(client, "patient-trail", patient.screening_number, **query)


def test_the_trail_is_narrowed_to_a_person_and_read_from_its_beginning(
    client: Client, patient: Patient, centre: Centre
) -> None:
    other = make_person(Role.TECHNICIAN, centre)
    weigh(patient, other, "72.5")
    seal()
    own = get(client, "patient-trail", patient.screening_number, person=str(other.pk))
    assert own.count('class="trail-save"') == 1
    assert "72.5 kg" in own
    oldest = get(client, "trail", order="oldest")
    assert oldest.index("April 1980") < oldest.index("71.5 kg") < oldest.index("72.5 kg")


@pytest.mark.parametrize(
    "query",
    [
        {"person": "no"},
        {"person": "999999999"},
        {"since": "2026-99-99"},
        {"form": "trial_historicaluser"},
        {"item": "password"},
        {"reason": "x"},
        {"operation": "'; DROP TABLE trial_ledger"},
    ],
)
def test_what_no_trail_can_be_asked_is_refused_with_a_sentence(
    query: dict[str, str], client: Client, patient: Patient
) -> None:
    answer = client.get(reverse("patient-trail", args=[patient.screening_number]), query)
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()


@pytest.mark.parametrize("after", ["", "abc", "-1", "9" * 19, "9" * 40, "١"])
def test_a_place_that_is_none_does_no_harm(after: str, client: Client, patient: Patient) -> None:
    for order in ("", "oldest"):
        assert client.get(reverse("trail"), {"after": after, "order": order}).status_code == 200
    assert client.get(f"/trail/{'9' * 40}/").status_code == 404


def test_the_pages_of_the_trail_go_on_where_the_last_ended(
    client: Client, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "PAGE_SIZE", 4)
    for order in ("newest", "oldest"):
        for name, args in (("patient-trail", [patient.screening_number]), ("trail", [])):
            address, found = reverse(name, args=args) + f"?order={order}", []
            while address:
                page = client.get(address).content.decode()
                found += [int(part.split('"')[0]) for part in page.split('id="row-')[1:]]
                ahead = page.split('rel="next" href="')
                address = (
                    reverse(name, args=args) + ahead[1].split('"')[0].replace("&amp;", "&")
                    if len(ahead) > 1
                    else ""
                )
            assert found == sorted(set(found), reverse=order == "newest")
            assert len(found) == len(Ledger.objects.exclude(history_table__in=NOT_OF_PATIENTS))


def test_what_no_index_finds_is_looked_for_a_stretch_at_a_time(
    client: Client, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "STRETCH", 3)
    page = get(client, "trail", reason="other", order="oldest")
    assert "Looked through as far as" in page
    steps = 1
    while 'rel="next"' in page:
        query = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        page = text_of(client.get(reverse("trail") + query).content.decode())
        steps += 1
        if "71.5 kg" in page:
            break
    assert "71.5 kg" in page
    assert steps > 2


@pytest.mark.requirement("R2")
def test_a_row_has_an_address_that_lasts_and_leads_to_the_form_as_it_stood(
    client: Client, patient: Patient, investigator: User
) -> None:
    seq = seq_of_weighing()
    then = timezone.now()
    weigh(patient, investigator, "80")
    seal()
    row = get(client, "trail-row", seq)
    assert "<ins>71.5 kg</ins>" in row
    stood = row.split(f"/patients/{patient.screening_number}/visit/measurements/stood/?at=")[1].split('"')[0]
    address = reverse("form-stood", args=[patient.screening_number, "measurements"])
    page = text_of(client.get(f"{address}?at={stood}").content.decode())
    assert "71.5 kg" in page
    assert "80 kg" not in page
    assert "80 kg" in get(client, "form-stood", patient.screening_number, "measurements")
    long_ago = (then - timedelta(days=9)).isoformat()
    assert "had not been saved then" in text_of(
        client.get(f"{address}?at={quote(long_ago)}").content.decode()
    )
    assert client.get(f"{address}?at=yesterday").status_code == 422


def test_what_the_owner_wrote_is_said_to_come_from_outside(client: Client, patient: Patient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('trial.context', '', true)")
        cursor.execute("SELECT 1")
    told = Measurements.history.latest("history_id")
    told.history_origin, told.history_actor_name, told.history_session_user = "outside", None, "owner"
    entry = trail.entry_of(Measurements, told, None)
    assert entry.is_from_outside
    assert (entry.who, entry.account) == ("Nobody named", "owner")


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        (f"{trail.PATIENT} = 1", "ledger_of_patient"),
        (f"{trail.CENTRE} = 1", "ledger_in_centre"),
        (f"{trail.PERSON} = 1", "ledger_of_person"),
        ("history_table = 'trial_historicalidentity'", "ledger_of_table"),
        ("true", "trial_ledger_pkey"),
    ],
)
def test_each_way_into_the_trail_is_found_by_its_index(condition: str, index: str) -> None:
    with connection.cursor() as cursor:
        # What the planner would do of itself with millions of rows.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            f"EXPLAIN SELECT payload FROM trial_ledger WHERE {condition} AND seq < 9 ORDER BY seq DESC LIMIT 51"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"using {index}" in plan, plan
    assert "Sort" not in plan, plan


@pytest.mark.requirement("R5")
def test_another_centre_is_nowhere_in_the_trail(client: Client, patient: Patient) -> None:
    seq, far = seq_of_weighing(), make_centre("02")
    for role in (Role.INVESTIGATOR, Role.TECHNICIAN, Role.MONITOR):
        client.force_login(make_person(role, far, language="en"))
        assert client.get(reverse("trail-row", args=[seq])).status_code == 404
        assert client.get(reverse("patient-trail", args=[patient.screening_number])).status_code == 404
        for query in ({}, {"item": "weight_kg"}, {"order": "oldest"}, {"reason": "other"}):
            assert 'class="trail-entry"' not in get(client, "trail", **query)
        assert "Le Goff" not in get(client, "trail")


@pytest.mark.requirement("R5")
@pytest.mark.parametrize(
    ("role", "status", "sees_patients", "sees_accounts"),
    [
        (Role.INVESTIGATOR, 200, True, False),
        (Role.MONITOR, 200, True, False),
        (Role.DATA_MANAGER, 200, True, False),
        (Role.COORDINATOR, 200, True, False),
        (Role.ACCOUNT_MANAGER, 200, False, True),
        (Role.BIOLOGIST, 403, False, False),
        (Role.STATISTICIAN, 403, False, False),
        (None, 403, False, False),
    ],
)
def test_each_role_reads_its_part_of_the_trail(
    role: Role | None,
    status: int,
    sees_patients: bool,
    sees_accounts: bool,
    client: Client,
    centre: Centre,
    patient: Patient,
) -> None:
    person = make_person(role, centre, language="en")
    seal()
    client.force_login(person)
    answer = client.get(reverse("trail"))
    assert answer.status_code == status
    page = text_of(answer.content.decode())
    assert ("71.5 kg" in page) is sees_patients
    assert (f"<ins>{person.username}</ins>" in page) is sees_accounts
    row = client.get(reverse("trail-row", args=[seq_of_weighing()])).status_code
    assert row == (200 if sees_patients else 404 if status == 200 else 403)


def test_the_pages_of_the_trail_only_read(client: Client, patient: Patient) -> None:
    addresses = [
        reverse("trail"),
        reverse("trail-row", args=[1]),
        reverse("patient-trail", args=[patient.screening_number]),
        reverse("field-history", args=[patient.screening_number, "identity", "sex"]),
        reverse("form-stood", args=[patient.screening_number, "identity"]),
    ]
    before = Ledger.objects.count()
    for address in addresses:
        assert client.post(address).status_code == 405
    assert Ledger.objects.count() == before


def test_the_trail_speaks_the_readers_language(client: Client, centre: Centre) -> None:
    person = make_person(centre=centre, language="fr")
    patient = make_eligible(person, centre)
    weigh(patient, person)
    seal()
    client.force_login(person)
    page = get(client, "patient-trail", patient.screening_number)
    assert "<ins>71,5 kg</ins>" in page
    assert "Investigateur" in page


def test_a_patient_of_whom_nothing_is_known_has_a_trail(
    client: Client, investigator: User, centre: Centre
) -> None:
    patient = make_patient(investigator, centre)
    seal()
    assert patient.screening_number in get(client, "patient-trail", patient.screening_number)


NOT_OF_PATIENTS = [
    f"trial_historical{name}"
    for name in (
        "user",
        "membership",
        "centre",
        "centreprotocol",
        "protocolversion",
        "cohort",
        "criterion",
        "criterioncohort",
    )
]
assert history_of(Patient)._meta.db_table not in NOT_OF_PATIENTS
