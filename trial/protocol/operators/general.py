"""The general criteria: age, social security, consent, protection, pregnancy."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import PatientFacts
from trial.protocol.operators.finding import Finding, failed, passed, undetermined
from trial.protocol.partial_dates import PartialDate, full, not_after
from trial.protocol.reasons import FactNames, Word, because
from trial.protocol.verdicts import all_of

PARIS = ZoneInfo("Europe/Paris")


def judge_age(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge the age in completed years at consent, from year and month of birth."""
    missing = [key for key in ("birth_year", "consent_on") if getattr(facts, key) is None]
    if facts.birth_year is None or facts.consent_on is None:
        return undetermined(because("age_unknown", facts=FactNames(tuple(missing))), *missing)
    years = int(criterion.parameters["years"])
    come_of_age = PartialDate(facts.birth_year + years, facts.birth_month)
    told = {"birthday": come_of_age, "consent": facts.consent_on, "years": str(years)}
    first, last = _months(come_of_age)
    consent_first, consent_last = _months(facts.consent_on)
    if last < consent_first:
        return passed(because("age_reached", **told))
    if first > consent_last:
        return failed(because("age_not_reached", **told))
    if facts.birth_month is None or facts.consent_on.month is None:
        unknown = "birth_month" if facts.birth_month is None else "consent_on"
        return undetermined(because("age_too_vague", **told), unknown)
    if facts.age_18_attested is None:
        return undetermined(because("age_same_month", **told), "age_18_attested")
    if facts.age_18_attested:
        return passed(because("age_attested", **told))
    return failed(because("age_attested_minor", **told))


def _months(day: PartialDate) -> tuple[int, int]:
    return day.year * 12 + (day.month or 1), day.year * 12 + (day.month or 12)


def judge_code(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge a coded fact by the codes that pass and those that fail."""
    key = criterion.parameters["fact"]
    value = getattr(facts, key)
    if value is None or value == "unknown":
        return undetermined(because("fact_unknown", fact=Word(key)), key)
    told = {"fact": Word(key), "value": Word(f"{key}.{value}")}
    if value in criterion.parameters["passes"]:
        return passed(because("code_is", **told))
    if value in criterion.parameters["fails"]:
        return failed(because("code_is", **told))
    return undetermined(because("code_open", **told), key)


def judge_answer(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge a question that must be answered no."""
    key = criterion.parameters["fact"]
    value = getattr(facts, key)
    if value is None:
        return undetermined(because("fact_unknown", fact=Word(key)), key)
    reason = because("answer_is", fact=Word(key), answer=Word("yes" if value else "no"))
    return failed(reason) if value else passed(reason)


def judge_ame(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge state medical aid, told by its own answer or by the social security status."""
    if facts.ame or facts.social_security == "ame":
        return failed(because("ame_is", answer=Word("yes")))
    if facts.ame is None:
        return undetermined(because("fact_unknown", fact=Word("ame")), "ame")
    return passed(because("ame_is", answer=Word("no")))


def judge_consent(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge whether consent was signed, after information and before sampling."""
    if facts.consent_signed is False:
        return failed(because("consent_not_signed"))
    told = {"informed": facts.informed_on, "consent": facts.consent_on}
    informed_first = not_after(facts.informed_on, facts.consent_on)
    if informed_first is False:
        return failed(because("consent_before_information", **told))
    days = sampling_days(facts)
    in_time = [_consented_by(facts, day) for day in days]
    # The day of the draw itself decides, where it is told and differs from the day of the visit.
    if in_time and in_time[-1] is False:
        return failed(because("consent_after_sampling", consent=facts.consent_on, sample=days[-1]))
    if False in in_time:
        return undetermined(because("consent_two_sampling_days"), "visit_on", "sampled_at")
    by_clock = _consented_by_clock(facts)
    if by_clock is False:
        return failed(
            because("consent_time_after_sampling", time=facts.consent_at, sampled=_paris(facts.sampled_at))
        )
    return _complete_consent(facts, informed_first, in_time, by_clock)


def _complete_consent(
    facts: PatientFacts, informed_first: bool | None, in_time: list[bool | None], by_clock: bool | None
) -> Finding:
    ordered = all_of(facts.consent_signed, informed_first, *(in_time or [None]))
    missing = [key for key in ("informed_on", "consent_signed", "consent_on") if getattr(facts, key) is None]
    if not in_time:
        missing.append("visit_on")
    if ordered is None:
        vague = [
            key
            for key in ("informed_on", "consent_on")
            if getattr(facts, key) is not None and not getattr(facts, key).is_full
        ]
        names = [*missing, *(vague if not missing else [])]
        return undetermined(because("consent_incomplete", facts=FactNames(tuple(names))), *names)
    if by_clock is None and facts.consent_at and facts.sampled_at:
        return undetermined(because("consent_hour_twice"), "consent_at")
    sample = sampling_days(facts)[0]
    return passed(
        because("consent_in_order", informed=facts.informed_on, consent=facts.consent_on, sample=sample)
    )


def _paris(moment: datetime | None) -> datetime | None:
    return moment.astimezone(PARIS) if moment else None


def sampling_days(facts: PatientFacts) -> list[PartialDate]:
    """List the days told for the draw, the visit's first; more than one contradict each other."""
    sampled = _paris(facts.sampled_at)
    days = [facts.visit_on, sampled.date() if sampled else None]
    return [full(day) for day in dict.fromkeys(days) if day is not None]


def _consented_by(facts: PatientFacts, day: PartialDate) -> bool | None:
    return not_after(facts.consent_on, day)


def _consented_by_clock(facts: PatientFacts) -> bool | None:
    """Compare consent and sampling by the clock, when both times are known.

    The hour that autumn repeats decides only when both its readings agree."""
    consent_on, consent_at, sampled_at = facts.consent_on, facts.consent_at, facts.sampled_at
    if consent_on is None or consent_at is None or sampled_at is None or not consent_on.is_full:
        return None
    readings = {_instant(consent_on, consent_at, fold) <= sampled_at.astimezone(UTC) for fold in (0, 1)}
    return readings.pop() if len(readings) == 1 else None


def _instant(day: PartialDate, at: time, fold: int) -> datetime:
    return datetime.combine(day.earliest, at, PARIS).replace(fold=fold).astimezone(UTC)


def judge_pregnancy(facts: PatientFacts, criterion: CriterionDefinition, definition: Definition) -> Finding:
    """Judge pregnancy, parturition and breastfeeding of a woman."""
    answers = {key: getattr(facts, key) for key in ("pregnant", "parturient", "breastfeeding")}
    yes = [key for key, value in answers.items() if value]
    if facts.sex == "M":
        return passed(because("sex_is_male"))
    if facts.sex is None:
        return undetermined(because("fact_unknown", fact=Word("sex")), "sex")
    if facts.childbearing_potential is False:
        if yes and yes != ["breastfeeding"] and "breastfeeding" not in yes:
            return undetermined(because("pregnant_without_potential"), "childbearing_potential", yes[0])
        answers = {"breastfeeding": answers["breastfeeding"]}
    for key in yes:
        return failed(because("answer_is", fact=Word(key), answer=Word("yes")))
    unknown = [key for key, value in answers.items() if value is None]
    if unknown:
        return undetermined(because("fact_unknown", fact=Word(unknown[0])), *unknown)
    return passed(because("not_pregnant"))
