"""Every sentence that the evaluator can say, in English and French, and the words they are made of."""

from collections.abc import Mapping

from trial.protocol.sentences_of_refusals import REFUSALS
from trial.protocol.sentences_of_warnings import QUERIES

Pair = tuple[str, str]

REASONS: Mapping[str, Pair] = {
    "age_unknown": (
        "age cannot be worked out: {facts} not known",
        "âge non calculable, à renseigner : {facts}",
    ),
    "age_reached": (
        "{years}th birthday in {birthday}, before consent on {consent}",
        "{years} ans révolus en {birthday}, avant le consentement du {consent}",
    ),
    "age_not_reached": (
        "{years}th birthday in {birthday}, after consent on {consent}",
        "{years} ans révolus en {birthday}, après le consentement du {consent}",
    ),
    "age_too_vague": (
        "{years}th birthday in {birthday} and consent on {consent}: the month is needed",
        "{years} ans en {birthday} et consentement le {consent} : le mois est nécessaire",
    ),
    "age_same_month": (
        "{years}th birthday in {birthday}, the month of consent ({consent}): source document to be seen",
        "{years} ans en {birthday}, le mois du consentement ({consent}) : document source à vérifier",
    ),
    "age_attested": (
        "{years}th birthday in {birthday}, as is consent ({consent}); source document seen: {years} or older",
        "{years} ans en {birthday}, mois du consentement ({consent}) ; source vue : {years} ans révolus",
    ),
    "age_attested_minor": (
        "{years}th birthday in {birthday}, as is consent ({consent}); source document seen: under {years}",
        "{years} ans en {birthday}, mois du consentement ({consent}) ; source vue : moins de {years} ans",
    ),
    "fact_unknown": ("{fact}: not known", "{fact} : à renseigner"),
    "code_is": ("{fact}: {value}", "{fact} : {value}"),
    "code_open": (
        "{fact}: {value}; the protocol does not say whether this excludes",
        "{fact} : {value} ; le protocole ne dit pas si cela exclut",
    ),
    "answer_is": ("{fact}: {answer}", "{fact} : {answer}"),
    "ame_is": ("state medical aid (AME): {answer}", "aide médicale de l'État (AME) : {answer}"),
    "consent_not_signed": ("consent is not signed", "le consentement n'est pas signé"),
    "consent_before_information": (
        "information on {informed} is after consent on {consent}",
        "l'information du {informed} est postérieure au consentement du {consent}",
    ),
    "consent_after_sampling": (
        "consent on {consent} is after sampling on {sample}",
        "le consentement du {consent} est postérieur au prélèvement du {sample}",
    ),
    "consent_time_after_sampling": (
        "consent at {time} is after sampling at {sampled}",
        "le consentement à {time} est postérieur au prélèvement du {sampled}",
    ),
    "consent_two_sampling_days": (
        "the visit and the time of the draw are on different days",
        "la visite et l'heure du prélèvement ne sont pas le même jour",
    ),
    "consent_hour_twice": (
        "the hour of consent exists twice on that night: the time does not decide",
        "l'heure du consentement existe deux fois cette nuit-là : elle ne permet pas de trancher",
    ),
    "consent_incomplete": ("consent is incomplete: {facts}", "consentement incomplet : {facts}"),
    "consent_in_order": (
        "informed on {informed}, consent signed on {consent}, sampled on {sample}",
        "informé le {informed}, consentement signé le {consent}, prélevé le {sample}",
    ),
    "man_answered_yes": ("sex is male, yet {fact}: yes", "sexe masculin, mais {fact} : oui"),
    "sex_is_male": ("sex is male: does not apply", "sexe masculin : sans objet"),
    "pregnant_without_potential": (
        "not of childbearing potential, yet pregnant or parturient",
        "pas en âge de procréer, mais enceinte ou parturiente",
    ),
    "not_pregnant": (
        "neither pregnant, parturient nor breastfeeding",
        "ni enceinte, ni parturiente, ni allaitante",
    ),
    "diagnosis_absent": ("{disease}: no", "{disease} : non"),
    "diagnosis_present": ("{disease}: yes", "{disease} : oui"),
    "diagnosis_incomplete": ("diagnosis is incomplete: {facts}", "diagnostic incomplet : {facts}"),
    "transplant_is": ("transplantation: {kind}", "greffe : {kind}"),
    "gvhd_before_transplant": (
        "onset of GVHD {onset} is before the transplantation {transplant}",
        "le début de la GVHD {onset} précède la greffe {transplant}",
    ),
    "gvhd_order_unknown": (
        "transplantation {transplant} and onset {onset}: their order is not known",
        "greffe {transplant} et début {onset} : leur ordre n'est pas connu",
    ),
    "gvhd_follows": (
        "allogeneic transplantation {transplant}, onset of GVHD {onset}",
        "allogreffe {transplant}, début de la GVHD {onset}",
    ),
    "aplasia_origin": ("origin of the aplasia: {origin}", "origine de l'aplasie : {origin}"),
    "acr_1997_count": (
        "ACR 1997: {count} of 11 (needs {limit})",
        "ACR 1997 : {count} sur 11 (seuil {limit})",
    ),
    "eular_acr_2019_score": (
        "EULAR/ACR 2019: score {score} (needs {limit}), ANA 1:80 {ana}, clinical item {clinical}",
        "EULAR/ACR 2019 : score {score} (seuil {limit}), AAN 1/80 {ana}, critère clinique {clinical}",
    ),
    "acr_eular_2010_score": (
        "ACR/EULAR 2010: score {score} (needs {limit})",
        "ACR/EULAR 2010 : score {score} (seuil {limit})",
    ),
    "acr_1987_count": ("ACR 1987: {count} of 7 (needs {limit})", "ACR 1987 : {count} sur 7 (seuil {limit})"),
    "classification_met": ("{told}: met", "{told} : atteint"),
    "classification_not_met": ("{told}: not met", "{told} : non atteint"),
    "classification_open": ("{told}: open; missing {facts}", "{told} : à compléter ; manque {facts}"),
    "classification_in_past": (
        "criteria documented as fulfilled in the past",
        "critères documentés comme remplis dans le passé",
    ),
    "set_is_met": ("documented by {found}", "documenté par {found}"),
    "set_is_another": (
        "criteria documented: {found}; to be checked against {wanted}",
        "critères documentés : {found} ; à vérifier selon {wanted}",
    ),
    "lymphocytes_unknown": (
        "lymphocyte count is not known: {facts}",
        "numération lymphocytaire non connue : {facts}",
    ),
    "lymphocytes_implausible": (
        "lymphocytes {told}: not plausible, the unit must be checked",
        "lymphocytes {told} : non plausible, unité à vérifier",
    ),
    "lymphocytes_open": (
        "lymphocytes {told}: not precise enough to decide",
        "lymphocytes {told} : trop imprécis pour trancher",
    ),
    "lymphocytes_above": (
        "lymphocytes {told}, above {limit} G/L",
        "lymphocytes {told}, au-dessus de {limit} G/L",
    ),
    "lymphocytes_not_above": (
        "lymphocytes {told}, not above {limit} G/L",
        "lymphocytes {told}, pas au-dessus de {limit} G/L",
    ),
    "lymphocytes_below": (
        "lymphocytes {told}, below {limit} G/L",
        "lymphocytes {told}, au-dessous de {limit} G/L",
    ),
    "lymphocytes_not_below": (
        "lymphocytes {told}, not below {limit} G/L",
        "lymphocytes {told}, pas au-dessous de {limit} G/L",
    ),
    "line_identity_open": (
        "{drug}: which drug this is, or its route, is not settled ({facts})",
        "{drug} : médicament ou voie à préciser ({facts})",
    ),
    "line_ongoing_open": (
        "{drug}: whether it is ongoing at the visit is not known ({facts})",
        "{drug} : on ne sait pas s'il est en cours à la visite ({facts})",
    ),
    "any_medication_unknown": (
        "whether any treatment is taken has not been answered",
        "la question « un traitement est-il pris ? » est sans réponse",
    ),
    "medications_not_listed": (
        "a treatment is taken, but none is listed",
        "un traitement est pris, mais aucun n'est listé",
    ),
    "none_yet_listed": (
        "no treatment is said to be taken, yet the list holds one that is or may be ongoing",
        "aucun traitement déclaré, mais la liste en contient un qui est ou peut être en cours",
    ),
    "drug_ongoing": ("{drug} is ongoing", "{drug} est en cours"),
    "drug_in_past": ("{drug} was taken", "{drug} a été pris"),
    "drug_not_ongoing": ("{drug} is not ongoing at the visit", "{drug} n'est pas en cours à la visite"),
    "no_named_drug": ("no drug named by the clause is taken", "aucun médicament visé par la clause"),
    "no_steroid": ("no ongoing systemic glucocorticoid", "aucun glucocorticoïde systémique en cours"),
    "steroid_immunosuppressive": (
        "{drug}: systemic glucocorticoid judged immunosuppressive",
        "{drug} : glucocorticoïde systémique jugé immunosuppresseur",
    ),
    "steroid_not_immunosuppressive": (
        "{drug}: systemic glucocorticoid judged not immunosuppressive",
        "{drug} : glucocorticoïde systémique jugé non immunosuppresseur",
    ),
    "steroid_to_adjudicate": (
        "{drug}: systemic glucocorticoid; the investigator must say whether it is immunosuppressive",
        "{drug} : glucocorticoïde systémique ; l'investigateur doit dire s'il est immunosuppresseur",
    ),
    "steroid_open": (
        "{drug}: whether it is an ongoing systemic glucocorticoid is not known",
        "{drug} : on ne sait pas s'il s'agit d'un glucocorticoïde systémique en cours",
    ),
    "steroid_dose": (
        "{drug} {dose} mg/d = {prednisone} mg/d prednisone",
        "{drug} {dose} mg/j = {prednisone} mg/j de prednisone",
    ),
    "steroid_total": ("total {total} mg/d prednisone", "total {total} mg/j de prednisone"),
    "steroid_against_limit": ("{doses}; limit {limit} mg/d", "{doses} ; limite {limit} mg/j"),
    "steroid_against_weight": (
        "{doses}; limit {per_kg} mg/kg/d x {weight} kg = {limit} mg/d",
        "{doses} ; limite {per_kg} mg/kg/j x {weight} kg = {limit} mg/j",
    ),
    "steroid_without_weight": (
        "{doses}; limit {per_kg} mg/kg/d, weight not known",
        "{doses} ; limite {per_kg} mg/kg/j, poids non connu",
    ),
    "steroid_without_dose": (
        "{drug}: no daily dose can be worked out ({facts})",
        "{drug} : dose quotidienne non calculable ({facts})",
    ),
    "steroid_depot": (
        "{drug}: a depot injection has no daily dose; the investigator must adjudicate",
        "{drug} : une forme retard n'a pas de dose quotidienne ; à trancher par l'investigateur",
    ),
    "steroid_as_needed": (
        "{drug}: taken as needed, so without a daily dose",
        "{drug} : pris si besoin, donc sans dose quotidienne",
    ),
    "steroid_without_factor": (
        "{drug}: no accepted prednisone equivalence",
        "{drug} : pas d'équivalence en prednisone admise",
    ),
}

SENTENCES: Mapping[str, Pair] = {**REASONS, **QUERIES, **REFUSALS}
