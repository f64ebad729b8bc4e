"""Cases of the criteria that name drugs."""

from typing import Any

from trial.protocol.cases.case import Case, drug, steroid, taking


def _of(*rows: tuple[str, dict[str, Any], str]) -> tuple[Case, ...]:
    return tuple(Case(*row) for row in rows)


def _unknown(inn: str, atc: str) -> tuple[Case, ...]:
    """Make the cases that every drug criterion shares, of a drug that it names."""
    return _of(
        ("no treatment", {"any_medication": "N", "medications": []}, "pass"),
        ("treatment not asked", {"any_medication": None, "medications": []}, "undetermined"),
        ("treatment asked and unknown", {"any_medication": "U", "medications": []}, "undetermined"),
        ("treatment taken, none listed", {"any_medication": "Y", "medications": []}, "undetermined"),
        ("list not given", {"any_medication": "Y", "medications": None}, "undetermined"),
        (
            "not asked, a harmless drug listed",
            {**taking(drug("paracetamol")), "any_medication": None},
            "undetermined",
        ),
        (
            f"not asked, yet {inn} is ongoing",
            {**taking(drug(inn, atc)), "any_medication": None},
            "fail",
        ),
        (
            f"no treatment, yet {inn} is ongoing",
            {**taking(drug(inn, atc)), "any_medication": "N"},
            "fail",
        ),
        (
            "no treatment, yet a harmless drug is ongoing",
            {**taking(drug("paracetamol")), "any_medication": "N"},
            "undetermined",
        ),
        ("paracetamol", taking(drug("paracetamol", "N02BE01")), "pass"),
        (f"{inn} ongoing", taking(drug(inn, atc)), "fail"),
        (f"{inn}, by name alone", taking(drug(inn)), "fail"),
        (f"{inn}, by name in capitals", taking(drug(inn.upper())), "fail"),
        (f"{atc}, by code alone", taking(drug(None, atc)), "fail"),
        (f"{atc} under another name", taking(drug("study drug", atc)), "fail"),
        (f"{inn} with the code of paracetamol", taking(drug(inn, "N02BE01")), "fail"),
        (f"{inn}, ongoing not known", taking(drug(inn, atc, ongoing="U")), "undetermined"),
        (
            f"{inn} stopped the day before",
            taking(drug(inn, atc, ongoing="N", stopped_on="2023-10-01")),
            "pass",
        ),
        (
            f"{inn} stopped on the day",
            taking(drug(inn, atc, ongoing="N", stopped_on="2023-10-02")),
            "fail",
        ),
        (
            f"{inn} stopped the day after",
            taking(drug(inn, atc, ongoing=None, stopped_on="2023-10-03")),
            "fail",
        ),
        (
            f"{inn} stopped in the month of the visit",
            taking(drug(inn, atc, ongoing=None, stopped_on="2023-10")),
            "undetermined",
        ),
        (
            f"{inn} stopped in the month before",
            taking(drug(inn, atc, ongoing=None, stopped_on="2023-09")),
            "pass",
        ),
        (
            f"{inn} not ongoing, stop not known",
            taking(drug(inn, atc, ongoing="N")),
            "pass",
        ),
        (f"{inn} starts on the day", taking(drug(inn, atc, started_on="2023-10-02")), "fail"),
        (f"{inn} starts the day after", taking(drug(inn, atc, started_on="2023-10-03")), "pass"),
        (f"{inn} started in the month", taking(drug(inn, atc, started_on="2023-10")), "undetermined"),
        (f"{inn} ongoing, start not known", taking(drug(inn, atc, started_on=None)), "fail"),
        (
            f"{inn} ongoing, yet stopped",
            taking(drug(inn, atc, stopped_on="2023-09-01")),
            "undetermined",
        ),
        (
            f"{inn} stopped before it started",
            taking(drug(inn, atc, ongoing=None, started_on="2023-06", stopped_on="2023-05")),
            "undetermined",
        ),
        ("a medication without name or code", taking(drug(None)), "undetermined"),
        ("a name that no table knows, without a code", taking(drug("study drug")), "undetermined"),
        (f"{inn}, misspelt", taking(drug(inn[:-2] + inn[-1])), "undetermined"),
        ("visit not known", {**taking(drug(inn, atc)), "visit_on": None}, "undetermined"),
    )


