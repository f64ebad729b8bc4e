"""Judging a patient: one evaluator for page, import, admin and command."""

from collections.abc import Mapping
from dataclasses import dataclass

from trial.protocol.definition import CriterionDefinition, Definition
from trial.protocol.facts import FactsRefused, PatientFacts
from trial.protocol.operators import diagnoses, drugs, general, lymphocytes, steroids
from trial.protocol.operators.finding import Finding, Operator
from trial.protocol.queries import Query, soft_queries
from trial.protocol.reasons import Reason, because
from trial.protocol.verdicts import Verdict, overall

OPERATORS: Mapping[str, Operator] = {
    "age_at_least": general.judge_age,
    "age_not_below": general.judge_age,
    "code_decides": general.judge_code,
    "consent_before_sampling": general.judge_consent,
    "no_pregnancy": general.judge_pregnancy,
    "answer_is_no": general.judge_answer,
    "not_on_ame": general.judge_ame,
    "gvhd_after_allograft": diagnoses.judge_gvhd,
    "acquired_aplasia": diagnoses.judge_aplasia,
    "lupus_classified": diagnoses.judge_lupus,
    "arthritis_classified": diagnoses.judge_arthritis,
    "diagnosed_by_set": diagnoses.judge_by_set,
    "diagnosis_code_decides": diagnoses.judge_diagnosis_code,
    "diagnosis_confirmed": diagnoses.judge_confirmed,
    "lymphocytes_above": lymphocytes.judge_above,
    "lymphocytes_not_below": lymphocytes.judge_not_below,
    "steroid_at_most": steroids.judge_dose,
    "steroid_at_most_per_kg": steroids.judge_dose_per_kg,
    "no_drug_of_class": drugs.judge_classes,
    "no_steroid_nor_drug": drugs.judge_steroid_or_drug,
    "no_immunosuppressant": drugs.judge_immunosuppressant,
}


@dataclass(frozen=True)
class CriterionJudgement:
    """The verdict on one criterion, with its reason."""

    definition: CriterionDefinition
    verdict: Verdict
    reason: Reason
    missing: tuple[str, ...]

    @property
    def code(self) -> str:
        """Give the code of the criterion."""
        return self.definition.code

    @property
    def kind(self) -> str:
        """Give "inclusion" or "exclusion"."""
        return self.definition.kind

    def clause(self, lang: str = "en") -> str:
        """Give the clause."""
        return self.definition.clause(lang)

    def because(self, lang: str = "en") -> str:
        """Say in one sentence how the verdict was reached."""
        return self.reason.say(lang)


@dataclass(frozen=True)
class Judgement:
    """The verdict on a patient: every criterion of the cohort, once, in the order of the protocol."""

    protocol: str
    cohort: str
    verdict: Verdict
    criteria: tuple[CriterionJudgement, ...]
    queries: tuple[Query, ...]

    def criterion(self, code: str) -> CriterionJudgement:
        """Find the judgement of one criterion; raises KeyError when it does not apply."""
        for found in self.criteria:
            if found.code == code:
                return found
        raise KeyError(code)

    def as_json(self, lang: str = "en") -> dict[str, object]:
        """Give the judgement as plain values, in the shape of the published interface."""
        return {
            "protocol": self.protocol,
            "cohort": self.cohort,
            "verdict": self.verdict.value,
            "criteria": [
                {
                    "id": found.code,
                    "kind": found.kind,
                    "verdict": found.verdict.value,
                    "clause": found.clause(lang),
                    "because": found.because(lang),
                    "missing": list(found.missing),
                }
                for found in self.criteria
            ],
            "queries": [
                {"criterion": query.criterion, "message": query.message(lang)} for query in self.queries
            ],
        }


def judge(facts: PatientFacts, definition: Definition) -> Judgement:
    """Judge every criterion of the cohort; raises FactsRefused when one cannot be worked out at all."""
    criteria = tuple(
        judge_criterion(facts, found, definition) for found in definition.criteria_of(facts.cohort)
    )
    try:
        queries = soft_queries(facts, definition)
    except Exception as error:
        raise FactsRefused("queries", because("refused_evaluation")) from error
    verdict = overall(found.verdict for found in criteria)
    return Judgement(definition.version, facts.cohort, verdict, criteria, queries)


def judge_criterion(
    facts: PatientFacts, criterion: CriterionDefinition, definition: Definition
) -> CriterionJudgement:
    """Judge one criterion; raises FactsRefused when it cannot be worked out at all."""
    try:
        finding: Finding = OPERATORS[criterion.operator](facts, criterion, definition)
    except Exception as error:  # an error must never count as a pass, so the whole evaluation is refused
        raise FactsRefused(criterion.code, because("refused_evaluation")) from error
    return CriterionJudgement(criterion, finding.verdict, finding.reason, finding.missing)
