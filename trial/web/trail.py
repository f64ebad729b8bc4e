"""The audit trail of a patient and of the study: narrowed, by pages, each row with an address that lasts."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from trial.audit.reasons import ReasonCode
from trial.models.casebook import CasebookForm
from trial.models.inclusion_visit import DIAGNOSES, INCLUSION_VISIT, inclusion_visit_of
from trial.models.patients import Patient
from trial.models.people import User
from trial.selectors.trail import TrailPage, patients_of, trail_entry, trail_page
from trial.selectors.trail_entries import OPERATIONS, Entry, models_by_table, shown_fields
from trial.selectors.trail_scope import Asked, Readable, readable_by
from trial.web.casebook_pages import visible_patient

LARGEST = 2**63 - 1
ANY = ("", _("All"))


class TrailForm(forms.Form):
    """What the trail is narrowed to; all of it stands in the address."""

    form = forms.ChoiceField(label=_("Form"), required=False)
    item = forms.ChoiceField(label=_("Field"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    operation = forms.ChoiceField(
        label=_("What was done"), required=False, choices=[ANY, *OPERATIONS.items()]
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=[ANY, *ReasonCode.choices])
    origin = forms.ChoiceField(
        label=_("Written"),
        required=False,
        choices=[
            ANY,
            ("application", _("In the application")),
            ("outside", _("From outside the application")),
        ],
    )

    def __init__(self, data: QueryDict, *, tables: tuple[str, ...], people: Any) -> None:
        super().__init__(data)
        chosen = _tables_of(data.get("form", ""), tables)
        self._choose("form", _form_choices(tables))
        self._choose("item", _item_choices(chosen or tables))
        self._choose("person", [(str(pk), name) for pk, name in people])
        for field in self.fields.values():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *choices]

    def asked(self, data: QueryDict, patient: Patient | None, tables: tuple[str, ...]) -> Asked:
        """Give what to look for. Call it on a valid form only."""
        given = self.cleaned_data
        return Asked(
            patient=patient,
            tables=_tables_of(given["form"], tables),
            item=given["item"],
            person=int(given["person"]) if given["person"] else None,
            since=_midnight(given["since"]) if given["since"] else None,
            until=_midnight(given["until"] + timedelta(days=1)) if given["until"] else None,
            operation=given["operation"],
            reason=given["reason"],
            origin=given["origin"],
            oldest_first=data.get("order") == "oldest",
            after=_whole(data.get("after", "")),
        )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _whole(text: str) -> int | None:
    return min(int(text), LARGEST) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _form_choices(tables: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Offer the forms by name, the diagnoses of all diseases as one."""
    known = models_by_table()
    diagnoses = set(DIAGNOSES.values())
    single = [(table, known[table]._meta.verbose_name) for table in tables if known[table] not in diagnoses]
    choices = sorted(
        ((table, str(name)[:1].upper() + str(name)[1:]) for table, name in single), key=lambda c: c[1]
    )
    has_diagnoses = any(known[table] in diagnoses for table in tables)
    return [*choices, *([("diagnosis", _("Diagnosis"))] if has_diagnoses else [])]


def _tables_of(form: str, tables: tuple[str, ...]) -> tuple[str, ...]:
    if form == "diagnosis":
        return tuple(table for table in tables if models_by_table()[table] in set(DIAGNOSES.values()))
    return tuple(table for table in tables if table == form)


def _item_choices(tables: tuple[str, ...]) -> list[tuple[str, Any]]:
    found: dict[str, str] = {}
    for table in tables:
        for field in shown_fields(models_by_table()[table]):
            label = str(field.verbose_name)
            found.setdefault(field.name, label[:1].upper() + label[1:])
    return sorted(found.items(), key=lambda choice: choice[1])


def _people(patient: Patient | None, readable: Readable) -> Any:
    """List who may have written: those who hold or held a role where the reader reads."""
    people = User.objects.order_by("full_name", "id").values_list("id", "full_name").distinct()
    centres = [patient.centre_id] if patient else readable.centres
    if centres is None:
        return people
    return people.filter(Q(memberships__centre__in=centres) | Q(memberships__centre__isnull=True))