def _named(verdict: str, *drugs: tuple[str, str | None, str]) -> tuple[Case, ...]:
    return tuple(
        Case(f"{inn} {atc or ''} {route}".replace("  ", " "), taking(drug(inn, atc, route)), verdict)
        for inn, atc, route in drugs
    )


JAK = (
    *_named(
        "fail",
        ("tofacitinib", "L04AA29", "oral"),
        ("baricitinib", "L04AF02", "oral"),
        ("upadacitinib", "L04AA44", "oral"),
        ("filgotinib", "L04AF04", "oral"),
        ("ritlecitinib", "L04AF08", "oral"),
        ("deuruxolitinib", None, "oral"),
        ("abrocitinib", "D11AH08", "oral"),
        ("ruxolitinib", "L01XE18", "oral"),
        ("ruxolitinib", "D11AH09", "cutaneous"),
        ("delgocitinib", None, "cutaneous"),
        ("povorcitinib", None, "oral"),
        ("momelotinib", "L01EJ04", "oral"),
        ("Litfulo", None, "oral"),
        ("a new one", "L04AF99", "oral"),
    ),
    *_named(
        "pass",
        ("tacrolimus", "D11AH01", "cutaneous"),
        ("belumosudil", "L04AA48", "oral"),
        ("axatilimab", "L04AG19", "iv"),
        ("remibrutinib", "L04AA60", "oral"),
    ),
    *_of(("ATC known to L04A only", taking(drug(None, "L04A")), "undetermined")),
)
JAK_CASES = (*JAK, *_unknown("upadacitinib", "L04AF03"))

LUPUS = (
    *_named(
        "fail",
        ("mycophenolic acid", "L04AA06", "oral"),
        ("mycophenolate mofetil", None, "oral"),
        ("mycophenolate sodium", None, "oral"),
        ("Myfortic", None, "oral"),
        ("cyclophosphamide", "L01AA01", "iv"),
        ("azathioprine", "L04AX01", "oral"),
        ("belimumab", "L04AA26", "sc"),
        ("rituximab", "L01XC02", "iv"),
        ("rituximab-abbs", None, "iv"),
        ("ofatumumab", "L04AG12", "sc"),
        ("obinutuzumab", "L01FA03", "iv"),
        ("ocrelizumab", "L04AA36", "iv"),
        ("ublituximab", None, "iv"),
        ("methotrexate", "L01BA01", "iv"),
        ("méthotrexate", None, "sc"),
    ),
    *_named(
        "pass",
        ("hydroxychloroquine", "P01BA02", "oral"),
        ("tacrolimus", "L04AD02", "oral"),
        ("anifrolumab", "L04AG11", "iv"),
        ("inebilizumab", "L04AG10", "iv"),
        ("mercaptopurine", "L01BB02", "oral"),
        ("mosunetuzumab", "L01FX25", "iv"),
    ),
)

