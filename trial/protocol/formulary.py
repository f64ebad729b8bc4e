"""Which drug a medication line means: by name first, then by current or legacy ATC code, then by brand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trial.protocol.drug_names import name_parts, plain_name
from trial.protocol.drug_tables import FULL_ATC_LENGTH, Drug, Glucocorticoid
from trial.protocol.medication import Medication
from trial.protocol.reasons import Bilingual

SYSTEMIC_ATC = ("H02AB", "H02BX")
SYSTEMIC_ROUTES = frozenset({"oral", "iv", "im", "sc"})
LOCAL_ROUTES = frozenset({"cutaneous", "inhaled", "nasal", "ophthalmic", "rectal", "intra_articular"})


@dataclass(frozen=True)
class Identity:
    """Which drugs a line may mean; unknown when neither its name nor a code says anything."""

    drugs: tuple[Drug, ...]
    by_name: bool
    unknown: bool


class Formulary:
    """All drugs of a protocol version and of the dictionary, indexed by name, brand and code."""

    def __init__(
        self,
        drugs: Sequence[Drug],
        glucocorticoids: Sequence[Glucocorticoid],
        others: Sequence[Drug],
        class_atc_prefixes: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Index the tables."""
        self._prefixes = class_atc_prefixes
        self._identity = lru_cache(maxsize=4096)(self._find)
        self._named = tuple(drugs)
        self._steroid_by_name = {plain_name(steroid.inn): steroid for steroid in glucocorticoids}
        self._steroid_by_code = {steroid.atc: steroid for steroid in glucocorticoids}
        steroids = [
            Drug(s.inn, s.inn_fr, s.atc, None, s.brands, tuple(sorted(SYSTEMIC_ROUTES)), "GLUCOCORTICOID")
            for s in glucocorticoids
        ]
        self._by_name: dict[str, list[Drug]] = {}
        self._by_brand: dict[str, list[Drug]] = {}
        self._by_code: dict[str, list[Drug]] = {}
        for drug in (*drugs, *steroids, *others):
            for spelling in {plain_name(drug.inn), plain_name(drug.inn_fr)} - {None}:
                self._by_name.setdefault(str(spelling), []).append(drug)
            for code in drug.codes:
                self._by_code.setdefault(code, []).append(drug)
            for brand in drug.brands:
                self._by_brand.setdefault(str(plain_name(brand)), []).append(drug)

    def identity(self, medication: Medication) -> Identity:
        """Find the drugs that a line may mean; the route chooses between forms of one drug."""
        return self._identity(medication.inn, medication.atc, medication.route)

    def _find(self, inn: str | None, atc: str | None, route: str | None) -> Identity:
        parts = name_parts(inn)
        named = self._by_parts(parts)
        coded = self._by_code.get(atc or "", [])
        narrowed = [drug for drug in named if drug in coded] or _of_route(named, route)
        found = tuple(dict.fromkeys([*narrowed, *coded]))
        return Identity(
            drugs=found,
            by_name=bool(named),
            unknown=not found and atc is None,
        )

    def _by_parts(self, parts: tuple[str, ...]) -> list[Drug]:
        for index in (self._by_name, self._by_brand):
            found = [drug for part in parts for drug in index.get(part, ())]
            if found:
                return found
        return []

    def name(self, medication: Medication) -> Bilingual:
        """Name the drug of a line as it was named, in French too when known."""
        drugs = self.identity(medication).drugs
        if medication.inn is None:
            if drugs:
                return Bilingual(drugs[0].inn, drugs[0].inn_fr)
            return Bilingual(f"ATC {medication.atc}", f"ATC {medication.atc}") if medication.atc else NO_NAME
        known = [drug for drug in drugs if plain_name(drug.inn) == plain_name(medication.inn)]
        return Bilingual(medication.inn, known[0].inn_fr if known else medication.inn)

    def is_one_of(
        self, medication: Medication, *, classes: Sequence[str], inns: Sequence[str] = ()
    ) -> bool | None:
        """Tell whether a line is a drug of these classes or names; None when that cannot be known."""
        identity = self.identity(medication)
        sought = {plain_name(inn) for inn in inns}

        def counts(drug: Drug) -> bool:
            return drug.match_class in classes or plain_name(drug.inn) in sought

        matching = [drug for drug in identity.drugs if counts(drug)]
        if matching:
            if medication.atc and any(medication.atc in drug.codes for drug in matching):
                return True
            same_name = {plain_name(drug.inn) for drug in matching}
            others = [
                drug for drug in identity.drugs if not counts(drug) and plain_name(drug.inn) in same_name
            ]
            return None if others else True
        code = medication.atc or ""
        prefixes = [prefix for name in classes for prefix in self._prefixes.get(name, ())]
        if any(code.startswith(prefix) and len(code) == FULL_ATC_LENGTH for prefix in prefixes):
            return True
        if identity.unknown:
            return None
        vague = 0 < len(code) < FULL_ATC_LENGTH and not identity.by_name
        possible = vague and any(
            c.startswith(code) for drug in self._named if counts(drug) for c in drug.codes
        )
        return None if possible else False

    def name_and_code_disagree(self, medication: Medication) -> bool:
        """Tell whether name and ATC code are both known and mean different drugs."""
        identity = self.identity(medication)
        code = medication.atc or ""
        if not identity.by_name or not code:
            return False
        own = [
            drug
            for drug in self._by_parts(name_parts(medication.inn))
            for code_ in drug.codes
            if code_.startswith(code)
        ]
        return not own and code in self._by_code

    def is_unrecognised(self, medication: Medication) -> bool:
        """Tell whether a name stands alone that no table knows."""
        named = bool(name_parts(medication.inn))
        return named and medication.atc is None and not self.identity(medication).by_name

    def has_prefix(self, medication: Medication, prefixes: Sequence[str]) -> bool | None:
        """Tell whether the drug's ATC code starts with one of these; None when no code is known."""
        identity = self.identity(medication)
        code = medication.atc or ""
        if any(code.startswith(prefix) for prefix in prefixes):
            return True
        by_drug = [any(c.startswith(tuple(prefixes)) for c in drug.codes) for drug in identity.drugs]
        if any(by_drug):
            forms = {plain_name(drug.inn) for drug in identity.drugs}
            return True if all(by_drug) or len(forms) > 1 else None
        if identity.drugs:
            return False
        return False if len(code) == FULL_ATC_LENGTH else self._prefix_possible(code, prefixes)

    @staticmethod
    def _prefix_possible(code: str, prefixes: Sequence[str]) -> bool | None:
        if not code:
            return None
        return None if any(prefix.startswith(code) for prefix in prefixes) else False

    def glucocorticoid(self, medication: Medication) -> Glucocorticoid | None:
        """Find the equivalence of a line, by name first, then by code."""
        for part in name_parts(medication.inn):
            if part in self._steroid_by_name:
                return self._steroid_by_name[part]
        for drug in self.identity(medication).drugs:
            if drug.match_class == "GLUCOCORTICOID" and drug.atc in self._steroid_by_code:
                return self._steroid_by_code[drug.atc]
        return None

    def is_systemic_glucocorticoid(self, medication: Medication) -> bool | None:
        """Tell whether a line is a glucocorticoid acting on the whole body; None when not known."""
        code = medication.atc or ""
        named = self.glucocorticoid(medication) is not None
        coded = code.startswith(SYSTEMIC_ATC)
        if not named and not coded:
            identity = self.identity(medication)
            if medication.route in LOCAL_ROUTES:
                return False
            vague = not identity.by_name and 0 < len(code) < len("H02AB") and "H02AB".startswith(code)
            return None if identity.unknown or vague else False
        if medication.route in LOCAL_ROUTES:
            return False
        if medication.route not in SYSTEMIC_ROUTES:
            return None
        local_code = named and code != "" and code.startswith(LOCAL_ATC)
        return None if local_code else True


LOCAL_ATC = ("A07EA", "R03BA", "R03AK", "R03AL", "R01AD", "D07", "S01", "S02", "S03", "C05AA", "A01AC")
NO_NAME = Bilingual("a drug without a name", "un médicament sans nom")


def _of_route(drugs: list[Drug], route: str | None) -> list[Drug]:
    if route is None:
        return drugs
    return [drug for drug in drugs if route in drug.routes] or drugs
