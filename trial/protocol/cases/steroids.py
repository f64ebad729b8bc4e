"""Cases of the glucocorticoid doses."""

from typing import Any

from trial.protocol.cases.case import Case, drug, steroid, taking


def _of(*rows: tuple[str, dict[str, Any], str]) -> tuple[Case, ...]:
    return tuple(Case(*row) for row in rows)


def _unknown(high: str) -> tuple[Case, ...]:
    """Make the cases that every dose limit shares; `high` is a dose above the limit, in mg of prednisone."""
    return _of(
        ("no treatment", {"any_medication": "N", "medications": []}, "pass"),
        ("treatment not asked", {"any_medication": None, "medications": []}, "undetermined"),
        ("treatment asked and unknown", {"any_medication": "U", "medications": []}, "undetermined"),
        ("treatment taken, none listed", {"any_medication": "Y", "medications": []}, "undetermined"),
        (
            "not asked, yet a listed dose fails",
            {**taking(steroid("prednisone", high)), "any_medication": None},
            "fail",
        ),
        (
            "no treatment, yet a low dose is listed",
            {**taking(steroid("prednisone", "5")), "any_medication": "N"},
            "undetermined",
        ),
        ("dose not known", taking(steroid("prednisone", None)), "undetermined"),
        ("unit not known", taking(steroid("prednisone", "5", dose_unit=None)), "undetermined"),
        ("unit that is no mass", taking(steroid("prednisone", "5", dose_unit="drop")), "undetermined"),
        ("intakes not known", taking(steroid("prednisone", "5", intakes_per_day=None)), "undetermined"),
        ("taken as needed", taking(steroid("prednisone", "5", as_needed="Y")), "undetermined"),
        ("route not known", taking(steroid("prednisone", high, None)), "undetermined"),
        (
            "ongoing not known",
            taking(steroid("prednisone", high, ongoing="U")),
            "undetermined",
        ),
        (
            "stopped the day before",
            taking(steroid("prednisone", high, ongoing="N", stopped_on="2023-10-01")),
            "pass",
        ),
        (
            "stopped on the day",
            taking(steroid("prednisone", high, ongoing="N", stopped_on="2023-10-02")),
            "fail",
        ),
        (
            "starts the day after",
            taking(steroid("prednisone", high, started_on="2023-10-03")),
            "pass",
        ),
        ("depot injection", taking(steroid("triamcinolone", "40", "im", depot="Y")), "undetermined"),
        (
            "intramuscular, depot not known",
            taking(steroid("triamcinolone", "40", "im")),
            "undetermined",
        ),
        ("no accepted equivalence", taking(steroid("vamorolone", "300")), "undetermined"),
        ("equivalence not verified", taking(steroid("fluocortolone", "5")), "undetermined"),
        (
            "one dose above the limit, another not known",
            taking(steroid("prednisone", high), steroid("vamorolone", "300")),
            "fail",
        ),
        ("inhaled budesonide", taking(drug("budesonide", "R03BA02", "inhaled")), "pass"),
        ("oral budesonide of the gut", taking(drug("budesonide", "A07EA06", "oral")), "pass"),
        ("ointment of betamethasone", taking(drug("betamethasone", "D07AC01", "cutaneous")), "pass"),
        ("fludrocortisone", taking(drug("fludrocortisone", "H02AA02", "oral")), "pass"),
        ("a medication without name or code", taking(drug(None)), "undetermined"),
        (
            "a misspelt glucocorticoid",
            taking(steroid("prednisoone", "5")),
            "undetermined",
        ),
        ("visit not known", {**taking(steroid("prednisone", high)), "visit_on": None}, "undetermined"),
    )


