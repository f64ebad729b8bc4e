"""Anchors of the ledger are taken, kept in a folder, and mailed to people who can hold them against us."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trial.audit.anchors import Anchor, next_anchor, store_anchor, write_anchor
from trial.models.people import Membership, User
from trial.protocol.access import Role


def anchor_take() -> tuple[Anchor, Path]:
    """Take an anchor of the ledger as it stands: in the database, and as a file in ANCHOR_DIR.

    Raises CannotWrite when the file cannot be written; then the database keeps none either."""
    with transaction.atomic():
        anchor = next_anchor(connection)
        store_anchor(connection, anchor)
        path = write_anchor(settings.ANCHOR_DIR, anchor)
    return anchor, path


def anchor_mail(*, anchor: Anchor) -> int:
    """Mail an anchor to coordinators and monitors, each in their language; count the mails.

    Raises OSError when the mail server does not take one."""
    sent = 0
    for person in _recipients():
        with translation.override(person.language or settings.LANGUAGE_CODE):
            mail = EmailMessage(_subject(anchor), _body(anchor), None, [person.email])
        mail.attach(anchor.file_name, anchor.text, "application/json")
        sent += mail.send()
    return sent


def _recipients() -> list[User]:
    today = timezone.localdate()
    held = Membership.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today),
        role__in=(Role.COORDINATOR, Role.MONITOR),
        from_on__lte=today,
    )
    return list(
        User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(email="").order_by("pk")
    )


def _subject(anchor: Anchor) -> str:
    return _("Anchor of the audit trail, row %(seq)d") % {"seq": anchor.seq}


def _body(anchor: Anchor) -> str:
    at = date_format(timezone.localtime(anchor.at), "DATETIME_FORMAT")
    explained = _(
        "On %(at)s the audit trail held %(seq)d rows, and this hash stands for all of them:\n\n%(hash)s\n\n"
        "Keep the attached file out of reach of the eCRF and of those who run it. "
        "A trail that is changed afterwards, even by an administrator, no longer agrees with it."
    )
    return explained % {"at": at, "seq": anchor.seq, "hash": anchor.hash}
