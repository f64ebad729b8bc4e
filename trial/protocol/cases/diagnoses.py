"""Cases of the diagnoses."""

from typing import Any

from trial.protocol.cases.case import Case


def _of(*rows: tuple[str, dict[str, Any], str]) -> tuple[Case, ...]:
    return tuple(Case(name, {"diagnosis": diagnosis}, verdict) for name, diagnosis, verdict in rows)


BOTH_LUPUS = {"acr_1997_count": 3, "ana_80": "Y", "clinical_item": "Y", "criteria_set": "eular_acr_2019"}

DIAGNOSIS_CASES: dict[str, tuple[Case, ...]] = {
    "C1-I1": _of(
        ("allograft 2022-01-10, onset 2022-05", {}, "pass"),
        ("autologous transplantation", {"hsct_type": "autologous"}, "fail"),
        ("no transplantation", {"hsct_type": "none"}, "fail"),
        ("no GVHD", {"gvhd": "N"}, "fail"),
        ("no GVHD, the rest not known", {"gvhd": "N", "hsct_type": None, "hsct_on": None}, "fail"),
        ("onset on the day of the allograft", {"gvhd_onset_on": "2022-01-10"}, "pass"),
        ("onset the day before the allograft", {"gvhd_onset_on": "2022-01-09"}, "fail"),
        ("onset in the month of the allograft", {"gvhd_onset_on": "2022-01"}, "undetermined"),
        ("GVHD unknown", {"gvhd": "U"}, "undetermined"),
        ("transplantation not known", {"hsct_type": None}, "undetermined"),
        ("date of allograft not known", {"hsct_on": None}, "undetermined"),
        ("onset not known", {"gvhd_onset_on": None}, "undetermined"),
    ),
    "C1-I2": _of(
        ("acquired, idiopathic", {"origin": "idiopathic"}, "pass"),
        ("acquired, toxic", {"origin": "drug_toxic_infectious"}, "pass"),
        ("constitutional", {"origin": "constitutional"}, "fail"),
        ("no aplasia", {"aplasia": "N"}, "fail"),
        ("origin unknown", {"origin": "unknown"}, "undetermined"),
        ("origin not answered", {"origin": None}, "undetermined"),
        ("aplasia unknown", {"aplasia": "U"}, "undetermined"),
    ),
    "C2-I1": _of(
        ("ACR 1997 5 of 11", {"acr_1997_count": 5}, "pass"),
        ("ACR 1997 4 of 11", {"acr_1997_count": 4}, "pass"),
        ("ACR 1997 3 of 11, 2019 not known", {"acr_1997_count": 3}, "undetermined"),
        ("ACR 1997 3 of 11, 2019 score 9", {**BOTH_LUPUS, "eular_acr_2019_score": 9}, "fail"),
        ("ACR 1997 3 of 11, 2019 score 10", {**BOTH_LUPUS, "eular_acr_2019_score": 10}, "pass"),
        ("2019 score 11", {**BOTH_LUPUS, "eular_acr_2019_score": 11}, "pass"),
        ("2019 score 10 without ANA", {**BOTH_LUPUS, "eular_acr_2019_score": 10, "ana_80": "N"}, "fail"),
        (
            "2019 score 10 without clinical item",
            {**BOTH_LUPUS, "eular_acr_2019_score": 10, "clinical_item": "N"},
            "fail",
        ),
        (
            "2019 score 10, ANA not known",
            {**BOTH_LUPUS, "eular_acr_2019_score": 10, "ana_80": None},
            "undetermined",
        ),
        ("criteria not documented", {"criteria_set": "not_documented"}, "undetermined"),
        (
            "only SLICC 2012 documented",
            {"criteria_set": "slicc_2012", "acr_1997_count": None},
            "undetermined",
        ),
        ("criteria not answered", {"criteria_set": None}, "undetermined"),
        ("no lupus", {"sle": "N"}, "fail"),
        ("lupus unknown", {"sle": "U"}, "undetermined"),
    ),
    "C3-I1": _of(
        ("McDonald 2017", {}, "pass"),
        ("McDonald 2010", {"criteria_set": "mcdonald_2010"}, "undetermined"),
        ("McDonald 2024", {"criteria_set": "mcdonald_2024"}, "undetermined"),
        ("not documented", {"criteria_set": "not_documented"}, "undetermined"),
        ("not answered", {"criteria_set": None}, "undetermined"),
        ("no multiple sclerosis", {"ms": "N"}, "fail"),
        ("multiple sclerosis unknown", {"ms": "U"}, "undetermined"),
    ),
    "C4-I1": _of(
        ("2010 score 7", {"acr_eular_2010_score": 7}, "pass"),
        ("2010 score 6", {"acr_eular_2010_score": 6}, "pass"),
        ("2010 score 5, 1987 not known", {"acr_eular_2010_score": 5}, "undetermined"),
        ("2010 score 5, 1987 count 3", {"acr_eular_2010_score": 5, "acr_1987_count": 3}, "fail"),
        ("2010 score 5, 1987 count 4", {"acr_eular_2010_score": 5, "acr_1987_count": 4}, "pass"),
        (
            "1987 count 5 alone",
            {"criteria_set": "acr_1987", "acr_eular_2010_score": None, "acr_1987_count": 5},
            "pass",
        ),
        (
            "score 5, count 3, fulfilled in the past",
            {"acr_eular_2010_score": 5, "acr_1987_count": 3, "historical_fulfilment": "Y"},
            "pass",
        ),
        (
            "not documented",
            {"criteria_set": "not_documented", "acr_eular_2010_score": None},
            "undetermined",
        ),
        ("not answered", {"criteria_set": None, "acr_eular_2010_score": None}, "undetermined"),
        ("no rheumatoid arthritis", {"ra": "N"}, "fail"),
        ("rheumatoid arthritis unknown", {"ra": "U"}, "undetermined"),
    ),
    "C5-I1": _of(
        ("Basedow", {"thyroid": "basedow"}, "pass"),
        ("Hashimoto", {"thyroid": "hashimoto"}, "pass"),
        ("another thyroiditis", {"thyroid": "other"}, "fail"),
        ("unknown", {"thyroid": "unknown"}, "undetermined"),
        ("not answered", {"thyroid": None}, "undetermined"),
    ),
    "C6-I1": _of(
        ("confirmed", {"diagnosis_confirmed": "Y"}, "pass"),
        ("not the disease of the cohort", {"diagnosis_confirmed": "N"}, "fail"),
        ("unknown", {"diagnosis_confirmed": "U"}, "undetermined"),
        ("not answered", {"diagnosis_confirmed": None}, "undetermined"),
    ),
}
