"""What is stored. Django finds every model from here."""

from trial.models.diseases.aa import AaDiagnosis
from trial.models.diseases.ad import AdDiagnosis
from trial.models.diseases.aplasia import AplasiaDiagnosis
from trial.models.diseases.gvhd import GvhdDiagnosis
from trial.models.diseases.ms import MsDiagnosis
from trial.models.diseases.ra import RaDiagnosis
from trial.models.diseases.sle import SleDiagnosis
from trial.models.diseases.thyr import ThyrDiagnosis
from trial.models.diseases.vit import VitDiagnosis
from trial.models.ledger import Anchor, Ledger
from trial.models.medications import ConcomitantMedication, Medications
from trial.models.patients import Assessment, AssessmentCriterion, Patient
from trial.models.people import Centre, CentreNumbers, Membership, User
from trial.models.protocol import CentreProtocol, Cohort, Criterion, CriterionCohort, ProtocolVersion
from trial.models.visit import Consent, GeneralCriteria, Identity, Measurements

__all__ = [
    "AaDiagnosis",
    "AdDiagnosis",
    "Anchor",
    "AplasiaDiagnosis",
    "Assessment",
    "AssessmentCriterion",
    "Centre",
    "CentreNumbers",
    "CentreProtocol",
    "Cohort",
    "ConcomitantMedication",
    "Consent",
    "Criterion",
    "CriterionCohort",
    "GeneralCriteria",
    "GvhdDiagnosis",
    "Identity",
    "Ledger",
    "Measurements",
    "Medications",
    "Membership",
    "MsDiagnosis",
    "Patient",
    "ProtocolVersion",
    "RaDiagnosis",
    "SleDiagnosis",
    "ThyrDiagnosis",
    "User",
    "VitDiagnosis",
]
