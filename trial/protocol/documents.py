"""The published tables: each criterion with its cases, judged by the evaluator itself."""

from trial.protocol.cases import CASES, Case, case_facts
from trial.protocol.criteria import judge_criterion
from trial.protocol.definition import CohortDefinition, CriterionDefinition, Definition
from trial.protocol.facts import read_facts

GENERAL_PAGE = "general.md"
GENERAL_COHORT = "VIT"


def eligibility_documents(definition: Definition) -> dict[str, str]:
    """Write all pages, by file name: one of the general criteria, one a cohort."""
    general = [c for c in definition.criteria if _is_general(c, definition)]
    pages = {GENERAL_PAGE: _page("General criteria", "", general, GENERAL_COHORT, definition)}
    for cohort in definition.cohorts:
        own = [c for c in definition.criteria_of(cohort.code) if c not in general]
        title = f"{cohort.code}: {cohort.name_en}"
        pages[f"{cohort.code}.md"] = _page(title, _introduction(cohort), own, cohort.code, definition)
    return pages


def _is_general(criterion: CriterionDefinition, definition: Definition) -> bool:
    return len(criterion.cohorts) == len(definition.cohorts)


def _introduction(cohort: CohortDefinition) -> str:
    target = f"Target: {cohort.target} patients{'' if cohort.target_confirmed else ' (unconfirmed)'}."
    named = (
        f" Classification named by the registry: {cohort.criteria_named}." if cohort.criteria_named else ""
    )
    codes = ", ".join(cohort.icd10)
    return (
        f"{cohort.name_fr}. ICD-10: {codes}.{named} {target}\n\n"
        f"The [general criteria]({GENERAL_PAGE}) apply as well.\n\n"
    )


def _page(
    title: str, introduction: str, criteria: list[CriterionDefinition], cohort: str, definition: Definition
) -> str:
    sections = [_section(criterion, cohort, definition) for criterion in criteria]
    head = (
        f"# {title}\n\n"
        f"Protocol {definition.version}. Written by `manage.py write_docs`; every verdict and reason below is what\n"
        "the evaluator says, for a patient who is eligible but for the facts of the row.\n\n"
    )
    return head + introduction + "\n".join(sections)


def _section(criterion: CriterionDefinition, cohort: str, definition: Definition) -> str:
    rows = [_row(criterion, case, cohort, definition) for case in CASES[criterion.code]]
    return (
        f"## {criterion.code} ({criterion.kind})\n\n"
        f"> {criterion.clause_en}\n>\n> {criterion.clause_fr}\n\n"
        "| case | verdict | because |\n|---|---|---|\n" + "".join(rows)
    )


def _row(criterion: CriterionDefinition, case: Case, cohort: str, definition: Definition) -> str:
    found = judge_criterion(read_facts(case_facts(cohort, case.facts)), criterion, definition)
    cells = (case.name, found.verdict.value, found.because("en"))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