DRUG_CASES: dict[str, tuple[Case, ...]] = {
    **dict.fromkeys(("C1-E2", "C2-E3", "C3-E2", "C4-E3", "C5-E2", "C6-E2"), JAK_CASES),
    "C2-E2": (*LUPUS, *_unknown("azathioprine", "L04AX01")),
    "C3-E1": (
        *_of(
            ("prednisone 1 mg/d", taking(steroid("prednisone", "1")), "fail"),
            ("prednisone 0.001 mg/d", taking(steroid("prednisone", "0.001")), "fail"),
            ("prednisone 0 mg/d", taking(steroid("prednisone", "0")), "pass"),
            ("prednisone, dose not known", taking(steroid("prednisone", None)), "fail"),
            ("prednisone as needed", taking(steroid("prednisone", "5", as_needed="Y")), "undetermined"),
            ("prednisone, route not known", taking(steroid("prednisone", "5", None)), "undetermined"),
            (
                "methylprednisolone bolus stopped in September",
                taking(steroid("methylprednisolone", "1000", "iv", ongoing="N", stopped_on="2023-09")),
                "pass",
            ),
            ("inhaled budesonide", taking(drug("budesonide", "R03BA02", "inhaled")), "pass"),
            (
                "intra-articular triamcinolone",
                taking(steroid("triamcinolone", "40", "intra_articular")),
                "pass",
            ),
            ("depot triamcinolone", taking(steroid("triamcinolone", "40", "im", depot="Y")), "fail"),
        ),
        *_named("fail", ("fingolimod", "L04AA27", "oral"), ("teriflunomide", "L04AK02", "oral")),
        *_named(
            "pass",
            ("ocrelizumab", "L04AG08", "iv"),
            ("siponimod", "L04AE03", "oral"),
            ("leflunomide", "L04AK01", "oral"),
        ),
        *_unknown("fingolimod", "L04AE01"),
    ),
    "C4-E2": (
        *_named(
            "fail",
            ("rituximab", "L01FA01", "iv"),
            ("Truxima", None, "iv"),
            ("tocilizumab", "L04AC07", "sc"),
            ("Tyenne", None, "sc"),
        ),
        *_named(
            "pass",
            ("methotrexate", "L04AX03", "sc"),
            ("adalimumab", "L04AB04", "sc"),
            ("abatacept", "L04AA24", "sc"),
            ("sarilumab", "L04AC14", "sc"),
            ("ocrelizumab", "L04AG08", "iv"),
        ),
        *_unknown("tocilizumab", "L04AC07"),
    ),
    "C5-E1": (
        *_named(
            "fail",
            ("azathioprine", "L04AX01", "oral"),
            ("ciclosporin", None, "oral"),
            ("adalimumab", "L04AB04", "sc"),
            ("cyclophosphamide", "L01AA01", "iv"),
            ("methotrexate", "L01BA01", "iv"),
            ("rituximab", "L01XC02", "iv"),
            ("ruxolitinib", None, "oral"),
        ),
        *_named(
            "pass",
            ("carbimazole", "H03BB01", "oral"),
            ("levothyroxine", None, "oral"),
            ("ciclosporin", "S01XA18", "ophthalmic"),
            ("abrocitinib", "D11AH08", "oral"),
            ("tacrolimus", None, "cutaneous"),
        ),
        *_of(
            ("a glucocorticoid, not adjudicated", taking(steroid("prednisone", "5")), "undetermined"),
            (
                "a glucocorticoid, judged immunosuppressive",
                {**taking(steroid("prednisone", "5")), "steroid_is_immunosuppressive": "Y"},
                "fail",
            ),
            (
                "a glucocorticoid, judged not immunosuppressive",
                {**taking(steroid("prednisone", "5")), "steroid_is_immunosuppressive": "N"},
                "pass",
            ),
            (
                "judged not immunosuppressive, yet azathioprine too",
                {
                    **taking(steroid("prednisone", "5"), drug("azathioprine")),
                    "steroid_is_immunosuppressive": "N",
                },
                "fail",
            ),
        ),
        *_unknown("azathioprine", "L04AX01"),
    ),
    "C6-E1": (
        *_named(
            "fail",
            ("methotrexate", "L04AX03", "sc"),
            ("methotrexate", "L01BA01", "oral"),
            ("Metoject", None, "sc"),
        ),
        *_named("pass", ("dupilumab", "D11AH05", "sc"), ("ciclosporin", "L04AD01", "oral")),
        *_unknown("methotrexate", "L04AX03"),
    ),
}
