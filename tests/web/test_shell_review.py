"""The review pages: read-only for monitors and data managers; people only for account managers; nothing deletes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.makers import PASSWORD, make_centre, make_eligible, make_patient, make_person
from trial.admin.clinical import FORM_ADMINS, PATIENT_ADMINS
from trial.admin.people import PEOPLE_ADMINS
from trial.admin.protocol import PROTOCOL_ADMINS
from trial.admin.site import site
from trial.models import Identity, Membership, Patient, User
from trial.models.people import Centre
from trial.protocol.access import Role
from trial.services.patients import patient_include

pytestmark = pytest.mark.django_db

REVIEWED = [model for model, _admin in (*PATIENT_ADMINS, *FORM_ADMINS, *PROTOCOL_ADMINS)]
REVIEW_QUERIES = 20
PEOPLE = [model for model, _admin in PEOPLE_ADMINS]


def page(model: type, name: str, *args: Any) -> str:
    return reverse(f"admin:trial_{model._meta.model_name}_{name}", args=args)  # type: ignore[attr-defined]


@pytest.fixture
def centre() -> Centre:
    return make_centre()


@pytest.fixture
def patient(centre: Centre) -> Patient:
    investigator = make_person(Role.INVESTIGATOR, centre)
    return patient_include(patient=make_eligible(investigator, centre, "SLE"), by=investigator)


@pytest.fixture
def theirs() -> Patient:
    centre = make_centre("02")
    investigator = make_person(Role.INVESTIGATOR, centre)
    return patient_include(patient=make_eligible(investigator, centre, "SLE"), by=investigator)


@pytest.mark.requirement("R6")
@pytest.mark.parametrize("role", [Role.MONITOR, Role.DATA_MANAGER])
@pytest.mark.parametrize("model", REVIEWED, ids=lambda model: model.__name__)
def test_whoever_reviews_reads_every_record_and_writes_none(
    client: Client, centre: Centre, patient: Patient, role: Role, model: type
) -> None:
    client.force_login(make_person(role, centre, language="en"))
    listed = client.get(page(model, "changelist"))
    assert listed.status_code == 200
    assert "delete" not in listed.content.decode().lower()
    record = model._default_manager.first()  # type: ignore[attr-defined]
    before = list(model._default_manager.values())  # type: ignore[attr-defined]
    if record is not None:
        shown = client.get(page(model, "change", record.pk)).content.decode()
        assert 'name="_save"' not in shown
        assert client.get(page(model, "history", record.pk)).status_code == 200
        assert client.post(page(model, "change", record.pk), {"_save": "1"}).status_code == 403
        assert client.post(page(model, "delete", record.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [record.pk if record else 1]}
    assert client.post(page(model, "changelist"), chosen).status_code == 403
    assert client.get(page(model, "add")).status_code == 403
    assert client.post(page(model, "add"), {"_save": "1"}).status_code == 403
    assert list(model._default_manager.values()) == before  # type: ignore[attr-defined]


@pytest.mark.requirement("R5")
@pytest.mark.parametrize(
    "model",
    [model for model, admin in (*PATIENT_ADMINS, *FORM_ADMINS, *PROTOCOL_ADMINS) if admin.centre_path],
    ids=lambda model: model.__name__,
)
def test_a_monitor_finds_nothing_of_a_centre_that_is_not_his(
    client: Client, centre: Centre, patient: Patient, theirs: Patient, model: type
) -> None:
    client.force_login(make_person(Role.MONITOR, centre, language="en"))
    path = site._registry[model].centre_path  # type: ignore[attr-defined, index]
    others = model._default_manager.filter(**{path: theirs.centre_id})  # type: ignore[attr-defined]
    for asked in ({}, {"centre": "02"}, {"q": "S-02"}, {"all": ""}):
        listed = client.get(page(model, "changelist"), asked).content.decode()
        assert "S-02-0001" not in listed
        assert "Hôpital 02" not in listed
    for other in others:
        unknown = client.get(page(model, "change", 999_999))
        for name in ("change", "history", "delete"):
            answer = client.get(page(model, name, other.pk))
            assert answer.status_code == (403 if name == "delete" else 404), name
        assert client.get(page(model, "change", other.pk)).content.count(b"<h1") == unknown.content.count(
            b"<h1"
        )


@pytest.mark.requirement("R5")
def test_the_lookups_of_lists_give_nothing_of_another_centre(
    client: Client, centre: Centre, patient: Patient, theirs: Patient
) -> None:
    client.force_login(make_person(Role.MONITOR, centre))
    listed = client.get(page(Patient, "changelist"), {"centre__id__exact": theirs.centre_id, "e": "1"})
    assert theirs.screening_number not in listed.content.decode()
    asked = {"app_label": "trial", "model_name": "identity", "field_name": "patient", "term": "S-"}
    answer = client.get("/admin/autocomplete/", asked)
    assert theirs.screening_number not in answer.content.decode()


@pytest.mark.requirement("R8")
@pytest.mark.parametrize("model", REVIEWED, ids=lambda model: model.__name__)
def test_an_account_manager_opens_no_clinical_page(client: Client, patient: Patient, model: type) -> None:
    client.force_login(make_person(Role.ACCOUNT_MANAGER))
    assert client.get(page(model, "changelist")).status_code == 403
    record = model._default_manager.first()  # type: ignore[attr-defined]
    if record is not None:
        assert client.get(page(model, "change", record.pk)).status_code in (403, 404)
        assert client.get(page(model, "history", record.pk)).status_code in (403, 404)


@pytest.mark.requirement("R6", "R8")
@pytest.mark.parametrize("role", [Role.MONITOR, Role.DATA_MANAGER])
def test_whoever_reviews_data_manages_no_people(client: Client, centre: Centre, role: Role) -> None:
    client.force_login(make_person(role, centre))
    for model in PEOPLE:
        for address in (page(model, "changelist"), page(model, "add")):
            assert client.get(address).status_code == 403
            assert client.post(address, {"username": "x", "full_name": "X"}).status_code == 403
    assert not User.objects.filter(username="x").exists()


@pytest.fixture
def manager(client: Client) -> User:
    person = make_person(Role.ACCOUNT_MANAGER, language="en")
    client.force_login(person)
    return person


@pytest.mark.requirement("R7", "R8")
def test_an_account_is_made_given_a_role_and_opened_by_a_link_that_works_once(
    client: Client, manager: User, centre: Centre
) -> None:
    typed = {"username": "durand", "full_name": "Dr Durand", "email": "", "language": "en", "_save": "1"}
    made = client.post(page(User, "add"), typed)
    person = User.objects.get(username="durand")
    assert made["Location"] == page(User, "change", person.pk)
    today = timezone.localdate().isoformat()
    role = {"user": person.pk, "role": "investigator", "centre": centre.pk, "from_on": today, "until_on": ""}
    assert client.post(page(Membership, "add"), role).status_code == 302
    assert person.memberships.get().history.get().history_user_id == manager.pk
    shown = client.post(reverse("admin:trial_user_password_link", args=[person.pk])).content.decode()
    link = shown.split('<code class="password-link">http://testserver')[1].split("<")[0]
    theirs = Client(headers={"accept-language": "en"})
    form = theirs.get(link)
    set_at = form["Location"]
    secret = "une longue phrase de passe"
    assert theirs.get(set_at).status_code == 200
    assert theirs.post(set_at, {"new_password1": secret, "new_password2": secret})["Location"] == "/login/"
    assert theirs.post("/login/", {"username": "durand", "password": secret})["Location"] == "/"
    assert "This link has been used" in Client(headers={"accept-language": "en"}).get(link).content.decode()


@pytest.mark.requirement("R7")
def test_a_login_once_used_is_refused_beside_its_field(client: Client, manager: User) -> None:
    make_person(None, username="dupont", is_active=False)
    answer = client.post(page(User, "add"), {"username": "Dupont", "full_name": "Another"})
    assert answer.status_code == 200
    assert "This login is already taken." in answer.content.decode()
    assert User.objects.filter(username__iexact="dupont").count() == 1


@pytest.mark.requirement("R7")
def test_an_account_is_closed_and_never_deleted(client: Client, manager: User) -> None:
    person = make_person(Role.COORDINATOR)
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get("/patients/").status_code == 200
    address = page(User, "change", person.pk)
    seen = client.get(address).context["adminform"].form["seen"].value()
    client.post(address, {"full_name": person.full_name, "email": "", "seen": seen})
    assert not User.objects.get(pk=person.pk).is_active
    assert theirs.get("/patients/").status_code == 302
    for model, pk in ((User, person.pk), (Membership, person.memberships.get().pk)):
        assert client.post(page(model, "delete", pk), {"post": "yes"}).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        assert client.post(page(model, "changelist"), chosen).status_code == 403
    assert Membership.objects.filter(user=person).exists()


@pytest.mark.requirement("R8")
def test_an_account_manager_grants_and_closes_nothing_of_his_own(client: Client, manager: User) -> None:
    today = timezone.localdate().isoformat()
    role = {"user": manager.pk, "role": "data_manager", "centre": "", "from_on": today, "until_on": ""}
    answer = client.post(page(Membership, "add"), role, follow=True)
    assert "Nobody changes his or her own roles" in answer.content.decode()
    client.post(page(User, "change", manager.pk), {"full_name": manager.full_name, "email": ""})
    client.post(page(Membership, "change", manager.memberships.get().pk), {"until_on": today})
    assert User.objects.get(pk=manager.pk).is_active
    assert [m.until_on for m in Membership.objects.filter(user=manager)] == [None]


def test_the_history_page_shows_who_changed_what(client: Client, centre: Centre) -> None:
    investigator = make_person(Role.INVESTIGATOR, centre)
    make_eligible(investigator, centre)
    client.force_login(make_person(Role.MONITOR, centre, language="en"))
    shown = client.get(page(Identity, "history", Identity.objects.get().pk)).content.decode()
    assert investigator.full_name in shown
    assert "Year and month of birth" in shown


def test_the_admins_own_ways_around_are_closed(client: Client, manager: User) -> None:
    for address in ("/admin/password_change/", "/admin/logout/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert client.get("/admin/login/").status_code == 302
    answer = Client().post("/admin/login/", {"username": manager.username, "password": PASSWORD})
    assert answer["Location"].startswith("/login/")


def test_review_pages_take_as_many_queries_for_one_record_as_for_many(
    client: Client, centre: Centre, django_assert_max_num_queries: Any
) -> None:
    investigator = make_person(Role.INVESTIGATOR, centre)
    client.force_login(make_person(Role.MONITOR, centre))
    for _patient in range(12):
        make_patient(investigator, centre)
    with django_assert_max_num_queries(REVIEW_QUERIES):
        client.get(page(Patient, "changelist"))
