"""The live panel: every criterion judged, with its reason, its arithmetic and links to what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trial.models.fields import items_of
from trial.models.inclusion_visit import form_definition
from trial.models.patients import Patient
from trial.protocol.criteria import Judgement
from trial.protocol.definition import Definition
from trial.protocol.facts import FactsRefused
from trial.protocol.verdicts import Verdict
from trial.selectors.eligibility import Casebook, judgement_of
from trial.selectors.protocol import definition_of, protocol_of
from trial.web.casebook_state import missing_links
from trial.web.facts_links import fact_link

# By kind and verdict: how the clause reads, without a double negative.
WORDS: dict[tuple[str, str], Promise | str] = {
    ("inclusion", "pass"): _lazy("Met"),
    ("inclusion", "fail"): _lazy("Not met"),
    ("inclusion", "undetermined"): _lazy("Undetermined"),
    ("exclusion", "pass"): _lazy("Absent"),
    ("exclusion", "fail"): _lazy("Present"),
    ("exclusion", "undetermined"): _lazy("Undetermined"),
}
ICONS = {"pass": "check", "fail": "cross", "undetermined": "circle"}
BADGES = {"pass": "badge-ok", "fail": "badge-bad", "undetermined": "badge-open"}
VERDICT_STYLES = {
    "eligible": ("verdict-ok", "check-circle"),
    "not_eligible": ("verdict-bad", "cross-octagon"),
    "undetermined": ("verdict-open", "circle"),
}
VERDICT_WORDS: dict[str, Promise | str] = {
    "eligible": _lazy("Eligible"),
    "not_eligible": _lazy("Not eligible"),
    "undetermined": _lazy("Undetermined"),
}


def reader_language() -> str:
    """Give the language of the protocol's texts for this reader: fr or en."""
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


@dataclass(frozen=True)
class MissingLink:
    """An answer without which a criterion stays undetermined, and where it is given."""

    label: str
    href: str


@dataclass(frozen=True)
class CriterionLine:
    """One criterion as judged, as a reader sees it."""

    code: str
    position: int
    kind: str
    verdict: str
    clause: str
    because: str
    missing: tuple[MissingLink, ...] = ()

    @property
    def word(self) -> Promise | str:
        return WORDS[self.kind, self.verdict]

    @property
    def icon(self) -> str:
        return ICONS[self.verdict]

    @property
    def badge(self) -> str:
        return BADGES[self.verdict]


