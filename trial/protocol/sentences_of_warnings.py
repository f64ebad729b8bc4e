"""What the soft queries say, in English and French."""

from collections.abc import Mapping

QUERIES: Mapping[str, tuple[str, str]] = {
    "query_two_sampling_days": (
        "The visit and the time of the draw are on different days.",
        "La visite et l'heure du prélèvement ne sont pas le même jour.",
    ),
    "query_consent_outside_study": (
        "Consent on {consent} is outside the study period, {first} to {last}.",
        "Le consentement du {consent} est hors de la période d'étude, du {first} au {last}.",
    ),
    "query_ame": (
        "State medical aid (AME) contradicts the social security status: {status}.",
        "L'aide médicale de l'État (AME) contredit le statut de sécurité sociale : {status}.",
    ),
    "query_unable_yet_signed": (
        "The patient is unable to consent, yet a signed consent is recorded.",
        "Le patient est hors d'état de consentir, mais un consentement signé est enregistré.",
    ),
    "query_withdrawal": (
        "Refusal after a signed consent is a withdrawal, not a screening failure.",
        "Un refus après consentement signé est un retrait, pas un échec de sélection.",
    ),
    "query_onset_after_visit": (
        "Onset of GVHD {onset} is after the visit on {visit}.",
        "Le début de la GVHD {onset} est postérieur à la visite du {visit}.",
    ),
    "query_lymphocytes_undated": (
        "The lymphocyte count has no date.",
        "La numération lymphocytaire n'est pas datée.",
    ),
    "query_lymphocytes_later": (
        "The lymphocyte count of {on} is after the visit on {visit}.",
        "La numération lymphocytaire du {on} est postérieure à la visite du {visit}.",
    ),
    "query_lymphocytes_old": (
        "The lymphocyte count of {on} is more than {days} days before the visit.",
        "La numération lymphocytaire du {on} date de plus de {days} jours avant la visite.",
    ),
    "query_lymphocytes_unit": (
        "Lymphocytes {value} {unit}: is the unit {other}?",
        "Lymphocytes {value} {unit} : l'unité est-elle {other} ?",
    ),
    "query_weight": (
        "Weight {weight} kg is outside {lowest} to {highest} kg.",
        "Le poids de {weight} kg est hors de l'intervalle {lowest} à {highest} kg.",
    ),
    "query_other_factor": (
        "By the other published equivalence of betamethasone (0.6 mg) the total is {total} mg/d prednisone, "
        "above the limit of {limit} mg/d.",
        "Avec l'autre équivalence publiée de la bétaméthasone (0,6 mg), le total est de {total} mg/j de "
        "prednisone, au-dessus de la limite de {limit} mg/j.",
    ),
    "query_intra_articular": (
        "{drug}: intra-articular injection, possibly within {days} days before the visit; "
        "it acts on the whole body.",
        "{drug} : injection intra-articulaire, peut-être dans les {days} jours avant la visite ; "
        "elle a un effet systémique.",
    ),
    "query_past_treatment": (
        "{drug} was taken in the past; the clause does not say ongoing.",
        "{drug} a été pris dans le passé ; la clause ne précise pas « en cours ».",
    ),
    "query_bispecific": (
        "{drug} is a bispecific anti-CD20 antibody; the sponsor must say whether the clause means it.",
        "{drug} est un anticorps bispécifique anti-CD20 ; le promoteur doit dire si la clause le vise.",
    ),
    "query_relative": (
        "{drug} is close to a drug of the clause, but not named by it.",
        "{drug} est proche d'un médicament de la clause, sans y être cité.",
    ),
    "query_recent_anti_cd20": (
        "{drug}: an anti-CD20 within {months} months before the visit.",
        "{drug} : un anti-CD20 dans les {months} mois avant la visite.",
    ),
    "query_dates_contradict": (
        "{drug}: its dates, or its dates and ongoing, contradict each other.",
        "{drug} : les dates, ou les dates et « en cours », se contredisent.",
    ),
    "query_starts_after_visit": (
        "{drug} starts after the visit on {visit}.",
        "{drug} débute après la visite du {visit}.",
    ),
    "query_zero_dose": ("{drug}: the dose is zero.", "{drug} : la dose est nulle."),
    "query_name_and_code": (
        "{drug}: the ATC code {atc} is that of another drug.",
        "{drug} : le code ATC {atc} est celui d'un autre médicament.",
    ),
    "query_unrecognised": (
        "{drug}: the dictionary does not know this name; check its spelling or give the ATC code.",
        "{drug} : nom inconnu du dictionnaire ; vérifier l'orthographe ou donner le code ATC.",
    ),
}
