"""Cases of the general criteria."""

from typing import Any

from trial.protocol.cases.case import Case

AGE: tuple[tuple[str, dict[str, Any], str], ...] = (
    (
        "18 in the month before consent",
        {"birth_year": 2005, "birth_month": 9, "consent_on": "2023-10-02"},
        "pass",
    ),
    (
        "18 in the month of consent, source seen: 18",
        {"birth_year": 2005, "birth_month": 10, "age_18_attested": "Y"},
        "pass",
    ),
    (
        "18 in the month of consent, source seen: under 18",
        {"birth_year": 2005, "birth_month": 10, "age_18_attested": "N"},
        "fail",
    ),
    (
        "18 in the month of consent, source not seen",
        {"birth_year": 2005, "birth_month": 10},
        "undetermined",
    ),
    ("18 in the month after consent", {"birth_year": 2005, "birth_month": 11}, "fail"),
    (
        "attested, yet 18 in the month after consent",
        {"birth_year": 2005, "birth_month": 11, "age_18_attested": "Y"},
        "fail",
    ),
    ("18 in December of the year before, month not known", {"birth_year": 2004, "birth_month": None}, "pass"),
    ("18 in the year of consent, month not known", {"birth_year": 2005, "birth_month": None}, "undetermined"),
    ("18 in the year after consent, month not known", {"birth_year": 2006, "birth_month": None}, "fail"),
    ("year of birth not known", {"birth_year": None}, "undetermined"),
    ("date of consent not known", {"consent_on": None}, "undetermined"),
    (
        "consent known to the month, 18 the month before",
        {"birth_year": 2005, "birth_month": 9, "consent_on": "2023-10"},
        "pass",
    ),
    (
        "consent known to the year, 18 in that year",
        {"birth_year": 2005, "birth_month": 9, "consent_on": "2023"},
        "undetermined",
    ),
)

CONSENT: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("consent at 09:10, draw at 09:40 of the same day", {}, "pass"),
    ("consent and draw at the same minute", {"consent_at": "09:40"}, "pass"),
    ("consent a minute after the draw", {"consent_at": "09:41"}, "fail"),
    ("consent after the draw, time of consent not known", {"consent_at": None}, "pass"),
    (
        "winter time: consent 09:10 in Paris is 08:10 UTC",
        {
            "visit_on": "2023-11-06",
            "consent_on": "2023-11-06",
            "consent_at": "09:10",
            "sampled_at": "2023-11-06T08:10Z",
        },
        "pass",
    ),
    (
        "winter time: one minute earlier the draw came first",
        {
            "visit_on": "2023-11-06",
            "consent_on": "2023-11-06",
            "consent_at": "09:10",
            "sampled_at": "2023-11-06T08:09Z",
        },
        "fail",
    ),
    (
        "the hour that autumn repeats",
        {
            "visit_on": "2023-10-29",
            "consent_on": "2023-10-29",
            "consent_at": "02:30",
            "sampled_at": "2023-10-29T00:45Z",
        },
        "undetermined",
    ),
    ("consent the day before", {"consent_on": "2023-10-01"}, "pass"),
    ("consent the day after", {"consent_on": "2023-10-03", "sampled_at": None}, "fail"),
    ("informed on the day of consent", {"informed_on": "2023-10-02"}, "pass"),
    ("informed the day after consent", {"informed_on": "2023-10-03"}, "fail"),
    ("informed in a month before", {"informed_on": "2023-09"}, "pass"),
    (
        "informed in the month of which consent is the first day",
        {"informed_on": "2023-10", "consent_on": "2023-10-01"},
        "undetermined",
    ),
    ("informed in the month of consent", {"informed_on": "2023-10"}, "undetermined"),
    ("not signed", {"consent_signed": "N"}, "fail"),
    ("signed, no date", {"consent_on": None}, "undetermined"),
    ("signature not known", {"consent_signed": None}, "undetermined"),
    ("information not known", {"informed_on": None}, "undetermined"),
    ("visit not known", {"visit_on": None, "sampled_at": None}, "undetermined"),
    (
        "visit and draw on different days, consent between",
        {"sampled_at": "2023-10-01T09:40+02:00"},
        "fail",
    ),
    (
        "draw after the consent, the visit told before it",
        {"consent_on": "2023-10-03", "sampled_at": "2023-10-03T23:40+02:00"},
        "undetermined",
    ),
)

