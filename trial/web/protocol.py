"""The protocol page: the study, its cohorts, its criteria and the choices still open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trial.protocol.access import Act
from trial.protocol.definition import ChoiceDefinition, CriterionDefinition, Definition
from trial.selectors.patients import enrolment_by_cohort
from trial.selectors.protocol import newest_definition
from trial.web.context import shell_of
from trial.web.operator_words import code_words, operator_words


def protocol(request: HttpRequest) -> HttpResponse:
    """Show the newest version that is loaded."""
    definition = newest_definition()
    language = "fr" if (get_language() or "fr").startswith("fr") else "en"
    every = {cohort.code for cohort in definition.cohorts}
    context: dict[str, Any] = {
        "definition": definition,
        "study": definition.study,
        "title": definition.study.title_fr if language == "fr" else definition.study.title_en,
        "cohorts": _cohorts(definition, language),
        "groups": _groups(definition, every, language),
        "choices": [_choice(choice, language) for choice in definition.choices],
        "sees_enrolment": Act.SEE_ENROLMENT in shell_of(request).acts,
    }
    return render(request, "protocol/protocol.html", context)


def _cohorts(definition: Definition, language: str) -> list[dict[str, Any]]:
    stored = {cohort.code: cohort for cohort in enrolment_by_cohort()}
    return [
        {
            "code": cohort.code,
            "name": cohort.name(language),
            "icd10": ", ".join(cohort.icd10),
            "named": cohort.criteria_named_fr if language == "fr" else cohort.criteria_named_en,
            "target": cohort.target,
            "confirmed": cohort.target_confirmed,
            "ceiling": stored[cohort.code].ceiling if cohort.code in stored else cohort.target,
        }
        for cohort in definition.cohorts
    ]


def _groups(definition: Definition, every: set[str], language: str) -> list[dict[str, Any]]:
    """Gather the criteria by the cohorts to which they apply, in the order of the protocol."""
    names = {cohort.code: cohort.name(language) for cohort in definition.cohorts}
    blocks: dict[str, list[CriterionDefinition]] = {}
    for criterion in definition.criteria:
        blocks.setdefault(criterion.code.split("-")[0], []).append(criterion)
    groups = []
    for block, criteria in blocks.items():
        reached = {code for criterion in criteria for code in criterion.cohorts}
        title = (
            _("All cohorts")
            if reached == every
            else ", ".join(names[code] for code in names if code in reached)
        )
        rows = [_criterion(criterion, reached, names) for criterion in criteria]
        groups.append({"block": block, "title": title, "criteria": rows})
    return groups


def _criterion(criterion: CriterionDefinition, reached: set[str], names: Mapping[str, str]) -> dict[str, Any]:
    only = ", ".join(names[code] for code in criterion.cohorts) if set(criterion.cohorts) != reached else ""
    return {
        "code": criterion.code,
        "kind": criterion.kind,
        "clause_en": criterion.clause_en,
        "clause_fr": criterion.clause_fr,
        "only": only,
        "words": operator_words(criterion.operator, criterion.parameters),
    }


def _choice(choice: ChoiceDefinition, language: str) -> dict[str, Any]:
    def said(value: bool | tuple[str, ...]) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return code_words(choice.key, value)

    return {
        "question": choice.question,
        "text": choice.text(language),
        "value": said(choice.value),
        "default": said(choice.default),
        "confirmed": choice.confirmed,
    }