@dataclass(frozen=True)
class Panel:
    """The verdict and every criterion. Without lines, what stands could not be judged and `sentence` says why."""

    verdict: str
    sentence: str
    lines: tuple[CriterionLine, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    # Where each fact is entered: the codes of the criteria that an item of a form decides.
    deciding: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    # The forms on which an answer is missing.
    waited_for: frozenset[str] = frozenset()

    @property
    def word(self) -> Promise | str:
        return VERDICT_WORDS[self.verdict]

    @property
    def style(self) -> str:
        return VERDICT_STYLES[self.verdict][0]

    @property
    def icon(self) -> str:
        return VERDICT_STYLES[self.verdict][1]

    @property
    def inclusion(self) -> list[CriterionLine]:
        return [line for line in self.lines if line.kind == "inclusion"]

    @property
    def exclusion(self) -> list[CriterionLine]:
        return [line for line in self.lines if line.kind == "exclusion"]

    @property
    def failing(self) -> list[CriterionLine]:
        return [line for line in self.lines if line.verdict == "fail"]

    @property
    def bar(self) -> list[dict[str, Any]]:
        """The parts of the bar, in hundredths of its width."""
        width = 100 / max(len(self.lines), 1)
        return [
            {"x": f"{index * width:.3f}", "width": f"{width - 0.8:.3f}", "verdict": line.verdict}
            for index, line in enumerate(self.lines)
        ]

    @property
    def counts(self) -> str:
        """How many criteria stand how, in words."""
        found = [line.verdict for line in self.lines]
        return _("Satisfied: %(passed)d of %(all)d · not satisfied: %(failed)d · undetermined: %(open)d") % {
            "passed": found.count("pass"),
            "all": len(found),
            "failed": found.count("fail"),
            "open": found.count("undetermined"),
        }

    def badges(self, slug: str) -> dict[str, list[CriterionLine]]:
        """Give by item of a form the criteria that it decides."""
        by_code = {line.code: line for line in self.lines}
        return {
            item: [by_code[code] for code in codes] for item, codes in self.deciding.get(slug, {}).items()
        }


Relink = Callable[[str], str]


def panel_of(casebook: Casebook, *, slug: str = "", relink: Relink = str) -> Panel:
    """Judge a casebook, saved or as typed. `slug` is the form beside which the panel stands: its links stay there.

    `relink` turns the place of a medication line in the casebook into its place in the page."""
    patient = casebook.patient
    try:
        judgement = judgement_of(casebook)
    except FactsRefused as refusal:
        return Panel(
            "undetermined",
            _("This cannot be judged: %(reason)s") % {"reason": refusal.say(reader_language())},
        )
    except LookupError:
        return Panel("undetermined", _("No version of the protocol is in force in this centre yet."))
    definition = definition_of(protocol_of(patient))
    lang = reader_language()
    lines = tuple(
        CriterionLine(
            code=judged.code,
            position=position,
            kind=str(judged.kind),
            verdict=str(judged.verdict),
            clause=judged.clause(lang),
            because=judged.because(lang),
            missing=_missing_links(judged.missing, patient, slug, relink),
        )
        for position, judged in enumerate(judgement.criteria)
    )
    queries = tuple((query.criterion, query.message(lang)) for query in judgement.queries)
    return Panel(
        str(judgement.verdict),
        _verdict_sentence(judgement, lines),
        lines,
        queries,
        deciding_items(definition, patient),
        frozenset(link.slug for link in missing_links(judgement, patient.cohort.code)),
    )


def _verdict_sentence(judgement: Judgement, lines: tuple[CriterionLine, ...]) -> str:
    failing = [line for line in lines if line.verdict == Verdict.FAIL]
    if failing:
        return " · ".join(
            _("%(code)s %(word)s: %(reason)s")
            % {"code": line.code, "word": line.word, "reason": line.because}
            for line in failing[:2]
        )
    if judgement.verdict == "eligible":
        return _("All %(count)d criteria are satisfied.") % {"count": len(lines)}
    missing = len({name for criterion in judgement.criteria for name in criterion.missing})
    return ngettext("%(count)d answer to go.", "%(count)d answers to go.", missing) % {"count": missing}


def _missing_links(
    names: tuple[str, ...], patient: Patient, slug: str, relink: Relink
) -> tuple[MissingLink, ...]:
    links = {}
    for name in names:
        link = fact_link(relink(name), patient.cohort.code)
        here = link.slug == slug
        href = f"#{link.field_id}" if here else link.address(patient.screening_number)
        links[href] = MissingLink(str(link.label), href)
    return tuple(links.values())


def deciding_items(definition: Definition, patient: Patient) -> dict[str, dict[str, tuple[str, ...]]]:
    """Find by form and item the codes of the criteria that the item decides."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for criterion in definition.criteria_of(patient.cohort.code):
        names = list(criterion.facts)
        if "any_medication" in names:
            # Every drug clause needs the day of the visit: a badge for each of them there would say nothing.
            names = [name for name in names if name != "visit_on"]
        for slug, item in {place for name in names for place in _places(name, patient)}:
            codes = found.setdefault(slug, {})
            codes[item] = (*codes.get(item, ()), criterion.code)
    return found


def _places(name: str, patient: Patient) -> list[tuple[str, str]]:
    if name == "diagnosis":
        model = form_definition("diagnosis", patient.cohort.code).model
        return [("diagnosis", item.attname) for item in items_of(model)]
    link = fact_link(name, patient.cohort.code)
    return [(link.slug, link.field_id.removeprefix("id_"))]


def assessed_panel(patient: Patient) -> Panel:
    """Show the criteria as they were judged when the screening ended, whatever stands in the forms."""
    assessment = patient.assessment
    lang = reader_language()
    lines = tuple(
        CriterionLine(
            code=judged.criterion.code,
            position=judged.criterion.position,
            kind=judged.criterion.kind,
            verdict=judged.verdict,
            clause=judged.criterion.clause,
            because=judged.because_fr if lang == "fr" else judged.because_en,
        )
        for judged in assessment.criteria.select_related("criterion")
    )
    sentence = _("Judged on %(day)s by the protocol %(version)s.") % {
        "day": date_format(timezone.localtime(assessment.decided_at), "j F Y, H:i"),
        "version": assessment.protocol.code,
    }
    return Panel(assessment.verdict, sentence, lines)
