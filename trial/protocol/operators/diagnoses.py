"""The inclusion criteria of each disease."""

from collections.abc import Mapping
from typing import Any

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import PatientFacts
from trial.protocol.operators.finding import Finding, failed, passed, undetermined
from trial.protocol.partial_dates import not_after
from trial.protocol.reasons import FactNames, Sequence, Word, because
from trial.protocol.verdicts import all_of, any_of


def _missing(diagnosis: Mapping[str, Any], *keys: str) -> list[str]:
    return [f"diagnosis.{key}" for key in keys if diagnosis.get(key) is None]


def judge_gvhd(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge graft-versus-host disease that followed an allogeneic transplantation."""
    known = facts.diagnosis
    if known.get("gvhd") is False:
        return failed(because("diagnosis_absent", disease=Word("gvhd")))
    transplant = known.get("hsct_type")
    if transplant in ("autologous", "none"):
        return failed(because("transplant_is", kind=Word(f"hsct_type.{transplant}")))
    hsct_on, onset_on = known.get("hsct_on"), known.get("gvhd_onset_on")
    ordered = not_after(hsct_on, onset_on)
    if ordered is False:
        return failed(because("gvhd_before_transplant", transplant=hsct_on, onset=onset_on))
    missing = _missing(known, "gvhd", "hsct_type", "hsct_on", "gvhd_onset_on")
    if missing:
        return undetermined(because("diagnosis_incomplete", facts=FactNames(tuple(missing))), *missing)
    if ordered is None:
        vague = [key for key in ("hsct_on", "gvhd_onset_on") if not known[key].is_full]
        told = {"transplant": hsct_on, "onset": onset_on}
        return undetermined(because("gvhd_order_unknown", **told), *(f"diagnosis.{key}" for key in vague))
    return passed(because("gvhd_follows", transplant=hsct_on, onset=onset_on))


def judge_aplasia(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge that aplasia is acquired."""
    known = facts.diagnosis
    origin = known.get("origin")
    if known.get("aplasia") is False:
        return failed(because("diagnosis_absent", disease=Word("aplasia")))
    if origin == "constitutional":
        return failed(because("aplasia_origin", origin=Word("origin.constitutional")))
    missing = _missing(known, "aplasia", "origin")
    if missing or origin not in criterion.parameters["origins"]:
        names = missing or ["diagnosis.origin"]
        return undetermined(because("diagnosis_incomplete", facts=FactNames(tuple(names))), *names)
    return passed(because("aplasia_origin", origin=Word(f"origin.{origin}")))


def _at_least(value: int | None, limit: int) -> bool | None:
    return None if value is None else value >= limit


def _shown(value: object) -> object:
    return Word("not_known") if value is None else str(value)


def judge_lupus(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge lupus by ACR 1997 or EULAR/ACR 2019, whichever the protocol accepts."""
    known, accepted = facts.diagnosis, definition.choice("sle_criteria_sets")
    count_limit = int(criterion.parameters["acr_1997_count"])
    score_limit = int(criterion.parameters["eular_acr_2019_score"])
    count, score = known.get("acr_1997_count"), known.get("eular_acr_2019_score")
    by_set = {
        "acr_1997": (_at_least(count, count_limit), ("acr_1997_count",)),
        "eular_acr_2019": (
            all_of(known.get("ana_80"), _at_least(score, score_limit), known.get("clinical_item")),
            ("ana_80", "eular_acr_2019_score", "clinical_item"),
        ),
    }
    told = Sequence(
        (
            because("acr_1997_count", count=_shown(count), limit=str(count_limit)),
            because(
                "eular_acr_2019_score",
                score=_shown(score),
                limit=str(score_limit),
                ana=_word(known.get("ana_80")),
                clinical=_word(known.get("clinical_item")),
            ),
        ),
        "; ",
    )
    sets = {name: by_set[name] for name in by_set if name in _tuple(accepted)}
    return _classified(known, "sle", sets, told, otherwise=None)


def _word(answer: bool | None) -> Word:
    return Word("not_known" if answer is None else "yes" if answer else "no")


def _tuple(value: bool | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def judge_arthritis(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge rheumatoid arthritis by ACR/EULAR 2010, ACR 1987, or documented fulfilment in the past."""
    known, accepted = facts.diagnosis, definition.choice("ra_criteria_sets")
    score_limit = int(criterion.parameters["acr_eular_2010_score"])
    count_limit = int(criterion.parameters["acr_1987_count"])
    score, count = known.get("acr_eular_2010_score"), known.get("acr_1987_count")
    by_set = {
        "acr_eular_2010": (_at_least(score, score_limit), ("acr_eular_2010_score",)),
        "acr_1987": (_at_least(count, count_limit), ("acr_1987_count",)),
    }
    told = Sequence(
        (
            because("acr_eular_2010_score", score=_shown(score), limit=str(score_limit)),
            because("acr_1987_count", count=_shown(count), limit=str(count_limit)),
        ),
        "; ",
    )
    sets = {name: by_set[name] for name in by_set if name in _tuple(accepted)}
    return _classified(known, "ra", sets, told, otherwise=known.get("historical_fulfilment"))


def _classified(
    known: Mapping[str, Any],
    disease: str,
    sets: Mapping[str, tuple[bool | None, tuple[str, ...]]],
    told: Sequence,
    *,
    otherwise: bool | None,
) -> Finding:
    """Judge a disease by any of its classification sets; `otherwise` is fulfilment in the past."""
    if known.get(disease) is False:
        return failed(because("diagnosis_absent", disease=Word(disease)))
    met = any_of(*(answer for answer, _ in sets.values())) if not otherwise else True
    if met is False and known.get("criteria_set") != "not_documented":
        return failed(because("classification_not_met", told=told))
    undocumented = not otherwise and known.get("criteria_set") in (None, "not_documented")
    missing = _missing(known, disease)
    if undocumented:
        missing.append("diagnosis.criteria_set")
    if met is None:
        missing += _missing(known, *(key for answer, keys in sets.values() if answer is None for key in keys))
    if missing:
        return undetermined(
            because("classification_open", told=told, facts=FactNames(tuple(missing))), *missing
        )
    if otherwise:
        return passed(because("classification_in_past"))
    return passed(because("classification_met", told=told))


def judge_by_set(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge a disease that must be documented by one named set of criteria."""
    disease, wanted = criterion.parameters["fact"], criterion.parameters["set"]
    if facts.diagnosis.get(disease) is False:
        return failed(because("diagnosis_absent", disease=Word(disease)))
    found = facts.diagnosis.get("criteria_set")
    missing = _missing(facts.diagnosis, disease)
    told = {"found": Word(f"set.{found}") if found else Word("not_known"), "wanted": Word(f"set.{wanted}")}
    if found != wanted:
        return undetermined(because("set_is_another", **told), *missing, "diagnosis.criteria_set")
    if missing:
        return undetermined(because("diagnosis_incomplete", facts=FactNames(tuple(missing))), *missing)
    return passed(because("set_is_met", **told))


def judge_diagnosis_code(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> Finding:
    """Judge a disease told by a code."""
    key = criterion.parameters["fact"]
    value = facts.diagnosis.get(key)
    told = {"fact": Word(key), "value": Word(f"{key}.{value}")}
    if value in criterion.parameters["passes"]:
        return passed(because("code_is", **told))
    if value in criterion.parameters["fails"]:
        return failed(because("code_is", **told))
    return undetermined(because("fact_unknown", fact=Word(key)), f"diagnosis.{key}")


def judge_confirmed(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge that the diagnosis of the cohort is confirmed."""
    key = criterion.parameters["fact"]
    value = facts.diagnosis.get(key)
    disease = Word(f"cohort.{facts.cohort}")
    if value is None:
        return undetermined(because("fact_unknown", fact=disease), f"diagnosis.{key}")
    if value:
        return passed(because("diagnosis_present", disease=disease))
    return failed(because("diagnosis_absent", disease=disease))
