"""Centres, cohorts, criteria and protocol versions, for reading."""

from __future__ import annotations

from django.db.models import Model

from trial.admin.readonly import CentreFilter, ReviewAdmin
from trial.models.people import Centre
from trial.models.protocol import CentreProtocol, Cohort, Criterion, ProtocolVersion


class CentreAdmin(ReviewAdmin):
    """The centres reviewed."""

    centre_path = "pk"
    list_display = ("code", "name", "city", "opened_on", "closed_on", "is_fictitious")
    search_fields = ("code", "name", "city")


class CentreProtocolAdmin(ReviewAdmin):
    """Which protocol version is in force where, and from when."""

    centre_path = "centre"
    list_display = ("centre", "protocol", "in_force_on")
    list_filter = (CentreFilter,)
    list_select_related = ("centre", "protocol")


class ProtocolVersionAdmin(ReviewAdmin):
    """The versions, with the texts that they were read from."""

    list_display = ("code", "digest", "loaded_at")
    search_fields = ("code",)


class CohortAdmin(ReviewAdmin):
    """The cohorts with target and ceiling."""

    list_display = ("code", "name", "icd10", "target", "target_confirmed", "ceiling")
    search_fields = ("code", "name_en", "name_fr")


class CriterionAdmin(ReviewAdmin):
    """The criteria of each version."""

    list_display = ("code", "kind", "clause", "operator", "protocol")
    list_filter = ("protocol", "kind", "cohorts")
    list_select_related = ("protocol",)
    search_fields = ("code", "clause_en", "clause_fr")


PROTOCOL_ADMINS: tuple[tuple[type[Model], type[ReviewAdmin]], ...] = (
    (Centre, CentreAdmin),
    (CentreProtocol, CentreProtocolAdmin),
    (ProtocolVersion, ProtocolVersionAdmin),
    (Cohort, CohortAdmin),
    (Criterion, CriterionAdmin),
)
