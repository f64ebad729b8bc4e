"""Cases of the lymphocyte count."""

from typing import Any

from trial.protocol.cases.case import Case


def _count(operator: str | None, value: str | None, unit: str | None = "G/L") -> dict[str, Any]:
    return {"lymphocytes": {"operator": operator, "value": value, "unit": unit, "on": "2023-09-28"}}


ABOVE = (
    Case("0.49 G/L", _count("=", "0.49"), "fail"),
    Case("0.50 G/L", _count("=", "0.50"), "fail"),
    Case("0.51 G/L", _count("=", "0.51"), "pass"),
    Case("0.5000000001 G/L, not rounded", _count("=", "0.5000000001"), "pass"),
    Case("500 /mm3", _count("=", "500", "/mm3"), "fail"),
    Case("501 /mm3", _count("=", "501", "/mm3"), "pass"),
    Case("below 0.5 G/L", _count("<", "0.5"), "fail"),
    Case("below 0.51 G/L", _count("<", "0.51"), "undetermined"),
    Case("above 0.5 G/L", _count(">", "0.5"), "pass"),
    Case("above 0.49 G/L", _count(">", "0.49"), "undetermined"),
)
NOT_BELOW = (
    Case("0.49 G/L", _count("=", "0.49"), "fail"),
    Case("0.496 G/L, not rounded", _count("=", "0.496"), "fail"),
    Case("0.499 G/L", _count("=", "0.499"), "fail"),
    Case("0.50 G/L", _count("=", "0.50"), "pass"),
    Case("0.51 G/L", _count("=", "0.51"), "pass"),
    Case("499 /mm3", _count("=", "499", "/mm3"), "fail"),
    Case("500 /mm3", _count("=", "500", "/mm3"), "pass"),
    Case("below 0.5 G/L", _count("<", "0.5"), "fail"),
    Case("below 0.51 G/L", _count("<", "0.51"), "undetermined"),
    Case("above 0.5 G/L", _count(">", "0.5"), "pass"),
    Case("above 0.49 G/L", _count(">", "0.49"), "undetermined"),
)
UNKNOWN = (
    Case("100 G/L, the most that is plausible", _count("=", "100"), "pass"),
    Case("101 G/L: the unit must be wrong", _count("=", "101"), "undetermined"),
    Case("800 G/L: the unit must be wrong", _count("=", "800"), "undetermined"),
    Case("unit not known", _count("=", "0.8", None), "undetermined"),
    Case("sign not known", _count(None, "0.8"), "undetermined"),
    Case("value not known", _count("=", None), "undetermined"),
    Case("no count", {"lymphocytes": None}, "undetermined"),
)

LYMPHOCYTE_CASES: dict[str, tuple[Case, ...]] = {
    "C1-I3": (*ABOVE, *UNKNOWN),
    "C3-E3": (*NOT_BELOW, *UNKNOWN),
    "C4-E4": (*NOT_BELOW, *UNKNOWN),
}
