"""The ledger, in which every history row is sealed at commit, and the anchors of it that leave the machine."""

from __future__ import annotations

from django.db import models


class Ledger(models.Model):
    """One sealed history row. Written by the database alone, at commit; the sequence has no holes.

    `payload_hash` is the SHA-256 of the payload in UTF-8; `hash` that of the previous row's hash, the sequence as 8
    bytes, most significant first, and `payload_hash`. Before the first row stand 32 zero bytes."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    history_table = models.TextField()
    history_id = models.BigIntegerField()
    # Text, not jsonb: what was hashed is kept to the byte, whatever becomes of the table.
    payload = models.TextField()
    payload_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "trial_ledger"
        ordering = ("seq",)
        constraints = (
            models.UniqueConstraint(fields=("history_table", "history_id"), name="ledger_row_once"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.history_table} {self.history_id}"


class Anchor(models.Model):
    """The head of the ledger as it was told to people outside: `text` is the very file that left.

    `digest` is the SHA-256 of the text, which holds the digest of the anchor before."""

    seq = models.BigIntegerField()
    ledger_hash = models.BinaryField()
    at = models.DateTimeField()
    text = models.TextField()
    digest = models.BinaryField()

    class Meta:
        db_table = "trial_anchor"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.seq} {self.at:%Y-%m-%d %H:%M}"
