"""Another centre's patient is not found, at whatever address: all of them are enumerated from the resolver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.makers import make_centre, make_eligible, make_person
from trial.models import Patient
from trial.protocol.access import Role

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R5")]
ITEMS = {
    "identity": "sex",
    "consent": "visit_on",
    "general": "refusal",
    "diagnosis": "diagnosis_confirmed",
    "measurements": "weight_kg",
    "medications": "any_medication",
}
FORMS = tuple(ITEMS)


def named_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace is None:
                yield from named_patterns(pattern)
        else:
            yield pattern


def addresses_of(screening_number: str) -> list[str]:
    """List every address that takes a screening number, for each form that it may also take."""
    addresses = []
    for pattern in named_patterns(get_resolver()):
        takes = set(pattern.pattern.converters)
        if "screening_number" not in takes:
            continue
        known = {"screening_number": screening_number}
        assert takes <= {"screening_number", "slug", "item"}, (
            f"{pattern.name} takes {takes}: say here what to try it with"
        )
        for slug in FORMS if "slug" in takes else (None,):
            given = {**known, "slug": slug, "item": ITEMS.get(slug)}
            addresses.append(reverse(pattern.name, kwargs={name: given[name] for name in takes}))
    return addresses


def test_the_resolver_names_the_pages_of_a_patient() -> None:
    assert len(addresses_of("S-01-0001")) >= 4 + 2 * len(FORMS)


# Data managers and coordinators read every centre.
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DATA_MANAGER, Role.COORDINATOR}))
def test_another_centres_patient_is_not_found_at_any_address(client: Client, role: Role) -> None:
    theirs = make_centre("02")
    patient = make_eligible(make_person(Role.INVESTIGATOR, theirs), theirs)
    before = Patient.objects.values().get(pk=patient.pk)
    client.force_login(make_person(role, make_centre("01")))
    for address in addresses_of(patient.screening_number):
        unknown = client.get(address.replace(patient.screening_number, "S-09-9999"))
        answer = client.get(address)
        # An address that takes only POST says so to everybody alike.
        assert answer.status_code == unknown.status_code, address
        assert answer.status_code in (404, 405), address
        assert patient.screening_number not in answer.content.decode().replace(address, ""), address
        for action in ("include", "screen_failure"):
            posted = client.post(address, {"action": action, "version": "1", "cohort": "MS", "sex": "F"})
            assert posted.status_code in (404, 405), address
    assert Patient.objects.values().get(pk=patient.pk) == before


def test_a_biologist_who_lists_patients_opens_no_casebook(client: Client) -> None:
    centre = make_centre()
    patient = make_eligible(make_person(Role.INVESTIGATOR, centre), centre)
    client.force_login(make_person(Role.BIOLOGIST, centre))
    assert patient.screening_number in client.get("/patients/").content.decode()
    for address in addresses_of(patient.screening_number):
        assert client.get(address).status_code in (404, 405), address


@pytest.mark.requirement("R5")
@pytest.mark.parametrize("number", ["\0", "S-01-\0", "S-01-٠٠٠١", "s-01-0001", "S-01-0001 "])
def test_what_is_no_number_is_not_found(client: Client, number: str) -> None:
    centre = make_centre()
    client.force_login(make_person(centre=centre))
    assert client.get(reverse("patient", args=[number])).status_code == 404


@pytest.mark.parametrize("role", [Role.DATA_MANAGER, Role.INVESTIGATOR])
@pytest.mark.parametrize(
    "address",
    ["/patients/?q=%00", "/admin/trial/patient/?centre=%00", "/trail/?person=%00", "/login/?next=%00"],
)
def test_an_address_that_cannot_be_is_not_found(client: Client, role: Role, address: str) -> None:
    client.force_login(make_person(role, make_centre()))
    assert client.get(address).status_code == 404