def _daily(limit: int) -> tuple[Case, ...]:
    at, above, below = str(limit), f"{limit}.001", f"{limit - 1}.999"
    return _of(
        (f"prednisone {below} mg/d", taking(steroid("prednisone", below)), "pass"),
        (f"prednisone {at} mg/d", taking(steroid("prednisone", at)), "pass"),
        (f"prednisone {above} mg/d", taking(steroid("prednisone", above)), "fail"),
        (f"prednisone {limit + 1} mg/d", taking(steroid("prednisone", str(limit + 1))), "fail"),
        (
            f"prednisone {2 * limit} mg every other day",
            taking(steroid("prednisone", str(2 * limit), days_on=1, days_cycle=2)),
            "pass",
        ),
        (
            f"prednisone {2 * limit + 1} mg every other day",
            taking(steroid("prednisone", str(2 * limit + 1), days_on=1, days_cycle=2)),
            "fail",
        ),
        (
            f"prednisone {limit}000 µg",
            taking(steroid("prednisone", f"{limit}000", dose_unit="ug")),
            "pass",
        ),
        (
            f"prednisone 0.0{limit}1 g",
            taking(steroid("prednisone", f"0.0{limit}1", dose_unit="g")),
            "fail",
        ),
        (
            "two lines that add up to the limit",
            taking(steroid("prednisone", str(limit - 5)), steroid("prednisolone", "5")),
            "pass",
        ),
        (
            "two lines that add up to more",
            taking(steroid("prednisone", str(limit - 5)), steroid("prednisolone", "5.1")),
            "fail",
        ),
        (
            "by ATC code alone",
            taking(steroid(None, str(limit + 1), atc="H02AB07")),
            "fail",
        ),
    )


STEROID_CASES: dict[str, tuple[Case, ...]] = {
    "C1-E1": (
        *_of(
            ("70.0 kg, prednisone 70 mg/d", taking(steroid("prednisone", "70")), "pass"),
            ("70.0 kg, prednisone 69.9 mg/d", taking(steroid("prednisone", "69.9")), "pass"),
            ("70.0 kg, prednisone 70.1 mg/d", taking(steroid("prednisone", "70.1")), "fail"),
            ("70.0 kg, methylprednisolone 56 mg/d", taking(steroid("methylprednisolone", "56")), "pass"),
            ("70.0 kg, methylprednisolone 57 mg/d", taking(steroid("methylprednisolone", "57")), "fail"),
            (
                "69.9 kg, methylprednisolone 56 mg/d",
                {**taking(steroid("methylprednisolone", "56")), "weight_kg": "69.9"},
                "fail",
            ),
            (
                "40.2 kg, dexamethasone 6.03 mg/d: exactly the limit",
                {**taking(steroid("dexamethasone", "6.03")), "weight_kg": "40.2"},
                "pass",
            ),
            (
                "weight not known",
                {**taking(steroid("prednisone", "5")), "weight_kg": None},
                "undetermined",
            ),
            (
                "no glucocorticoid, weight not known",
                {"any_medication": "N", "weight_kg": None},
                "pass",
            ),
        ),
        *_unknown("71"),
    ),
    "C2-E1": (
        *_daily(10),
        *_of(
            ("dexamethasone 1.5 mg/d", taking(steroid("dexamethasone", "1.5")), "pass"),
            ("dexamethasone 1.51 mg/d", taking(steroid("dexamethasone", "1.51")), "fail"),
            ("prednisolone 60 mg/d", taking(steroid("prednisolone", "60")), "fail"),
        ),
        *_unknown("11"),
    ),
    "C4-E1": (
        *_daily(15),
        *_of(
            ("methylprednisolone 12 mg/d", taking(steroid("methylprednisolone", "12")), "pass"),
            ("methylprednisolone 13 mg/d", taking(steroid("methylprednisolone", "13")), "fail"),
        ),
        *_unknown("16"),
    ),
    "C6-E3": (
        *_daily(10),
        *_of(
            ("betamethasone 1.3 mg/d", taking(steroid("betamethasone", "1.3")), "pass"),
            ("betamethasone 2 mg/d", taking(steroid("betamethasone", "2")), "fail"),
            (
                "dermocorticoid of any dose",
                taking(drug("clobetasol", "D07AD01", "cutaneous", dose="30", dose_unit="g")),
                "pass",
            ),
        ),
        *_unknown("11"),
    ),
}
