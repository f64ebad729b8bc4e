"""The centres and accounts of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from trial.audit.record import save_as
from trial.models.people import Centre, Membership, User
from trial.models.protocol import CentreProtocol
from trial.protocol.access import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trial.models.protocol import ProtocolVersion

DEMO_PASSWORD = "nobody-here-is-real"
"""Known to all: it opens demonstration accounts only, which the command makes on no real installation."""

STUDY_START = date(2023, 10, 2)
FICTITIOUS_TOWNS = ("Beauvallon", "Clairefontaine-sur-Orle", "Montferrat-les-Ormes", "Rochebelle", "Valdoré")

INVESTIGATOR_NAMES = ("Dr Camille Aubry", "Dr Nadia Benhaddou", "Dr Hugo Lemarchand", "Dr Inès Ferrand")
ONE_PER_ROLE = (
    ("technician-01", "Théo Marchetti", Role.TECHNICIAN),
    ("biologist-01", "Dr Lucie Garnier", Role.BIOLOGIST),
    ("monitor", "Sofia Delattre", Role.MONITOR),
    ("data-manager", "Karim Oumari", Role.DATA_MANAGER),
    ("statistician", "Anne-Laure Viguier", Role.STATISTICIAN),
    ("coordinator", "Pr Jean-Marc Estève", Role.COORDINATOR),
    ("account-manager", "Sylvie Rouault", Role.ACCOUNT_MANAGER),
)
MONITORED_CENTRES = 2


@dataclass(frozen=True)
class Account:
    """One account of the demonstration; no centre code means the whole study."""

    login: str
    full_name: str
    role: Role
    centre_codes: tuple[str, ...] = ()


def centres_create(*, count: int, protocol: ProtocolVersion) -> list[Centre]:
    """Open the registered centre and `count` - 1 fictitious ones, all under this protocol version."""
    centres = [_centre(number) for number in range(1, count + 1)]
    for centre in centres:
        save_as(centre, by=None)
        save_as(CentreProtocol(centre=centre, protocol=protocol, in_force_on=STUDY_START), by=None)
    return centres


def _centre(number: int) -> Centre:
    code = f"{number:02d}"
    if number == 1:
        return Centre(code=code, name="Hôpital Henri-Mondor", city="Créteil", opened_on=STUDY_START)
    town = FICTITIOUS_TOWNS[number - 2] if number - 2 < len(FICTITIOUS_TOWNS) else f"Villefictive {code}"
    return Centre(
        code=code, name=f"Hôpital fictif de {town}", city=town, opened_on=STUDY_START, is_fictitious=True
    )


def demo_accounts(centre_codes: Sequence[str]) -> list[Account]:
    """List the accounts: an investigator in each centre, and one person for each other role."""
    first = centre_codes[0]
    accounts = [
        Account(f"investigator-{code}", _investigator_name(position), Role.INVESTIGATOR, (code,))
        for position, code in enumerate(centre_codes)
    ]
    held_in = {
        Role.TECHNICIAN: (first,),
        Role.BIOLOGIST: (first,),
        Role.MONITOR: tuple(centre_codes[:MONITORED_CENTRES]),
    }
    others = [Account(login, name, role, held_in.get(role, ())) for login, name, role in ONE_PER_ROLE]
    return [*accounts, *others]


def _investigator_name(position: int) -> str:
    if position < len(INVESTIGATOR_NAMES):
        return INVESTIGATOR_NAMES[position]
    return f"Dr Personne Fictive {position + 1:02d}"


def people_create(*, centres: Sequence[Centre]) -> dict[str, User]:
    """Create the accounts with their roles; give the people by login."""
    by_code = {centre.code: centre for centre in centres}
    # Hashed once: the password is public, so that the salt that all share hides nothing less.
    hashed = make_password(DEMO_PASSWORD)
    people = {}
    for account in demo_accounts([centre.code for centre in centres]):
        user = User(
            username=account.login,
            full_name=account.full_name,
            email=f"{account.login}@example.org",
            password=hashed,
        )
        people[account.login] = save_as(user, by=None)
        for code in account.centre_codes or (None,):
            centre = by_code[code] if code else None
            save_as(Membership(user=user, centre=centre, role=account.role, from_on=STUDY_START), by=None)
    return people


def accounts_stored() -> list[Account]:
    """List the demonstration accounts that stand in the database, none on a real installation."""
    known = {login for login, _name, _role in ONE_PER_ROLE}
    users = User.objects.filter(
        Q(username__in=known) | Q(username__startswith="investigator-"), email__endswith="@example.org"
    ).prefetch_related("memberships__centre")
    stored = []
    for user in users.order_by("pk"):
        held = list(user.memberships.all())
        codes = tuple(sorted(member.centre.code for member in held if member.centre))
        stored += [Account(user.username, user.full_name, Role(held[0].role), codes)] if held else []
    return stored
