"""The list of patients, and the page on which a new one is screened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from trial.models.patients import Patient, PatientStatus
from trial.models.people import Centre
from trial.models.protocol import Cohort
from trial.protocol.access import Act
from trial.selectors.patients import patients_visible_to
from trial.selectors.people import centres_where, open_centres_where
from trial.services.patients import patient_screen
from trial.services.refusals import NotAllowed, Refusal
from trial.web.context import shell_of
from trial.web.home import CohortBar, cohort_bars

PAGE_SIZE = 25
COUNTED_AT_MOST = 1000
"""Beyond this the number of patients is not counted: the page says "more than", and stays as fast."""
LAST_PAGE = 100_000

ORDERS = {
    "newest": ("-id",),
    "oldest": ("id",),
    "number": ("screening_number",),
    "number-down": ("-screening_number",),
    "missing": ("missing_count", "id"),
    "missing-down": ("-missing_count", "-id"),
}


class FilterForm(forms.Form):
    """What the list is narrowed to; all of it stands in the address."""

    q = forms.CharField(label=_("Number"), required=False, max_length=20)
    cohort = forms.ModelChoiceField(
        label=_("Cohort"),
        queryset=Cohort.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("All"),
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("All")), *PatientStatus.choices], required=False
    )
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        queryset=Centre.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All"),
        error_messages={"invalid_choice": _("Choose one of your centres.")},
    )

    def __init__(self, data: QueryDict, *, centres: QuerySet[Centre]) -> None:
        super().__init__(data)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "q" else "form-select"
        self.fields["q"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "type": "search"}

    def narrow(self, patients: QuerySet[Patient]) -> QuerySet[Patient]:
        """Keep the patients asked for; nothing is kept of a list that was asked for wrongly."""
        if not self.is_valid():
            return patients.none()
        asked = self.cleaned_data
        if asked["q"]:
            patients = patients.filter(_number_begins(asked["q"]))
        for name in ("cohort", "status", "centre"):
            if asked[name]:
                patients = patients.filter(**{name: asked[name]})
        return patients


def _number_begins(typed: str) -> Q:
    # A prefix is found by an index; a part from the middle would read every patient.
    number = typed.strip().upper().replace(" ", "")
    if number.startswith("S"):
        return Q(screening_number__startswith=number)
    return Q(screening_number__startswith=f"S-{number}") | Q(inclusion_number__startswith=number)


@dataclass(frozen=True)
class Page:
    """One page of the list."""

    patients: list[Patient]
    number: int
    has_next: bool
    total: int
    is_counted: bool


def _page_of(patients: QuerySet[Patient], asked: str) -> Page:
    number = (
        min(int(asked), LAST_PAGE)
        if asked.isascii() and asked.isdigit() and len(asked) < 9 and int(asked)
        else 1
    )
    start = (number - 1) * PAGE_SIZE
    rows = list(patients[start : start + PAGE_SIZE + 1])
    total = patients.order_by()[: COUNTED_AT_MOST + 1].count()
    return Page(
        rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE, min(total, COUNTED_AT_MOST), total <= COUNTED_AT_MOST
    )


def _address_with(request: HttpRequest, **changes: Any) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def patient_list(request: HttpRequest) -> HttpResponse:
    """List the patients of the person's centres, by pages."""
    acts = shell_of(request).acts
    if Act.LIST_PATIENTS not in acts:
        raise PermissionDenied(_("Your role lists no patients."))
    form = FilterForm(request.GET, centres=centres_where(request.user, Act.LIST_PATIENTS))
    order = request.GET.get("order", "newest")
    order = order if order in ORDERS else "newest"
    patients = form.narrow(patients_visible_to(request.user)).order_by(*ORDERS[order])
    page = _page_of(patients, request.GET.get("page", "1"))
    context = {
        "form": form,
        "page": page,
        "columns": _columns(request, order),
        "previous": _address_with(request, page=page.number - 1) if page.number > 1 else "",
        "following": _address_with(request, page=page.number + 1) if page.has_next else "",
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "many_centres": len(shell_of(request).centres) > 1,
        "readable": set(centres_where(request.user, Act.READ_CASEBOOK).values_list("pk", flat=True)),
        "may_screen": Act.SCREEN_PATIENT in acts,
        "reads": Act.READ_CASEBOOK in acts,
    }
    return render(request, "patients/list.html", context)


def _columns(request: HttpRequest, order: str) -> dict[str, dict[str, str]]:
    """Say for each column that sorts where its heading leads, and how it is sorted now."""
    pairs = {
        "number": ("number", "number-down"),
        "created": ("oldest", "newest"),
        "missing": ("missing", "missing-down"),
    }
    columns = {}
    for name, (up, down) in pairs.items():
        sorted_now = "ascending" if order == up else "descending" if order == down else "none"
        target = down if order == up else up
        columns[name] = {"sort": sorted_now, "address": _address_with(request, order=target, page=1)}
    return columns


class NewPatientForm(forms.Form):
    """Where and for which disease a patient is screened; the number comes from the server."""

    creation_key = forms.UUIDField(widget=forms.HiddenInput)
    centre = forms.ModelChoiceField(
        label=_("Centre"),
        queryset=Centre.objects.none(),
        empty_label=None,
        error_messages={
            "invalid_choice": _("Choose one of your centres that are open."),
            "required": _("Choose the centre."),
        },
    )
    cohort = forms.ModelChoiceField(
        label=_("Cohort"),
        queryset=Cohort.objects.all(),
        to_field_name="code",
        error_messages={
            "invalid_choice": _("Choose one of the cohorts."),
            "required": _("Choose the cohort: the disease for which the patient is screened."),
        },
    )

    def __init__(self, *args: Any, centres: QuerySet[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres  # type: ignore[attr-defined]
        self.fields["centre"].widget.attrs["class"] = "form-select input-centre"


def patient_new(request: HttpRequest) -> HttpResponse:
    """Ask for centre and cohort, and screen the patient."""
    if Act.SCREEN_PATIENT not in shell_of(request).acts:
        raise PermissionDenied(_("Your role screens no patients."))
    centres = open_centres_where(request.user, Act.SCREEN_PATIENT)
    form = NewPatientForm(request.POST or None, centres=centres, initial={"creation_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            patient = patient_screen(**asked, by=request.user)  # type: ignore[arg-type]
        except NotAllowed as refused:
            raise PermissionDenied(refused.sentence) from refused
        except Refusal as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("visit-form", patient.screening_number, "identity")
    bars: list[CohortBar] = cohort_bars()
    context = {
        "form": form,
        "centres": list(centres),
        "cohorts": bars,
        "chosen": form["cohort"].value() or "",
    }
    return render(request, "patients/new.html", context, status=200)
