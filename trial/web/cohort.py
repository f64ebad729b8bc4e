"""The cohort of a patient in screening: chosen again while nothing is decided."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from trial.models.protocol import Cohort
from trial.selectors.patients import enrolment_by_cohort
from trial.services.patients import patient_change_cohort
from trial.services.refusals import NotAllowed, Refusal
from trial.web.casebook_pages import may_enter, person, visible_patient, why_read_only


class CohortForm(forms.Form):
    """The disease for which a patient is screened."""

    cohort = forms.ModelChoiceField(
        queryset=Cohort.objects.none(),
        label=_lazy("Cohort"),
        empty_label=None,
        error_messages={
            "invalid_choice": _lazy("Choose one of the cohorts shown."),
            "required": _lazy("Choose one."),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["cohort"].queryset = enrolment_by_cohort()  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def patient_cohort(request: HttpRequest, screening_number: str) -> HttpResponse:
    """Show or change the cohort; once the screening has ended, say why it cannot be changed."""
    patient = visible_patient(request, screening_number)
    form = CohortForm(
        request.POST if request.method == "POST" else None, initial={"cohort": patient.cohort_id}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                patient_change_cohort(patient=patient, cohort=form.cleaned_data["cohort"], by=person(request))
            except NotAllowed as refusal:
                raise PermissionDenied(str(refusal.sentence)) from refusal
            except Refusal as refusal:
                form.add_error("cohort", str(refusal.sentence))
                status = 409
            else:
                messages.success(request, _("Saved. The criteria of this cohort now apply."))
                return redirect("patient", patient.screening_number)
    is_editable = may_enter(request, patient)
    context = {
        "patient": patient,
        "form": form,
        "cohorts": list(form.fields["cohort"].queryset),  # type: ignore[attr-defined]
        "chosen": str(form["cohort"].value()),
        "is_editable": is_editable,
        "why": "" if is_editable else why_read_only(patient),
    }
    return render(request, "casebook/cohort.html", context, status=status)