@require_safe
def patient_trail(request: HttpRequest, screening_number: str) -> HttpResponse:
    """Show everything that was written of a patient."""
    patient = visible_patient(request, screening_number)
    own = {definition.model for definition in inclusion_visit_of(patient.cohort.code)}
    other = {definition.model for definition in INCLUSION_VISIT} - own
    readable = readable_in_casebook()
    shown = tuple(table for table in readable.tables if models_by_table()[table] not in other)
    context = {
        "patient": patient,
        "identity": None,
        "address": reverse("patient-trail", args=[screening_number]),
    }
    # A patient whose cohort was changed may have answers to the diagnosis of another one.
    return _page(request, "trail/patient.html", context, readable, shown, patient)


def readable_in_casebook() -> Readable:
    """Give what is read of one patient by who reads the casebook."""
    tables = sorted(
        table for table, model in models_by_table().items() if model is Patient or _is_of_a_patient(model)
    )
    return Readable(tuple(tables), None)


def _is_of_a_patient(model: Any) -> bool:
    names = {field.name for field in model._meta.concrete_fields}
    return bool(names & {"patient", "assessment"})


@require_safe
def study_trail(request: HttpRequest) -> HttpResponse:
    """Show everything that was written in the centres of the person, and of the study where the role reads it."""
    readable = _readable(request)
    context = {"patient": None, "address": reverse("trail")}
    return _page(request, "trail/study.html", context, readable, readable.tables, None)


@require_safe
def trail_row(request: HttpRequest, seq: int) -> HttpResponse:
    """Show one row of the trail, at an address that lasts."""
    entry = trail_entry(seq, _readable(request)) if seq <= LARGEST else None
    if entry is None:
        raise Http404
    patients = patients_of([entry])
    patient = patients.get(entry.patient_id) if entry.patient_id else None
    return render(
        request, "trail/row.html", {"entry": _drawn(entry, patients), "patient": patient, "seq": seq}
    )


def _readable(request: HttpRequest) -> Readable:
    readable = readable_by(request.user)
    if readable is None:
        raise PermissionDenied(_("Your role does not read the audit trail."))
    return readable


def _page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    readable: Readable,
    tables: tuple[str, ...],
    patient: Patient | None,
) -> HttpResponse:
    form = TrailForm(request.GET, tables=tables, people=_people(patient, readable))
    is_valid = form.is_valid()
    page = trail_page(form.asked(request.GET, patient, tables), readable) if is_valid else TrailPage()
    patients = {patient.pk: patient} if patient else page.patients
    is_oldest_first = request.GET.get("order") == "oldest"
    context |= {
        "form": form,
        "saves": [
            {"first": save.first, "entries": [_drawn(entry, patients) for entry in save.entries]}
            for save in page.saves
        ],
        "looked_until": page.looked_until,
        "following": _address(request, after=page.goes_on_after) if page.goes_on_after is not None else "",
        "beginning": _address(request, after=None) if "after" in request.GET else "",
        "is_oldest_first": is_oldest_first,
        "other_order": _address(request, after=None, order="newest" if is_oldest_first else "oldest"),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, template, context, status=200 if is_valid else 422)


def _drawn(entry: Entry, patients: dict[int, Patient]) -> dict[str, Any]:
    """Give what the template needs of one row: the patient, and where the form as it stood then is shown."""
    patient = patients.get(entry.patient_id) if entry.patient_id else None
    slugs = {definition.model: definition.slug for definition in INCLUSION_VISIT}
    slug = slugs.get(entry.model, "") if issubclass(entry.model, CasebookForm) else ""
    stood = ""
    if slug and patient and _is_asked(entry.model, patient):
        query = QueryDict(mutable=True)
        query["at"] = entry.at.isoformat()
        stood = f"{reverse('form-stood', args=[patient.screening_number, slug])}?{query.urlencode()}"
    return {"entry": entry, "patient": patient, "stood": stood}


def _is_asked(model: Any, patient: Patient) -> bool:
    return model not in set(DIAGNOSES.values()) or DIAGNOSES[patient.cohort.code] is model


def _address(request: HttpRequest, **changes: Any) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
