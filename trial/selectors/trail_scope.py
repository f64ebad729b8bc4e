"""What of the audit trail a person may read, and what a page of it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from trial.audit.tables import history_of, kept_models
from trial.models.patients import Patient
from trial.models.people import Membership, User
from trial.protocol.access import Act
from trial.selectors.people import acts_of, centre_ids_where
from trial.selectors.trail_entries import models_by_table

if TYPE_CHECKING:
    from trial.selectors.people import AnyUser

PEOPLE = (User, Membership)


@dataclass(frozen=True)
class Readable:
    """What of the trail a person may read: the history tables, and the centres, None for all."""

    tables: tuple[str, ...]
    centres: tuple[int, ...] | None


@dataclass(frozen=True)
class Asked:
    """What a page of the trail is narrowed to."""

    patient: Patient | None = None
    tables: tuple[str, ...] = ()
    item: str = ""
    person: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    operation: str = ""
    reason: str = ""
    origin: str = ""
    oldest_first: bool = False
    # The place in the ledger after which the page goes on, in its order.
    after: int | None = None

    @property
    def is_looked_for(self) -> bool:
        """Say whether something is asked for that no index finds."""
        return bool(self.item or self.operation or self.reason or self.origin)


def readable_by(user: AnyUser) -> Readable | None:
    """Say what of the study's trail a person may read; None when nothing."""
    acts = acts_of(user)
    about_people = {history_of(model)._meta.db_table for model in PEOPLE}
    about_patients = {history_of(model)._meta.db_table for model in kept_models() if model is not User}
    about_study = set(models_by_table()) - about_people - about_patients
    tables: set[str] = set()
    centres: tuple[int, ...] | None = None
    if Act.READ_CASEBOOK in acts:
        tables |= about_patients
        ids = centre_ids_where(user, Act.READ_CASEBOOK)
        if ids is None:
            tables |= about_study
        else:
            centres = tuple(ids)
    if Act.MANAGE_PEOPLE in acts:
        # A role of the whole study: it reads no casebook, and people belong to no centre.
        tables |= about_people
    return Readable(tuple(sorted(tables)), centres) if tables else None
