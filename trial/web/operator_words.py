"""How each operator of the protocol judges, in words, with its thresholds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trial.models.casebook import CasebookForm
from trial.models.diseases.aplasia import AplasiaDiagnosis
from trial.models.diseases.ms import MsDiagnosis
from trial.models.diseases.ra import RaDiagnosis
from trial.models.diseases.sle import SleDiagnosis
from trial.models.diseases.thyr import ThyrDiagnosis
from trial.models.visit import GeneralCriteria

Parameters = Mapping[str, Any]


def _number(text: Any) -> str:
    return str(formats.localize(Decimal(str(text)).normalize() + 0))


def _list(values: Any) -> str:
    return ", ".join(str(value) for value in values)


# Which item's code list says the codes of a parameter in words.
CODED: dict[str, tuple[type[CasebookForm], str]] = {
    "social_security": (GeneralCriteria, "social_security"),
    "legal_protection": (GeneralCriteria, "legal_protection"),
    "thyroid": (ThyrDiagnosis, "thyroid"),
    "origins": (AplasiaDiagnosis, "origin"),
    "sle_criteria_sets": (SleDiagnosis, "criteria_set"),
    "ra_criteria_sets": (RaDiagnosis, "criteria_set"),
    "set": (MsDiagnosis, "criteria_set"),
}

DRUG_CLASSES = {
    "JAK": _lazy("JAK inhibitors"),
    "JAK_TOPICAL": _lazy("topical JAK inhibitors"),
    "MMF": _lazy("mycophenolate"),
    "CYC": _lazy("cyclophosphamide"),
    "AZA": _lazy("azathioprine"),
    "BELIMUMAB": _lazy("belimumab"),
    "ANTI_CD20": _lazy("anti-CD20 antibodies"),
    "ANTI_CD20_BISPECIFIC": _lazy("CD20 and CD3 bispecific antibodies"),
    "MTX": _lazy("methotrexate"),
    "FINGOLIMOD": _lazy("fingolimod"),
    "TERIFLUNOMIDE": _lazy("teriflunomide"),
    "S1P_MODULATOR": _lazy("other S1P modulators"),
    "LEFLUNOMIDE": _lazy("leflunomide"),
    "TOCILIZUMAB": _lazy("tocilizumab"),
    "SARILUMAB": _lazy("sarilumab"),
    "rituximab": _lazy("rituximab"),
}


def code_words(parameter: str, codes: Any) -> str:
    """Say codes of the protocol by the labels of the item that collects them."""
    labels: dict[str, Any] = {}
    if parameter in CODED:
        model, item = CODED[parameter]
        labels = dict(model._meta.get_field(item).flatchoices)  # type: ignore[union-attr]
    return _list(labels.get(code, code) for code in codes)


def _codes(p: Parameters) -> str:
    return _("passes for: %(passes)s; fails for: %(fails)s; otherwise undetermined") % {
        "passes": code_words(p["fact"], p["passes"]),
        "fails": code_words(p["fact"], p["fails"]),
    }


def _drugs(classes: Any) -> str:
    return _list(DRUG_CLASSES.get(code, code) for code in classes)


def _no_drug(p: Parameters) -> str:
    said = _("no ongoing treatment by: %(drugs)s") % {
        "drugs": _drugs([*p.get("classes", ()), *p.get("inns", ())])
    }
    asked = [*p.get("flagged", ()), *p.get("related", ())]
    return said + (_("; a query for: %(drugs)s") % {"drugs": _drugs(asked)} if asked else "")


WORDS: dict[str, Callable[[Parameters], str]] = {
    "age_at_least": lambda p: (
        _("%(years)s years or older on the day of consent") % {"years": _number(p["years"])}
    ),
    "age_not_below": lambda p: (
        _("not younger than %(years)s years on the day of consent") % {"years": _number(p["years"])}
    ),
    "code_decides": _codes,
    "diagnosis_code_decides": _codes,
    "consent_before_sampling": lambda p: _("informed, then consent signed, then the visit: in this order"),
    "no_pregnancy": lambda p: _("a man, or a woman neither pregnant, in labour nor breastfeeding"),
    "answer_is_no": lambda p: _("the answer is no"),
    "not_on_ame": lambda p: _("no state medical aid (AME)"),
    "gvhd_after_allograft": lambda p: _(
        "graft-versus-host disease, begun after an allogeneic transplantation"
    ),
    "acquired_aplasia": lambda p: (
        _("bone-marrow aplasia of acquired origin: %(origins)s")
        % {"origins": code_words("origins", p["origins"])}
    ),
    "lymphocytes_above": lambda p: (
        _("above %(bound)s G/L, the bound itself excluded") % {"bound": _number(p["g_per_l"])}
    ),
    "lymphocytes_not_below": lambda p: _("%(bound)s G/L or more") % {"bound": _number(p["g_per_l"])},
    "steroid_at_most_per_kg": lambda p: (
        _("at most %(dose)s mg/kg a day of prednisone equivalent, the bound included")
        % {"dose": _number(p["mg_per_kg_per_day"])}
    ),
    "steroid_at_most": lambda p: (
        _("at most %(dose)s mg a day of prednisone equivalent, the bound included")
        % {"dose": _number(p["mg_per_day"])}
    ),
    "no_drug_of_class": _no_drug,
    "no_steroid_nor_drug": lambda p: _("no systemic corticosteroid, and ") + _no_drug(p),
    "no_immunosuppressant": lambda p: (
        _("no ongoing immunosuppressant, by ATC code: %(codes)s") % {"codes": _list(p["atc_prefixes"])}
    ),
    "lupus_classified": lambda p: (
        _("lupus with %(acr)s ACR 1997 criteria or more, or an EULAR/ACR 2019 score of %(eular)s or more")
        % {"acr": _number(p["acr_1997_count"]), "eular": _number(p["eular_acr_2019_score"])}
    ),
    "arthritis_classified": lambda p: (
        _(
            "rheumatoid arthritis: ACR/EULAR 2010 score of %(score)s or more, or %(count)s ACR 1987 criteria or more"
        )
        % {"score": _number(p["acr_eular_2010_score"]), "count": _number(p["acr_1987_count"])}
    ),
    "diagnosed_by_set": lambda p: (
        _("diagnosis made by: %(criteria)s") % {"criteria": code_words("set", [p["set"]])}
    ),
    "diagnosis_confirmed": lambda p: _("the diagnosis is confirmed"),
}


def operator_words(operator: str, parameters: Parameters) -> str:
    """Say how a criterion is judged. Raises KeyError for an operator without words."""
    return WORDS[operator](parameters)