PREGNANCY: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("man, nothing answered", {"sex": "M"}, "pass"),
    ("man, yet pregnant", {"sex": "M", "pregnant": "Y"}, "pass"),
    ("woman, three times no", {"sex": "F", "pregnant": "N", "parturient": "N", "breastfeeding": "N"}, "pass"),
    (
        "woman, breastfeeding",
        {"sex": "F", "pregnant": "N", "parturient": "N", "breastfeeding": "Y"},
        "fail",
    ),
    ("woman, pregnant, the rest not known", {"sex": "F", "pregnant": "Y"}, "fail"),
    ("woman, parturient", {"sex": "F", "pregnant": "N", "parturient": "Y", "breastfeeding": "N"}, "fail"),
    (
        "woman, pregnancy unknown",
        {"sex": "F", "pregnant": "U", "parturient": "N", "breastfeeding": "N"},
        "undetermined",
    ),
    (
        "woman not of childbearing potential, not breastfeeding",
        {"sex": "F", "childbearing_potential": "N", "breastfeeding": "N"},
        "pass",
    ),
    (
        "woman not of childbearing potential, breastfeeding not known",
        {"sex": "F", "childbearing_potential": "N"},
        "undetermined",
    ),
    (
        "woman not of childbearing potential, yet pregnant",
        {"sex": "F", "childbearing_potential": "N", "pregnant": "Y", "breastfeeding": "N"},
        "undetermined",
    ),
    (
        "sex not known",
        {"sex": None, "pregnant": "N", "parturient": "N", "breastfeeding": "N"},
        "undetermined",
    ),
)


def _table(*rows: tuple[str, dict[str, Any], str]) -> tuple[Case, ...]:
    return tuple(Case(*row) for row in rows)


def _answers(key: str) -> tuple[Case, ...]:
    return _table(
        ("no", {key: "N"}, "pass"),
        ("yes", {key: "Y"}, "fail"),
        ("asked and unknown", {key: "U"}, "undetermined"),
        ("not answered", {key: None}, "undetermined"),
    )


GENERAL_CASES: dict[str, tuple[Case, ...]] = {
    "G-I1": _table(*AGE),
    "G-I2": _table(
        ("insured", {"social_security": "insured"}, "pass"),
        ("entitled dependant", {"social_security": "dependant"}, "pass"),
        ("AME only", {"social_security": "ame"}, "fail"),
        ("none", {"social_security": "none"}, "fail"),
        ("unknown", {"social_security": "unknown"}, "undetermined"),
        ("not answered", {"social_security": None}, "undetermined"),
    ),
    "G-I3": _table(*CONSENT),
    "G-E1": _table(
        ("none", {"legal_protection": "none"}, "pass"),
        ("tutelle", {"legal_protection": "tutelle"}, "fail"),
        ("curatelle", {"legal_protection": "curatelle"}, "fail"),
        ("sauvegarde de justice", {"legal_protection": "sauvegarde"}, "fail"),
        ("another protection", {"legal_protection": "other"}, "undetermined"),
        ("unknown", {"legal_protection": "unknown"}, "undetermined"),
        ("not answered", {"legal_protection": None}, "undetermined"),
    ),
    "G-E2": _table(*PREGNANCY),
    "G-E3": _answers("deprived_of_liberty"),
    "G-E4": _answers("hospitalised_without_consent"),
    "G-E5": _answers("institutionalised"),
    "G-E6": _table(*AGE),
    "G-E7": _answers("unable_to_consent"),
    "G-E8": _answers("refusal"),
    "G-E9": (
        *_answers("ame"),
        *_table(
            ("AME told by the social security status", {"ame": None, "social_security": "ame"}, "fail"),
            ("yes, though insured", {"ame": "Y", "social_security": "insured"}, "fail"),
        ),
    ),
}
