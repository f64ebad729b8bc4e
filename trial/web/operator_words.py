"""How each operator of the protocol judges, in words, with its thresholds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

Parameters = Mapping[str, Any]


def _number(text: Any) -> str:
    return str(formats.localize(Decimal(str(text)).normalize() + 0))


def _list(values: Any) -> str:
    return ", ".join(str(value) for value in values)


def _codes(p: Parameters) -> str:
    return _("passes for: %(passes)s; fails for: %(fails)s; otherwise undetermined") % {
        "passes": _list(p["passes"]),
        "fails": _list(p["fails"]),
    }


def _no_drug(p: Parameters) -> str:
    named = [*p.get("classes", ()), *p.get("inns", ())]
    said = _("no ongoing drug of: %(drugs)s") % {"drugs": _list(named)}
    asked = [*p.get("flagged", ()), *p.get("related", ())]
    return said + (_("; a query for: %(drugs)s") % {"drugs": _list(asked)} if asked else "")


WORDS: dict[str, Callable[[Parameters], str]] = {
    "age_at_least": lambda p: _("%(years)s years or older on the day of consent") % {"years": _number(p["years"])},
    "age_not_below": lambda p: _("not younger than %(years)s years on the day of consent")
    % {"years": _number(p["years"])},
    "code_decides": _codes,
    "diagnosis_code_decides": _codes,
    "consent_before_sampling": lambda p: _("informed, then consent signed, then the visit: in this order"),
    "no_pregnancy": lambda p: _("a man, or a woman neither pregnant, in labour nor breastfeeding"),
    "answer_is_no": lambda p: _("the answer is no"),
    "not_on_ame": lambda p: _("no state medical aid (AME)"),
    "gvhd_after_allograft": lambda p: _("graft-versus-host disease, begun after an allogeneic transplantation"),
    "acquired_aplasia": lambda p: _("bone-marrow aplasia of acquired origin: %(origins)s")
    % {"origins": _list(p["origins"])},
    "lymphocytes_above": lambda p: _("above %(bound)s G/L, the bound itself excluded")
    % {"bound": _number(p["g_per_l"])},
    "lymphocytes_not_below": lambda p: _("%(bound)s G/L or more") % {"bound": _number(p["g_per_l"])},
    "steroid_at_most_per_kg": lambda p: _("at most %(dose)s mg/kg a day of prednisone equivalent, the bound included")
    % {"dose": _number(p["mg_per_kg_per_day"])},
    "steroid_at_most": lambda p: _("at most %(dose)s mg a day of prednisone equivalent, the bound included")
    % {"dose": _number(p["mg_per_day"])},
    "no_drug_of_class": _no_drug,
    "no_steroid_nor_drug": lambda p: _("no systemic corticosteroid, and ") + _no_drug(p),
    "no_immunosuppressant": lambda p: _("no ongoing immunosuppressant, by ATC code: %(codes)s")
    % {"codes": _list(p["atc_prefixes"])},
    "lupus_classified": lambda p: _(
        "lupus with %(acr)s ACR 1997 criteria or more, or an EULAR/ACR 2019 score of %(eular)s or more"
    )
    % {"acr": _number(p["acr_1997_count"]), "eular": _number(p["eular_acr_2019_score"])},
    "arthritis_classified": lambda p: _(
        "rheumatoid arthritis with an ACR/EULAR 2010 score of %(score)s or more, or %(count)s ACR 1987 criteria or more"
    )
    % {"score": _number(p["acr_eular_2010_score"]), "count": _number(p["acr_1987_count"])},
    "diagnosed_by_set": lambda p: _("diagnosis made by: %(criteria)s")
    % {"criteria": str(p["set"]).replace("mcdonald_", "McDonald ")},
    "diagnosis_confirmed": lambda p: _("the diagnosis is confirmed"),
}


def operator_words(operator: str, parameters: Parameters) -> str:
    """Say how a criterion is judged. Raises KeyError for an operator without words."""
    return WORDS[operator](parameters)
